package dev.kinetics.pass;

import java.util.Locale;

/**
 * A section of a video, in the video's own time.
 *
 * @param startMillis where it begins
 * @param lengthMillis how long it is
 */
public record Section(long startMillis, long lengthMillis) {
  /** Its length in seconds. */
  public double seconds() {
    return lengthMillis / 1000.0;
  }

  /** A time as ffmpeg reads it, in seconds. */
  static String time(long millis) {
    return String.format(Locale.ROOT, "%d.%03d", millis / 1000, millis % 1000);
  }

  /** The same of a time that counts from an origin, which may lie before 0, in microseconds. */
  static String time(long millis, long originMicros) {
    return String.format(Locale.ROOT, "%.6f", (millis * 1000 + originMicros) / 1e6);
  }
}
