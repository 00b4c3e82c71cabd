package dev.kinetics.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kinetics.words.Durations;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PaceTest {
  @TempDir Path folder;
  private final SetClock clock = new SetClock();

  /** A clock that goes when it is told to. */
  private static final class SetClock extends Clock {
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  private Pace pace() {
    return Pace.found(Pace.GUEST, folder.resolve("pace.json"), clock);
  }

  /** Asks for videos one by one, each at its turn; how long that took. */
  private Duration ask(Pace pace, int videos) {
    Instant start = clock.now;
    for (int i = 0; i < videos; i++) {
      clock.now = pace.turn(1);
      pace.answered();
    }
    return Duration.between(start, clock.now);
  }

  @Test
  void theFirst300OfAnHourNeverWait() {
    Pace pace = pace();

    assertThat(ask(pace, 300)).isZero();
    assertThat(ask(pace, 101)).isEqualTo(Duration.ofMinutes(8).plusSeconds(20));
  }

  @Test
  void aNewRunKnowsWhatTheLastAskedForInThisHour() {
    Pace first = pace();
    ask(first, 200);
    first.close();

    Pace second = pace();
    assertThat(ask(second, 100)).isZero();
    assertThat(ask(second, 10)).isPositive();
  }

  @Test
  void goesUpByAFifthAfter200WithoutABlock() {
    Pace pace = pace();
    ask(pace, 199);
    assertThat(pace).hasToString("600 videos an hour");
    ask(pace, 1);
    assertThat(pace).hasToString("720 videos an hour");
  }

  @Test
  void aBlockHalvesItAndBoundsItForSixHours() {
    Pace pace = pace();
    pace.blocked();
    assertThat(pace).hasToString("300 videos an hour");

    clock.now = clock.now.plus(Duration.ofHours(1));
    assertThat(ask(pace, 301))
        .as("nothing goes free after a block")
        .isGreaterThan(Duration.ofMinutes(50));
    ask(pace, 1000);
    assertThat(pace).hasToString("480 videos an hour");

    clock.now = clock.now.plus(Duration.ofHours(6));
    ask(pace, 200);
    assertThat(pace).hasToString("576 videos an hour");
  }

  @Test
  void blocksWithNoAnswerBetweenAreOne() {
    Pace pace = pace();
    pace.blocked();
    pace.blocked();
    pace.blocked();
    assertThat(pace).hasToString("300 videos an hour");
  }

  @Test
  void whatCameThroughForHoursIsNotLeftForAFifthLess() {
    Pace pace = pace();
    pace.blocked();
    while (!pace.toString().equals("576 videos an hour")) {
      ask(pace, 1);
    }
    pace.blocked();
    ask(pace, 1000);
    assertThat(pace).as("not 461").hasToString("480 videos an hour");
  }

  @Test
  void whatWasFoundIsKept() throws Exception {
    pace().blocked();

    assertThat(pace()).hasToString("300 videos an hour");

    Files.writeString(folder.resolve("pace.json"), "{");
    assertThat(pace()).hasToString("600 videos an hour");
  }

  @Test
  void aFixedOneStaysAndNoneDoesNotWait() {
    Pace fixed = Pace.fixed(60, clock);
    assertThat(ask(fixed, 61)).isEqualTo(Duration.ofHours(1));
    fixed.blocked();
    assertThat(fixed).hasToString("60 videos an hour");

    assertThat(ask(Pace.fixed(0, clock), 100_000)).isZero();
    assertThat(Pace.none()).hasToString("");
  }

  @Test
  void severalAtOnceTakeTheirTimeTogether() {
    Pace pace = Pace.fixed(600, clock);
    assertThat(pace.atOnce()).isEqualTo(10);
    assertThat(pace.turn(10)).isEqualTo(clock.now);
    assertThat(pace.turn(10)).isEqualTo(clock.now.plusSeconds(60));
    assertThat(pace.turn(1)).isEqualTo(clock.now.plusSeconds(120));
  }

  @Test
  void tellsHowLongARunTakes() {
    assertThat(pace().timeFor(300)).isZero();
    assertThat(pace().timeFor(300_000).toHours() / 24.0).isCloseTo(20.8, within(0.1));
    assertThat(Durations.inWords(pace().timeFor(300_000))).isEqualTo("21 days");
  }
}
