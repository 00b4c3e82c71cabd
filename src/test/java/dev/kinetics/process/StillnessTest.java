package dev.kinetics.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StillnessTest {
  private static final Optional<Duration> NO_WORK = Optional.of(Duration.ZERO);

  private final Stillness stillness = new Stillness(Duration.ofSeconds(60), 0);

  /** Looks each 5 seconds up to this one; when it was still for the first time, or -1. */
  private int stillAt(int from, int seconds, Optional<Duration> worked) {
    for (int now = from; now <= seconds; now += 5) {
      if (lasts(now, 0, false, worked)) {
        return now;
      }
    }
    return -1;
  }

  private boolean lasts(int now, long written, boolean taken, Optional<Duration> worked) {
    return stillness.lasts(now * 1_000_000_000L, written, taken, worked);
  }

  @Test
  void whatNeitherWritesNorWorksIsStillAfterItsTime() {
    assertThat(stillAt(5, 100, NO_WORK)).isEqualTo(65);
  }

  @Test
  void aByteOrAnyWorkBeginsTheTimeAnew() {
    assertThat(stillAt(5, 60, NO_WORK)).isEqualTo(-1);
    assertThat(lasts(65, 1, false, NO_WORK)).isFalse();
    assertThat(lasts(70, 1, false, Optional.of(Duration.ofMillis(40)))).isFalse();
    for (int now = 75; now < 130; now += 5) {
      assertThat(lasts(now, 1, false, Optional.of(Duration.ofMillis(40)))).isFalse();
    }
    assertThat(lasts(130, 1, false, Optional.of(Duration.ofMillis(40)))).isTrue();
  }

  @Test
  void aLoopThatOnlyWaitsForAServerDoesNotWork() {
    boolean still = false;
    for (int now = 5; now <= 70; now += 5) {
      still |= lasts(now, 0, false, Optional.of(Duration.ofNanos(now * 150_000L)));
    }
    assertThat(still).isTrue();
  }

  @Test
  void whoseBytesAreNotTakenHasToWait() {
    for (int now = 5; now <= 300; now += 5) {
      assertThat(lasts(now, 0, true, NO_WORK)).isFalse();
    }
  }

  @Test
  void whatCantBeKnownIsNoStillness() {
    assertThat(stillAt(5, 300, Optional.empty())).isEqualTo(-1);
  }

  @Test
  void whenWeWereSuspendedOurselvesTheTimeBeginsAnew() {
    assertThat(stillAt(5, 20, NO_WORK)).isEqualTo(-1);
    assertThat(lasts(3600, 0, false, NO_WORK)).isFalse();
    assertThat(stillAt(3605, 3655, NO_WORK)).isEqualTo(-1);
    assertThat(lasts(3660, 0, false, NO_WORK)).isTrue();
  }
}
