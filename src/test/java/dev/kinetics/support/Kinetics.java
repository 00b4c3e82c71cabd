package dev.kinetics.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The program, run as a process: the jar that the system property {@code kinetics.jar} names, under
 * the Java that runs the tests.
 *
 * @param directory where it runs
 * @param environment added to the tests' own
 * @param javaOptions options of Java itself
 * @param timeout after which it is killed and the test fails
 */
public record Kinetics(
    Path directory, Map<String, String> environment, List<String> javaOptions, Duration timeout) {

  /** Tests start the program a thousand times: as the launcher does it for what ends at once. */
  private static final List<String> QUICK_START =
      List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:-UsePerfData", "-Xshare:auto");

  /** Each process that a run leaves behind is found by this variable, which children inherit. */
  private static final String MARK = "KINETICS_TEST_RUN";

  public Kinetics {
    environment = Map.copyOf(environment);
    javaOptions = List.copyOf(javaOptions);
  }

  /** The program in a folder, which is given two minutes. */
  public static Kinetics in(Path directory) {
    return new Kinetics(directory, Map.of(), List.of(), Duration.ofMinutes(2));
  }

  /** The same with more in its environment, such as {@link YoutubeSite#environment()}. */
  public Kinetics with(Map<String, String> more) {
    Map<String, String> all = new HashMap<>(environment);
    all.putAll(more);
    return new Kinetics(directory, all, javaOptions, timeout);
  }

  /** The same with one variable more in its environment. */
  public Kinetics with(String name, String value) {
    return with(Map.of(name, value));
  }

  /** The same with options of Java, such as {@code -Xmx64m}. */
  public Kinetics withJavaOptions(String... options) {
    return new Kinetics(directory, environment, List.of(options), timeout);
  }

  /** The same with more or less time. */
  public Kinetics within(Duration newTimeout) {
    return new Kinetics(directory, environment, javaOptions, newTimeout);
  }

  /** Runs it to its end. */
  public Result run(String... arguments) {
    return start(arguments).await();
  }

  /** Starts it in a process group of its own, so that a test can press Ctrl-C. */
  public Run start(String... arguments) {
    return start(command(arguments));
  }

  /** The words that start it, for a test that runs them by another program. */
  public List<String> command(String... arguments) {
    String jar = System.getProperty("kinetics.jar");
    if (jar == null || !Files.isRegularFile(Path.of(jar))) {
      throw new AssertionError(
          "no jar to test: build it with 'mvn package' and pass"
              + " -Dkinetics.jar=target/kinetics.jar");
    }
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(QUICK_START);
    command.add("-XX:SharedArchiveFile=" + jar.replaceFirst("[.]jar$", ".jsa"));
    command.addAll(javaOptions);
    command.addAll(List.of("-jar", jar));
    command.addAll(Arrays.asList(arguments));
    return command;
  }

  /** Starts any command in the same way, such as the launcher script. */
  public Run start(List<String> program) {
    // A shell's background job ignores SIGINT, and a child of it would too; so this is undone
    // first.
    List<String> command =
        new ArrayList<>(
            List.of(
                "perl",
                "-e",
                "$SIG{INT} = 'DEFAULT'; setpgrp(0, 0); exec { $ARGV[0] } @ARGV or die $!"));
    command.addAll(program);
    String mark = UUID.randomUUID().toString();
    try {
      Path output = Files.createTempFile("kinetics", ".out");
      Path errors = Files.createTempFile("kinetics", ".err");
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectOutput(output.toFile())
              .redirectError(errors.toFile());
      builder.environment().putAll(environment);
      builder.environment().put(MARK, mark);
      Process process = builder.start();
      process.getOutputStream().close();
      return new Run(process, mark, output, errors, timeout, System.nanoTime());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * How a run ended.
   *
   * @param exitCode as a shell gives it: 128 and the signal's number for a killed one
   * @param out what it wrote to standard output
   * @param err what it wrote to standard error
   * @param time how long it took
   */
  public record Result(int exitCode, String out, String err, Duration time) {
    /** The lines of standard output. */
    public List<String> lines() {
      return out.lines().toList();
    }

    /** All there is to know, for the message of a test that fails. */
    @Override
    public String toString() {
      return "exit " + exitCode + " after " + time + "\n--- out\n" + out + "\n--- err\n" + err;
    }
  }

  /** A run that goes on. */
  public static final class Run implements AutoCloseable {
    private final Process process;
    private final String mark;
    private final Path output;
    private final Path errors;
    private final Duration timeout;
    private final long start;

    private Run(
        Process process, String mark, Path output, Path errors, Duration timeout, long start) {
      this.process = process;
      this.mark = mark;
      this.output = output;
      this.errors = errors;
      this.timeout = timeout;
      this.start = start;
    }

    /** Its process. */
    public ProcessHandle handle() {
      return process.toHandle();
    }

    /** Sends a signal ({@code INT}, {@code TERM}, {@code KILL}) to it alone. */
    public void signal(String name) {
      kill(name, Long.toString(process.pid()));
    }

    /** Sends a signal to it and all its children, as a terminal does on Ctrl-C. */
    public void signalGroup(String name) {
      kill(name, "-" + process.pid());
    }

    /** What it wrote to standard output so far. */
    public String out() {
      return read(output);
    }

    /** What it wrote to standard error so far. */
    public String err() {
      return read(errors);
    }

    /** Waits until it ends; kills it and fails when it takes too long. */
    public Result await() {
      try {
        long left = timeout.toNanos() - (System.nanoTime() - start);
        if (!process.waitFor(left, TimeUnit.NANOSECONDS)) {
          String said = "--- out\n" + out() + "\n--- err\n" + err();
          close();
          throw new AssertionError("did not end within " + timeout + "\n" + said);
        }
        Duration time = Duration.ofNanos(System.nanoTime() - start);
        Result result = new Result(process.exitValue(), out(), err(), time);
        Files.deleteIfExists(output);
        Files.deleteIfExists(errors);
        return result;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        close();
        Thread.currentThread().interrupt();
        throw new AssertionError("interrupted", e);
      }
    }

    /**
     * The processes that it started, at whatever depth, and that are alive, also after its own end:
     * each as its id and command line.
     */
    public List<String> survivors() {
      try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
        return all.filter(handle -> handle.pid() != process.pid())
            .filter(this::isOurs)
            .map(handle -> handle.pid() + " " + handle.info().commandLine().orElse("?"))
            .toList();
      }
    }

    /** Ends it and all that it started. */
    @Override
    public void close() {
      if (process.isAlive()) {
        kill("KILL", "-" + process.pid());
      }
      try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
        all.filter(this::isOurs).forEach(ProcessHandle::destroyForcibly);
      }
    }

    private boolean isOurs(ProcessHandle handle) {
      Path environment = Path.of("/proc", Long.toString(handle.pid()), "environ");
      try {
        return Files.exists(Path.of("/proc/self"))
            // An ended process that nobody has waited for has an empty environment here.
            ? Files.readString(environment, StandardCharsets.ISO_8859_1)
                .contains(MARK + "=" + mark + "\0")
            : groupOf(handle.pid()) == process.pid();
      } catch (IOException e) {
        return false; // it ended, or is another user's
      }
    }

    /** The process group, where there is no {@code /proc} to ask. */
    private static long groupOf(long pid) throws IOException {
      Process ps = new ProcessBuilder("ps", "-o", "pgid=", "-p", Long.toString(pid)).start();
      String group = new String(ps.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      return group.isEmpty() ? -1 : Long.parseLong(group);
    }

    private static void kill(String signal, String target) {
      try {
        // Perl is there to start it already, and the program kill is not on every machine.
        new ProcessBuilder("perl", "-e", "kill $ARGV[0], $ARGV[1]", signal, target)
            .inheritIO()
            .start()
            .waitFor();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError("interrupted", e);
      }
    }

    private static String read(Path file) {
      try {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
