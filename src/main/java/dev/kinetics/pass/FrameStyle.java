package dev.kinetics.pass;

import java.io.Serializable;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How frames are made.
 *
 * @param shortSide the shorter side in pixels; 0 to keep the size. The longer side follows the
 *     aspect ratio that is shown, cut to a whole number
 * @param framesPerSecond how many frames a second; 0 for every frame of the source once
 * @param quality JPEG's 1 to 100, as libjpeg and OpenCV count it
 */
public record FrameStyle(int shortSide, double framesPerSecond, int quality)
    implements Serializable {
  /**
   * JPEG files are read with the colour matrix of BT.601 and the full range (JFIF 1.02), whatever
   * the video's are. A conversion goes through RGB: with {@code neighbor} each chrominance sample
   * keeps its value on the way there and back.
   */
  private static final String TO_JPEG_COLOURS =
      "format=yuv420p,scale=out_range=pc:out_color_matrix=bt601:flags=neighbor,"
          + "setsar=1,format=yuvj420p";

  private static final int LONGEST_SIDE = 16_384;
  private static final int MOST_A_SECOND = 1000;

  /**
   * A style.
   *
   * @throws IllegalArgumentException when a value is out of its range, with what it can be
   */
  public FrameStyle {
    if (shortSide < 0 || shortSide > LONGEST_SIDE) {
      throw new IllegalArgumentException(
          "the shorter side is " + shortSide + "; it must be 0 to " + LONGEST_SIDE);
    }
    if (!(framesPerSecond >= 0 && framesPerSecond <= MOST_A_SECOND)) {
      throw new IllegalArgumentException(
          "frames a second are " + framesPerSecond + "; it must be 0 to " + MOST_A_SECOND);
    }
    if (quality < 1 || quality > 100) {
      throw new IllegalArgumentException("the quality is " + quality + "; it must be 1 to 100");
    }
  }

  /** The same, with so many frames a second. */
  public FrameStyle at(double rate) {
    return new FrameStyle(shortSide, rate, quality);
  }

  /**
   * What a second of clip takes on the disk, in bytes, about: 300 kB for 30 frames of 455 by 256
   * pixels, as measured on real clips; others in step with their area, number and quality.
   */
  public double usualBytesPerSecond() {
    double side = (shortSide > 0 ? shortSide : 720) / 256.0;
    double rate = framesPerSecond > 0 ? framesPerSecond / 30 : 1;
    return 300_000 * side * side * rate * Math.pow(4.0 / quantizer(), 0.7);
  }

  /** What of it a person chooses, by the options' names. */
  public Map<String, String> chosen() {
    return Map.of(
        "short-side",
        Integer.toString(shortSide),
        "fps",
        BigDecimal.valueOf(framesPerSecond).stripTrailingZeros().toPlainString(),
        "quality",
        Integer.toString(quality));
  }

  /**
   * The filters from the picture as it is to the frames.
   *
   * @param transfer the source's transfer curve of a high dynamic range; empty for the usual ones
   */
  public String videoFilter(String transfer) {
    // Frame 0 is the clip's time 0: a picture that starts late is shown from there.
    String rate =
        framesPerSecond > 0
            ? String.format(Locale.ROOT, "fps=%s:start_time=0,", framesPerSecond)
            : "";
    return rate + scale() + HighRange.toUsual(transfer) + TO_JPEG_COLOURS;
  }

  /** Scaling comes before {@link #TO_JPEG_COLOURS}, which then has fewer pixels to convert. */
  private String scale() {
    if (shortSide == 0) {
      return "scale='max(1,round(iw*sar))':ih,";
    }
    return String.format(
        Locale.ROOT,
        "scale='if(lte(iw*sar,ih),%1$d,max(1,trunc(iw*sar*%1$d/ih+0.0001)))'"
            + ":'if(lte(iw*sar,ih),max(1,trunc(ih*%1$d/(iw*sar)+0.0001)),%1$d)':out_range=pc,",
        shortSide);
  }

  /** The arguments that encode the frames and write them to standard output. */
  public List<String> encoder() {
    return List.of(
        "-threads",
        "1",
        "-c:v",
        "mjpeg",
        "-qmin",
        "1",
        "-q:v",
        Integer.toString(quantizer()),
        // The tables of ITU-T T.81, K.3, as libjpeg uses them: to count for better ones takes
        // a twentieth of the whole, and saves a seventh of the size.
        "-huffman",
        "default",
        "-f",
        "image2pipe",
        "pipe:1");
  }

  /**
   * ffmpeg's quantizer for libjpeg's quality. libjpeg scales its tables by 200 − 2·quality percent
   * (5000 / quality below 50); ffmpeg's are as fine as libjpeg's at 50 % with a quantizer of about
   * 5.5 (measured: PSNR of the luminance at quality 75 is 38.3 dB, and 39.0 at 5), and 4 leaves a
   * margin for other pictures. Its finest, 1, stands for all from 88 on: at 47 dB.
   */
  int quantizer() {
    double percent = quality < 50 ? 5000.0 / quality : 200 - 2.0 * quality;
    return (int) Math.max(1, Math.min(31, Math.floor(percent / 12.5)));
  }
}
