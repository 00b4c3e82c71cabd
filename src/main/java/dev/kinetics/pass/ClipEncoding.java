package dev.kinetics.pass;

import dev.kinetics.media.MediaFile;
import java.io.Serializable;
import java.util.Map;

/**
 * How a clip is written.
 *
 * @param maxHeight the picture's height in pixels at most; 0 for the source's own
 * @param shortSide the picture's shorter side in pixels; 0 for the source's own
 * @param copy whether to keep the source's own streams where they are H.264: an edit list then
 *     hides what stands before the section's start
 * @param threads how many threads one ffmpeg may use
 * @param gop how many frames from key frame to key frame; 0 for x264's own choice
 * @param framesPerSecond frames a second; 0 for the source's own
 */
public record ClipEncoding(
    int maxHeight, int shortSide, boolean copy, int threads, int gop, double framesPerSecond)
    implements Serializable {
  private static final int USUAL_LINES = 720;
  private static final double USUAL_BYTES = 300_000;
  private static final double SOUND_BYTES = 128_000 / 8;

  /** With key frames where x264 puts them, at the source's own frame rate. */
  public ClipEncoding(int maxHeight, int shortSide, boolean copy, int threads) {
    this(maxHeight, shortSide, copy, threads, 0, 0);
  }

  /** The same with so many threads. */
  public ClipEncoding withThreads(int count) {
    return new ClipEncoding(maxHeight, shortSide, copy, count, gop, framesPerSecond);
  }

  /** What of it a person chooses, by the options' names. */
  public Map<String, String> chosen() {
    return Map.of(
        "short-side",
        Integer.toString(shortSide),
        "max-height",
        shortSide > 0 ? "any" : Integer.toString(maxHeight),
        "cut",
        copy ? "copy" : "encode");
  }

  /**
   * What a second of clip takes, in bytes, about: 300 kB of 720 lines, by the runs that people
   * report; of smaller pictures less, and not quite in step with their area. Most videos are no
   * larger than that.
   */
  public double usualBytesPerSecond() {
    int lines = shortSide > 0 ? shortSide : maxHeight > 0 ? maxHeight : USUAL_LINES;
    double area = Math.min(1, Math.pow((double) lines / USUAL_LINES, 2));
    return SOUND_BYTES + (USUAL_BYTES - SOUND_BYTES) * Math.pow(area, 0.75);
  }

  /** Whether a picture has the size already: one that is stored otherwise than shown has none. */
  public boolean fits(MediaFile.Picture picture) {
    if (shortSide == 0 && maxHeight == 0) {
      return true;
    }
    return picture.asStored()
        && (shortSide > 0
            ? Math.min(picture.width(), picture.height()) == Math.max(2, shortSide / 2 * 2)
            : picture.height() <= maxHeight);
  }

  /**
   * The filter that brings the picture to its size in square pixels; even numbers, as H.264's 4:2:0
   * needs them. When the size changes on the way, the first one's stays.
   *
   * @param transfer the source's transfer curve of a high dynamic range; empty for the usual ones
   */
  public String videoFilter(String transfer) {
    String width = "max(2,2*trunc(iw*sar/2+0.0001))";
    String height = "max(2,trunc(ih/2)*2)";
    if (shortSide > 0) {
      int even = Math.max(2, shortSide / 2 * 2);
      width = "if(gt(iw*sar,ih),2*round(iw*sar*" + even + "/ih/2)," + even + ")";
      height = "if(gt(iw*sar,ih)," + even + ",2*round(ih*" + even + "/(iw*sar)/2))";
    } else if (maxHeight > 0) {
      int even = Math.max(2, maxHeight / 2 * 2);
      width = "if(gt(ih," + maxHeight + "),max(2,2*round(iw*sar*" + even + "/ih/2))," + width + ")";
      height = "if(gt(ih," + maxHeight + ")," + even + "," + height + ")";
    }
    // Frame 0 is the clip's time 0, as it is with frames that are taken out.
    String rate = framesPerSecond > 0 ? "fps=" + framesPerSecond + ":start_time=0," : "";
    return rate
        + "scale='"
        + width
        + "':'"
        + height
        + "',"
        + HighRange.toUsual(transfer)
        + "setsar=1,format=yuv420p";
  }
}
