package dev.kinetics.engine;

import dev.kinetics.error.KineticsException;
import dev.kinetics.journal.Block;
import dev.kinetics.words.Durations;
import java.io.Serializable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Where all workers wait while the site blocks this address. Each wait is twice as long as the one
 * before, until a clip gets through again. After a wait one worker alone asks; the others follow
 * when it is answered.
 */
public final class BlockGate {
  /** What a person may set. */
  public record Patience(Duration firstWait, int mostWaits) implements Serializable {
    /** An hour at first, which is what YouTube says of itself, and six waits: a day in all. */
    public static final Patience DEFAULT = new Patience(Duration.ofHours(1), 6);
  }

  private static final DateTimeFormatter UNTIL =
      DateTimeFormatter.ofPattern("EEE HH:mm:ss", Locale.ROOT);
  private static final Duration LONGEST_WAIT = Duration.ofHours(6);

  /** For what passes quickly or not at all; each wait is three times the one before. */
  private static final Duration SHORT_WAIT = Duration.ofSeconds(5);

  private static final int MOST_SHORT_WAITS = 3;

  private final Clock clock = new SteadyClock();
  private final Patience patience;
  private final Notes notes;
  private volatile Pace pace = Pace.none();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private Instant closedUntil = Instant.EPOCH;
  private long waits;
  private int waitsSinceSuccess;
  private boolean isDoubtful;
  private boolean isProbed;

  /**
   * A gate that is open.
   *
   * @param notes where waits are told of, and blocks of this address booked
   */
  public BlockGate(Patience patience, Notes notes) {
    this.patience = patience;
    this.notes = notes;
  }

  /** From now on all who pass keep to this pace together. */
  public void keepTo(Pace newPace) {
    pace = newPace;
  }

  /** How many items it pays to pass with. */
  int atOnce() {
    return isDoubtful() ? 1 : pace.atOnce();
  }

  /** Whether nobody has got an answer since the last wait. */
  boolean isDoubtful() {
    lock.lock();
    try {
      return isDoubtful;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until asking for so many items is allowed; answers a ticket that the other methods take.
   */
  long pass(int items) throws InterruptedException {
    lock.lock();
    try {
      Instant turn = null;
      int counted = 0;
      while (true) {
        long closed = millisUntil(closedUntil, clock.instant());
        if (closed > 0) {
          changed.await(closed, TimeUnit.MILLISECONDS);
        } else if (isDoubtful && isProbed) {
          changed.await();
        } else if (turn == null) {
          // In doubt only one of them is asked for.
          counted = isDoubtful ? 1 : items;
          turn = pace.turn(counted);
        } else if (millisUntil(turn, pace.now()) > 0) {
          changed.await(millisUntil(turn, pace.now()), TimeUnit.MILLISECONDS);
        } else {
          if (!isDoubtful && counted < items) {
            pace.turn(items - counted);
          }
          isProbed = isDoubtful;
          return waits;
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private static long millisUntil(Instant time, Instant now) {
    return Math.max(0, Duration.between(now, time.plusMillis(1)).toMillis());
  }

  /** Whether everybody should hold back right now. */
  public boolean isClosed() {
    lock.lock();
    try {
      return clock.instant().isBefore(closedUntil);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Tells that nobody is let through, as whoever passed with this ticket has met it. Several
   * workers that meet the same block make one wait of it.
   *
   * @throws KineticsException when that was the last wait allowed
   */
  void blocked(long ticket, BlockedException block) {
    lock.lock();
    try {
      if (ticket != waits) {
        return;
      }
      boolean ofAddress = block.end().isEmpty();
      Duration wait = ofAddress ? longWait(block) : shortWait(block);
      if (ofAddress) {
        pace.blocked();
      }
      waits++;
      waitsSinceSuccess++;
      isDoubtful = true;
      isProbed = false;
      closedUntil = clock.instant().plus(wait);
      // What is booked and shown is the time of the system, as people and other runs know it.
      Instant now = Instant.now();
      Instant until = now.plus(wait);
      if (ofAddress) {
        notes.blocked().accept(new Block(now, until, block.getMessage()));
      }
      int most = ofAddress ? patience.mostWaits() : shortWaits();
      String newPace = ofAddress && !pace.toString().isEmpty() ? " at " + pace : "";
      notes
          .say()
          .accept(
              (ofAddress ? "the site blocks this address (" : "nobody is let through (")
                  + block.getMessage()
                  + "); waiting "
                  + Durations.format(wait)
                  + ", until "
                  + UNTIL.format(until.atZone(ZoneId.systemDefault()))
                  + " (wait "
                  + waitsSinceSuccess
                  + " of "
                  + most
                  + "), then going on with the same clips"
                  + newPace
                  + (ofAddress
                      ? "; cookies of an account, another proxy or the mirror may help"
                      : ""));
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private Duration longWait(BlockedException block) {
    if (waitsSinceSuccess >= patience.mostWaits()) {
      Instant now = Instant.now();
      notes.blocked().accept(new Block(now, now, block.getMessage()));
      throw KineticsException.stopped(
          "the site blocks this address, also after "
              + waitsSinceSuccess
              + (waitsSinceSuccess == 1 ? " wait" : " waits")
              + " ("
              + block.getMessage()
              + "); run the same command again later, with fewer --num-workers, --cookies or"
              + " --proxy");
    }
    Duration wait = patience.firstWait().multipliedBy(1L << Math.min(waitsSinceSuccess, 20));
    return wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
  }

  private int shortWaits() {
    return Math.min(MOST_SHORT_WAITS, patience.mostWaits());
  }

  private Duration shortWait(BlockedException block) {
    if (waitsSinceSuccess >= shortWaits()) {
      throw block.end().orElseThrow();
    }
    Duration first =
        SHORT_WAIT.compareTo(patience.firstWait()) < 0 ? SHORT_WAIT : patience.firstWait();
    return first.multipliedBy(Math.round(Math.pow(3, waitsSinceSuccess)));
  }

  /**
   * Tells that whoever passed with this ticket has an answer. What began before a block tells
   * nothing of how things stand after it.
   *
   * @param isThere whether it is a clip
   */
  void answered(long ticket, boolean isThere) {
    lock.lock();
    try {
      if (ticket == waits) {
        pace.answered();
        waitsSinceSuccess = isThere ? 0 : waitsSinceSuccess;
        isDoubtful = false;
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Tells that whoever passed with this ticket has ended, so that another may ask. */
  void left(long ticket) {
    lock.lock();
    try {
      if (ticket == waits) {
        isProbed = false;
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }
}
