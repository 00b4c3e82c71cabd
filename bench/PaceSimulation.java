import dev.kinetics.engine.Pace;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A week of a run against a site that lets an address have so many videos in any hour, and then
 * none for an hour; no time passes. Prints how many videos a day come through with the pace that is
 * found, with none and the waits of before it (ten minutes, then twice as long each), and with a
 * fixed one.
 */
final class PaceSimulation {
  private static final int LIMIT = 500;
  private static final Duration BLOCK = Duration.ofHours(1);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final int DAYS = 7;

  /** Four workers ask for 3,900 requests an hour, and a video takes four. */
  private static final Duration FULL_SPEED = HOUR.dividedBy(3_900 / 4);

  private PaceSimulation() {}

  public static void main(String[] arguments) {
    SetClock clock = new SetClock();
    long found = aDay(Pace.found(Pace.GUEST, null, clock), Duration.ofHours(1), clock);
    long none = aDay(Pace.fixed(0, clock), Duration.ofMinutes(10), clock);
    long fixed = aDay(Pace.fixed(300, clock), Duration.ofHours(1), clock);
    System.out.println(found + " " + none + " " + fixed);
  }

  private static long aDay(Pace pace, Duration firstWait, SetClock clock) {
    Deque<Instant> lastHour = new ArrayDeque<>();
    Instant end = clock.now.plus(Duration.ofDays(DAYS));
    Instant blockedUntil = clock.now;
    Duration wait = firstWait;
    long through = 0;
    while (clock.now.isBefore(end)) {
      Instant turn = pace.turn(1);
      clock.now = turn.isAfter(clock.now) ? turn : clock.now;
      while (!lastHour.isEmpty() && lastHour.peek().isBefore(clock.now.minus(HOUR))) {
        lastHour.remove();
      }
      boolean blocked = clock.now.isBefore(blockedUntil);
      if (!blocked && lastHour.size() >= LIMIT) {
        blockedUntil = clock.now.plus(BLOCK);
        blocked = true;
      }
      if (blocked) {
        pace.blocked();
        clock.now = clock.now.plus(wait);
        wait = wait.multipliedBy(2);
      } else {
        pace.answered();
        wait = firstWait;
        lastHour.add(clock.now);
        through++;
        clock.now = clock.now.plus(FULL_SPEED);
      }
    }
    return through / DAYS;
  }

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
}
