package dev.kinetics.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kinetics.error.ExitCode;
import dev.kinetics.error.KineticsException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ProcessRunnerTest {
  /**
   * A shell, its child and its grandchild, each of which would sleep on; their ids go to a file.
   */
  private static final String TREE =
      "sh -c 'sleep 300 & echo $! >> \"$0\"; echo $$ >> \"$0\"; wait' \"$0\" & echo $$ >> \"$0\";"
          + " wait";

  @TempDir Path folder;
  private final ProcessRunner runner = new ProcessRunner();

  @AfterEach
  void close() {
    runner.close();
  }

  @Test
  void keepsOutputErrorsAndExitCode() throws Exception {
    ToolResult result = runner.run(shell("echo out; echo oops >&2; exit 3"));

    assertThat(result).isEqualTo(new ToolResult(3, false, "out\n", "oops\n"));
    assertThat(result.ok()).isFalse();
    assertThat(result.firstErrorLine()).isEqualTo("oops");
  }

  @Test
  void whatDoesNothingAnyMoreIsEndedThoughItCantEndItself() throws Exception {
    ToolCall call =
        shell("echo oops >&2; kill -STOP $$; echo more").withQuiet(Duration.ofMillis(500));
    ToolResult result = runner.run(call);

    assertThat(result.ok()).isFalse();
    assertThat(result.timedOut()).isTrue();
    assertThat(result.killed()).isTrue();
    assertThat(result.output()).isEmpty();
    assertThat(result.firstErrorLine()).startsWith("it did nothing for ");
  }

  @Test
  void whatWorksWithoutAWordIsNotEnded() throws Exception {
    ToolCall call =
        shell("i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done; echo done")
            .withQuiet(Duration.ofMillis(500));

    assertThat(runner.run(call).output()).isEqualTo("done\n");
  }

  /** As ffmpeg does of a server that sends headers without end. */
  @Test
  void whatWorksAndBringsNothingIsEnded() throws Exception {
    ToolCall call =
        shell("echo oops >&2; while :; do :; done")
            .withQuiet(Duration.ofMillis(500))
            .withExpectedOutput(new ExpectedOutput(Duration.ofMillis(500), List.of(folder)));
    ToolResult result = runner.run(call);

    assertThat(result.timedOut()).isTrue();
    assertThat(result.firstErrorLine()).startsWith("it worked, but brought nothing for ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"echo more", "echo more >&2", "echo more >> \"$0\""})
  void whatBringsABitNowAndThenIsNotEnded(String bit) throws Exception {
    Path file = folder.resolve("made");
    ToolCall call =
        shell("for i in 1 2 3 4 5 6 7 8 9 10; do sleep 0.2; " + bit + "; done", file)
            .withExpectedOutput(
                new ExpectedOutput(Duration.ofSeconds(1), List.of(file, folder.resolve("none"))));

    assertThat(runner.run(call).ok()).isTrue();
  }

  @Test
  void tellsErrorLinesAsTheyCome() throws Exception {
    List<String> lines = Collections.synchronizedList(new ArrayList<>());
    Path gate = folder.resolve("gate");

    // The second line is only written once the first one has been told.
    ToolCall call =
        shell(
                "echo first >&2; while [ ! -e \"$0\" ]; do sleep 0.01; done; printf 'a\\rlast' >&2",
                gate)
            .withErrorLines(
                line -> {
                  lines.add(line);
                  create(gate);
                });
    runner.run(call);

    assertThat(lines).containsExactly("first", "a", "last");
  }

  @Test
  void argumentsReachTheProgramUnchanged() throws Exception {
    List<String> odd =
        List.of(
            "a b",
            "--6bJUbfpnQ",
            "-rf",
            "it's",
            "\"quoted\"",
            "'single'",
            "",
            "${HOME}",
            "$(id)",
            "*",
            "a\\b",
            "line\nbreak",
            "ünï",
            ";",
            "%PATH%");
    List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", "printf '%s\\0' \"$@\"", "sh"));
    command.addAll(odd);

    ToolResult result = runner.run(ToolCall.of(command));

    assertThat(result.output()).isEqualTo(String.join("\0", odd) + "\0");
  }

  @Test
  void addsVariables() throws Exception {
    ToolResult result =
        runner.run(
            shell("echo \"$COLOUR\"; [ -n \"$PATH\" ] && echo inherited")
                .withEnvironment(Map.of("COLOUR", "dark red")));

    assertThat(result.output()).isEqualTo("dark red\ninherited\n");
  }

  @Test
  void anErrorOfWhoTakesTheOutputEndsThatCallAlone() throws Exception {
    OutputStream tooSmall =
        new OutputStream() {
          @Override
          public void write(int value) {
            throw new OutOfMemoryError("Java heap space");
          }
        };
    assertThatThrownBy(() -> runner.run(shell("echo a; sleep 300").withStandardOutput(tooSmall)))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("Java heap space");
    assertThat(runner.run(shell("echo on")).output()).isEqualTo("on\n");
  }

  @Test
  void keepsTheFirstMebibyteOfOutputAndTheEndsOfTheErrors() throws Exception {
    ToolResult result =
        runner.run(
            shell(
                "head -c 3000000 /dev/zero | tr '\\0' x; echo begin >&2; head -c 3000000 /dev/zero"
                    + " | tr '\\0' y >&2; echo >&2; echo end >&2"));

    assertThat(result.output()).hasSize(1 << 20).containsOnlyOnce("x".repeat(1 << 20));
    assertThat(result.errors())
        .hasSizeLessThan(17 << 10)
        .startsWith("begin\n")
        .endsWith("y\nend\n");
  }

  @Test
  void writesBinaryOutputWhole() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    ToolResult result = runner.run(shell("head -c 5000000 /dev/zero").withStandardOutput(bytes));

    assertThat(bytes.toByteArray()).isEqualTo(new byte[5_000_000]);
    assertThat(result.output()).isEmpty();
  }

  @Test
  void aTimeoutEndsTheWholeTree() throws Exception {
    Path ids = folder.resolve("ids");

    ToolResult result = runner.run(shell(TREE, ids).withTimeout(Duration.ofSeconds(1)));

    assertThat(result.timedOut()).isTrue();
    assertThat(result.ok()).isFalse();
    assertThat(result.firstErrorLine()).isEqualTo("it did not end in time");
    assertThat(processes(ids)).hasSize(3);
    await(() -> processes(ids).stream().noneMatch(ProcessRunnerTest::runs));
  }

  @Test
  void aChildThatIsBornWhileItsParentEndsIsEndedToo() throws Exception {
    Path ids = folder.resolve("ids");

    ToolResult result =
        runner.run(
            shell(
                    "trap 'sleep 300 & echo $! > \"$0\"; exit 0' TERM; while :; do sleep 0.05;"
                        + " done",
                    ids)
                .withTimeout(Duration.ofMillis(300)));

    assertThat(result.timedOut()).isTrue();
    assertThat(processes(ids)).hasSize(1).noneMatch(ProcessRunnerTest::runs);
  }

  @Test
  void aTimeoutKillsWhatDoesNotListen() throws Exception {
    long start = System.nanoTime();

    ToolResult result =
        runner.run(
            shell("trap '' TERM; while :; do sleep 0.1; done").withTimeout(Duration.ofMillis(200)));

    assertThat(result.timedOut()).isTrue();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(6));
  }

  @Test
  void stopEndsTheWholeTreeAndRefusesMore() throws Exception {
    Path ids = folder.resolve("ids");
    CompletableFuture<ToolResult> running = start(shell(TREE, ids));
    await(() -> processes(ids).size() == 3);

    runner.stop();

    assertThatThrownBy(() -> running.get(10, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(StoppedException.class);
    await(() -> processes(ids).stream().noneMatch(ProcessRunnerTest::runs));
    assertThatThrownBy(() -> runner.run(shell("echo more"))).isInstanceOf(StoppedException.class);
  }

  @Test
  void anInterruptEndsTheWholeTree() throws Exception {
    Path ids = folder.resolve("ids");
    CompletableFuture<Throwable> end = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                runner.run(shell(TREE, ids));
                end.complete(null);
              } catch (InterruptedException | RuntimeException e) {
                end.complete(e);
              }
            });
    thread.start();
    await(() -> processes(ids).size() == 3);

    thread.interrupt();

    assertThat(end.get(10, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
    await(() -> processes(ids).stream().noneMatch(ProcessRunnerTest::runs));
  }

  @Test
  void aProgramThatIsNotThereIsUnavailable() {
    Path missing = folder.resolve("no-such-program");

    assertThatThrownBy(() -> runner.run(ToolCall.of(List.of(missing.toString()))))
        .isInstanceOfSatisfying(
            KineticsException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.UNAVAILABLE))
        .hasMessageContaining("no-such-program")
        .hasMessageContaining("can't be started");
  }

  @Test
  void aStreamThatFailsKillsTheProgram() throws Exception {
    Path ids = folder.resolve("ids");
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("No space left on device");
          }
        };

    assertThatThrownBy(
            () ->
                runner.run(
                    shell("echo $$ > \"$0\"; while :; do echo data; done", ids)
                        .withStandardOutput(full)))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("No space left on device");

    assertThat(processes(ids)).hasSize(1).noneMatch(ProcessRunnerTest::runs);
  }

  @Test
  void aListenerThatFailsKillsTheProgram() throws Exception {
    Path ids = folder.resolve("ids");
    ToolCall call =
        shell("echo $$ > \"$0\"; echo ERROR: blocked >&2; sleep 300", ids)
            .withErrorLines(
                line -> {
                  throw new IllegalStateException(line);
                });

    assertThatThrownBy(() -> runner.run(call))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("ERROR: blocked");

    assertThat(processes(ids)).hasSize(1).noneMatch(ProcessRunnerTest::runs);
  }

  @Test
  void runsManyAtOnce() throws Exception {
    List<CompletableFuture<ToolResult>> runs = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      runs.add(start(shell("sleep 0.2; echo " + i)));
    }
    for (int i = 0; i < runs.size(); i++) {
      assertThat(runs.get(i).get(20, TimeUnit.SECONDS).output()).isEqualTo(i + "\n");
    }
  }

  private CompletableFuture<ToolResult> start(ToolCall call) {
    CompletableFuture<ToolResult> result = new CompletableFuture<>();
    new Thread(
            () -> {
              try {
                result.complete(runner.run(call));
              } catch (InterruptedException | RuntimeException e) {
                result.completeExceptionally(e);
              }
            })
        .start();
    return result;
  }

  private static ToolCall shell(String script) {
    return ToolCall.of(List.of("/bin/sh", "-c", script));
  }

  private static ToolCall shell(String script, Path file) {
    return ToolCall.of(List.of("/bin/sh", "-c", script, file.toString()));
  }

  private static List<Long> processes(Path ids) {
    try {
      return Files.exists(ids)
          ? Files.readAllLines(ids).stream().map(Long::valueOf).toList()
          : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A process that has ended may stay listed until its new parent takes note. */
  private static boolean runs(long id) {
    try {
      Path state = Path.of("/proc", Long.toString(id), "stat");
      return Files.exists(Path.of("/proc/self"))
          ? Files.exists(state) && !Files.readString(state).matches("(?s).*\\) Z .*")
          : ProcessHandle.of(id).isPresent();
    } catch (IOException e) {
      return false; // It ended while we looked.
    }
  }

  private static void create(Path file) {
    try {
      if (!Files.exists(file)) {
        Files.createFile(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("time is up").isLessThan(deadline);
      Thread.sleep(20);
    }
  }
}
