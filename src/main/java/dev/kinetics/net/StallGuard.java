package dev.kinetics.net;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/**
 * Ends a body that stands still: java.net.http has a time limit for the head of an answer, none for
 * its body, and a read that waits for a byte ends when the stream is closed under it.
 */
final class StallGuard implements AutoCloseable {
  private final InputStream body;
  private final long patienceNanos;
  private final Thread watch;
  private volatile long lastByte = System.nanoTime();
  private volatile boolean stalled;

  StallGuard(InputStream body, Duration patience) {
    this.body = body;
    this.patienceNanos = patience.toNanos();
    this.watch = new Thread(this::watch, "stall-guard");
    watch.setDaemon(true);
    watch.start();
  }

  /** A byte came. */
  void alive() {
    lastByte = System.nanoTime();
  }

  /** Whether the body was ended because nothing came. */
  boolean stalled() {
    return stalled;
  }

  @Override
  public void close() {
    watch.interrupt();
  }

  private void watch() {
    try {
      long left = patienceNanos;
      while (left > 0) {
        Thread.sleep(left / 1_000_000 + 1);
        left = lastByte + patienceNanos - System.nanoTime();
      }
      stalled = true;
      body.close();
    } catch (InterruptedException | IOException e) {
      // Interrupted: the body came to its end. A stream that can't be closed is closed by now.
    }
  }
}
