package dev.kinetics.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KineticsIT {
  @TempDir Path folder;

  @Test
  void runsTheJar() {
    Kinetics.Result result = Kinetics.in(folder).run("list-classes");
    assertThat(result.exitCode()).as(result.toString()).isZero();
    assertThat(result.lines()).hasSize(400).startsWith("abseiling");
    assertThat(result.err()).isEmpty();
  }

  @Test
  void passesArgumentsEnvironmentAndFolder() throws Exception {
    try (Kinetics.Run run =
        Kinetics.in(folder)
            .with("A", "b c")
            .start(
                List.of(
                    "sh", "-c", "echo \"$A\" \"$1\"; pwd; echo oh >&2; exit 7", "sh", "--x y"))) {
      Kinetics.Result result = run.await();
      assertThat(result.lines()).containsExactly("b c --x y", folder.toRealPath().toString());
      assertThat(result.err()).isEqualTo("oh\n");
      assertThat(result.exitCode()).isEqualTo(7);
    }
  }

  @Test
  void aSignalReachesTheGroup() throws Exception {
    try (Kinetics.Run run = sleeping()) {
      assertThat(run.survivors()).hasSize(1).first().asString().contains("sleep");
      run.signalGroup("INT");
      assertThat(run.await().exitCode()).isEqualTo(130);
      assertThat(run.survivors()).isEmpty();
    }
  }

  @Test
  void survivorsAreFoundAndEnded() throws Exception {
    Kinetics.Run run = sleeping();
    run.signal("KILL");
    assertThat(run.await().exitCode()).isEqualTo(137);
    assertThat(run.survivors()).hasSize(1);
    run.close();
    Thread.sleep(200);
    assertThat(run.survivors()).isEmpty();
  }

  @Test
  void aRunThatTakesTooLongIsEnded() {
    Kinetics.Run run =
        Kinetics.in(folder).within(Duration.ofMillis(300)).start(List.of("sleep", "100"));
    assertThatThrownBy(run::await)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("PT0.3S");
    assertThat(run.handle().isAlive()).isFalse();
  }

  /** A shell that waits for a child. */
  private Kinetics.Run sleeping() throws InterruptedException {
    Kinetics.Run run =
        Kinetics.in(folder).start(List.of("sh", "-c", "sleep 100; echo ended; exit 0"));
    while (run.survivors().stream().noneMatch(line -> line.contains("sleep"))) {
      Thread.sleep(20);
    }
    return run;
  }
}
