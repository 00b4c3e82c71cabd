package dev.kinetics.process;

import java.time.Duration;
import java.util.Optional;

/**
 * Tells whether a program goes on: it writes, or it works. A loop that only waits for a byte of a
 * server takes some 0.1 ms of the processor a second, and one that decodes what comes at a KiB a
 * second more than ten times that.
 */
final class Stillness {
  private static final int SHARE_OF_WAITING = 2000;

  private final long quietNanos;
  private final long workNanos;
  private long since;
  private long lastLook;
  private long bytes = -1;
  private long cpuNanos = -1;

  /**
   * @param quiet how long it may do nothing
   * @param now {@link System#nanoTime}
   */
  Stillness(Duration quiet, long now) {
    this.quietNanos = quiet.toNanos();
    this.workNanos = quietNanos / SHARE_OF_WAITING;
    this.since = now;
    this.lastLook = now;
  }

  /** How often it wants to be asked. */
  Duration interval() {
    return Duration.ofNanos(quietNanos / 12);
  }

  /**
   * Whether it has done nothing for so long.
   *
   * @param now {@link System#nanoTime}
   * @param written the bytes that it has written so far
   * @param isTaken whether somebody is still busy with its bytes, so that it may have to wait
   * @param worked the time of the processor that it and its descendants have taken; empty where
   *     that can't be known, and then it is never still
   */
  boolean lasts(long now, long written, boolean isTaken, Optional<Duration> worked) {
    long cpu = worked.map(Duration::toNanos).orElse(Long.MAX_VALUE);
    // Late because we were suspended ourselves: so was the program, which is no fault of it.
    boolean late = now - lastLook > quietNanos / 2;
    lastLook = now;
    boolean goesOn =
        written != bytes
            || isTaken
            || worked.isEmpty()
            || cpuNanos < 0
            || cpu < cpuNanos // One of several has ended.
            || cpu - cpuNanos >= workNanos;
    if (goesOn || late) {
      since = now;
      bytes = written;
      cpuNanos = worked.isEmpty() ? -1 : cpu;
      return false;
    }
    return now - since >= quietNanos;
  }
}
