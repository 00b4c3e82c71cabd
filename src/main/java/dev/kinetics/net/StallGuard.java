package dev.kinetics.net;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Closes a body under its reader when a read takes too long or the run ends: java.net.http has a
 * time limit for the head of an answer and none for its body, and a read that waits for a byte ends
 * when the stream is closed under it.
 */
final class StallGuard implements AutoCloseable {
  private static final long LONGEST_SLEEP_MILLIS = 200;

  private final long silenceNanos;
  private final BooleanSupplier stopped;
  private final Thread thread;
  private volatile InputStream watched;
  private volatile long since;
  private volatile boolean stalled;

  StallGuard(Duration silence, BooleanSupplier stopped) {
    this.silenceNanos = silence.toNanos();
    this.stopped = stopped;
    this.thread = new Thread(this::look, "stall-guard");
    thread.setDaemon(true);
    thread.start();
  }

  /** A read of this body begins. */
  void watch(InputStream body) {
    stalled = false;
    since = System.nanoTime();
    watched = body;
  }

  /** The read has ended. */
  void rest() {
    watched = null;
  }

  /** Whether the read that began last was ended because nothing came. */
  boolean stalled() {
    return stalled;
  }

  private void look() {
    try {
      while (true) {
        Thread.sleep(Math.max(1, Math.min(LONGEST_SLEEP_MILLIS, silenceNanos / 4_000_000)));
        InputStream body = watched;
        boolean late = System.nanoTime() - since > silenceNanos;
        if (body != null && (late || stopped.getAsBoolean()) && body == watched) {
          stalled = late;
          end(body);
        }
      }
    } catch (InterruptedException e) {
      // The stream is closed.
    }
  }

  private static void end(InputStream body) {
    try {
      body.close();
    } catch (IOException | RuntimeException e) {
      // The reader sees the same; later bodies are watched as before.
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
