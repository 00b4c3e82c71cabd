package dev.kinetics.pass;

import java.util.Locale;

/**
 * A section of a video, in the video's own time.
 *
 * @param startMillis where it begins
 * @param lengthMillis how long it is
 * @param held the picture that stands over all of it, where it is known to be the video's last;
 *     null else
 */
public record Section(long startMillis, long lengthMillis, Last held) {
  /**
   * The last picture of a video.
   *
   * @param startMillis when it is shown first, before the section's start, which is 0
   * @param endMillis until when it stands
   */
  public record Last(long startMillis, long endMillis) {}

  /** One of which nothing is known. */
  public Section(long startMillis, long lengthMillis) {
    this(startMillis, lengthMillis, null);
  }

  Section holding(Last last) {
    return new Section(startMillis, lengthMillis, last);
  }

  /** Until when pictures are shown in it, at most. */
  long shownMillis() {
    return held == null ? lengthMillis : Math.min(lengthMillis, held.endMillis());
  }

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
