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
}
