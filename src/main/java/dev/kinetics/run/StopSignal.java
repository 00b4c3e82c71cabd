package dev.kinetics.run;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C and SIGTERM: the JVM's shutdown then runs what was registered here (end the tools, stop
 * the pool) and waits until the program has put everything away and said what it did. The JVM
 * itself ends with 130 or 143.
 */
public final class StopSignal {
  private static final long PATIENCE_SECONDS = 20;

  private final Deque<Runnable> actions = new ArrayDeque<>();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread hook = new Thread(this::stop, "stop-signal");
  private volatile boolean received;

  /** Begins to listen. */
  public StopSignal() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** Whether the program is being stopped. */
  public boolean isReceived() {
    return received;
  }

  /** Runs this when the program is stopped; at once if it is being stopped already. */
  public void onStop(Runnable action) {
    synchronized (actions) {
      if (!received) {
        actions.push(action);
        return;
      }
    }
    action.run();
  }

  /** Ends the program with this code, or lets the shutdown go on that is under way. */
  public void exit(int code) {
    ended.countDown();
    if (!received) {
      System.exit(code);
    }
  }

  void stop() {
    if (ended.getCount() == 0) {
      return; // An ordinary end.
    }
    synchronized (actions) {
      received = true;
    }
    actions.forEach(Runnable::run);
    try {
      ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
