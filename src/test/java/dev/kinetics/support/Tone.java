package dev.kinetics.support;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * The sound of the test videos: in second s (counted from 0) a sine of 400 + 20 s hertz, so that a
 * piece of sound tells which part of the source it is.
 */
public final class Tone {
  private static final int SAMPLING_RATE = 22_050;

  private Tone() {}

  /** The sound as a source of ffmpeg's filters. */
  static String source() {
    return "aevalsrc='0.4*sin(2*PI*(400+20*floor(t))*t)':sample_rate=44100";
  }

  /** The frequency that sounds in the given second of a test video. */
  public static double hertzInSecond(int second) {
    return 400 + 20.0 * second;
  }

  /**
   * The frequency of the sound in a part of a file, in hertz.
   *
   * @param from where the part starts, in seconds
   * @param length how long it is, in seconds; 0.3 tells one second of the source from the next
   * @throws AssertionError if there is no sound
   */
  public static double hertz(Path file, double from, double length) {
    byte[] bytes =
        TestTools.ffmpeg(
            List.of(
                "-i",
                file.toString(),
                "-map",
                "0:a:0",
                "-af",
                String.format(Locale.ROOT, "atrim=start=%f:end=%f,volume=2", from, from + length),
                "-ac",
                "1",
                "-ar",
                Integer.toString(SAMPLING_RATE),
                "-f",
                "s16le",
                "-"));
    ShortBuffer samples = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer();
    int first = -1;
    int last = -1;
    int crossings = 0;
    for (int i = 1; i < samples.limit(); i++) {
      if (samples.get(i - 1) < 0 && samples.get(i) >= 0) {
        first = first < 0 ? i : first;
        last = i;
        crossings++;
      }
    }
    if (crossings < 2) {
      throw new AssertionError("no tone in " + file + " from " + from + " s on");
    }
    return (crossings - 1) * (double) SAMPLING_RATE / (last - first);
  }
}
