package dev.kinetics.support;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Numbers that the frames of a test video carry in their picture: two rows of black and white
 * blocks in its upper quarter. The upper row is the frame's number in binary, lowest bit on the
 * left; the lower row is the same inverted, so that a picture that carries no number is told from
 * one that does. Blocks of some pixels survive compression and scaling.
 */
public final class FrameNumbers {
  private static final int BITS = 16;
  private static final int CELL = 8;

  private FrameNumbers() {}

  /** The source with the number of each frame drawn on it, as a graph of ffmpeg's filters. */
  static String drawnOn(String source, int width, int height, String rate) {
    return source
        + "[background];color=black:size="
        + BITS
        + "x2:rate="
        + rate
        + ",format=gray,geq=lum='255*abs(Y-mod(floor(N/pow(2,X)),2))',scale="
        + width
        + ":"
        + height / 4
        + ":flags=neighbor,format=yuv420p[number];[background][number]overlay=shortest=1";
  }

  /**
   * The number of each frame of a video, or of a single picture, in the order in which they are
   * shown.
   *
   * @throws AssertionError if a frame carries no number
   */
  public static List<Integer> of(Path file) {
    byte[] pixels =
        TestTools.ffmpeg(
            List.of(
                "-i",
                file.toString(),
                "-map",
                "0:v:0",
                "-fps_mode",
                "passthrough",
                "-vf",
                "crop=iw:ih/4:0:0,scale="
                    + BITS * CELL
                    + ":"
                    + 2 * CELL
                    + ":flags=area,format=gray",
                "-f",
                "rawvideo",
                "-"));
    int frameSize = BITS * CELL * 2 * CELL;
    List<Integer> numbers = new ArrayList<>();
    for (int frame = 0; frame < pixels.length / frameSize; frame++) {
      int number = 0;
      for (int bit = 0; bit < BITS; bit++) {
        int upper = brightness(pixels, frame * frameSize, bit, 0);
        int lower = brightness(pixels, frame * frameSize, bit, 1);
        if (Math.abs(upper - lower) < 60) {
          throw new AssertionError(
              "frame " + frame + " of " + file + " carries no number: bit " + bit + " is unclear");
        }
        number |= (upper > lower ? 1 : 0) << bit;
      }
      numbers.add(number);
    }
    return numbers;
  }

  /** The mean of the cell's middle, 0 to 255. */
  private static int brightness(byte[] pixels, int offset, int column, int row) {
    int sum = 0;
    for (int y = CELL / 4; y < CELL * 3 / 4; y++) {
      for (int x = CELL / 4; x < CELL * 3 / 4; x++) {
        sum += pixels[offset + (row * CELL + y) * BITS * CELL + column * CELL + x] & 0xFF;
      }
    }
    return sum / (CELL / 2 * (CELL / 2));
  }
}
