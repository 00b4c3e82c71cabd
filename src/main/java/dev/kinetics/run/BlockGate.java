package dev.kinetics.run;

import dev.kinetics.error.KineticsException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Where all workers wait while the site blocks this address. Each wait is twice as long as the one
 * before, until a clip gets through again.
 */
public final class BlockGate {
  /** What a person may set. */
  public record Patience(Duration firstWait, int mostWaits) {
    /** Ten minutes at first, and six waits: about ten hours in all. */
    public static final Patience DEFAULT = new Patience(Duration.ofMinutes(10), 6);
  }

  private static final Duration LONGEST_WAIT = Duration.ofHours(6);

  private final Patience patience;
  private final Progress progress;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition stopped = lock.newCondition();
  private Instant closedUntil = Instant.EPOCH;
  private long waits;
  private int waitsSinceSuccess;
  private volatile boolean isStopped;

  /** A gate that is open. */
  public BlockGate(Patience patience, Progress progress) {
    this.patience = patience;
    this.progress = progress;
  }

  /** Waits until asking is allowed; answers a ticket that {@link #blocked} takes. */
  long pass() throws InterruptedException {
    lock.lock();
    try {
      while (!isStopped) {
        long millis = Duration.between(Instant.now(), closedUntil.plusMillis(1)).toMillis();
        if (millis <= 0) {
          break;
        }
        stopped.await(millis, TimeUnit.MILLISECONDS);
      }
      return waits;
    } finally {
      lock.unlock();
    }
  }

  /** Whether everybody should hold back right now. */
  public boolean isClosed() {
    lock.lock();
    try {
      return Instant.now().isBefore(closedUntil);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Tells that the site blocked whoever passed with this ticket. Several workers that meet the same
   * block make one wait of it.
   *
   * @throws KineticsException when that was the last wait allowed
   */
  void blocked(long ticket, String line) {
    lock.lock();
    try {
      if (ticket != waits) {
        return;
      }
      if (waitsSinceSuccess >= patience.mostWaits()) {
        throw KineticsException.stopped(
            "the site blocks this address, also after "
                + waitsSinceSuccess
                + (waitsSinceSuccess == 1 ? " wait" : " waits")
                + " ("
                + line
                + "); run the same command again later, with fewer --num-workers, --cookies or --proxy");
      }
      Duration wait = patience.firstWait().multipliedBy(1L << Math.min(waitsSinceSuccess, 20));
      if (wait.compareTo(LONGEST_WAIT) > 0) {
        wait = LONGEST_WAIT;
      }
      waits++;
      waitsSinceSuccess++;
      closedUntil = Instant.now().plus(wait);
      progress.say(
          "the site blocks this address ("
              + line
              + "); waiting "
              + Durations.format(wait)
              + ", then going on with the same clips");
    } finally {
      lock.unlock();
    }
  }

  /** Tells that a clip got through. */
  void succeeded() {
    lock.lock();
    try {
      waitsSinceSuccess = 0;
    } finally {
      lock.unlock();
    }
  }

  /** Lets everybody through at once, because the run ends. */
  void stop() {
    lock.lock();
    try {
      isStopped = true;
      stopped.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
