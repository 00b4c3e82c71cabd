package dev.kinetics.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SteadyClockTest {
  @Test
  void beginsWithTheSystemsTimeAndRunsAsItsOwn() throws InterruptedException {
    SteadyClock clock = new SteadyClock();
    Instant before = clock.instant();
    assertThat(Duration.between(before, Instant.now()).toMillis()).isCloseTo(0, within(1_000L));
    long begun = System.nanoTime();
    Thread.sleep(50);
    Duration passed = Duration.ofNanos(System.nanoTime() - begun);
    assertThat(Duration.between(before, clock.instant())).isGreaterThanOrEqualTo(passed);
  }

  /** A wait that is reckoned by the system's clock is longer or shorter when that is put. */
  @Test
  void whatWaitsAsksNoOtherClock() throws IOException {
    Path home = Path.of("src/main/java/dev/kinetics");
    Pattern wall = Pattern.compile("System\\.currentTimeMillis|Clock\\.system|new Date\\(");
    for (String room : List.of("run", "process", "net", "source", "download", "extract")) {
      try (Stream<Path> files = Files.list(home.resolve(room))) {
        for (Path file : files.toList()) {
          assertThat(Files.readString(file)).as("%s", file).doesNotContainPattern(wall);
        }
      }
    }
  }
}
