package dev.kinetics.ffmpeg;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The packets of a picture, one a frame.
 *
 * @param count how many
 * @param start the first stamp among them, in seconds
 * @param end when the last of them ends, in the same time
 */
public record PicturePackets(long count, double start, double end) {
  /** A stamp and a duration; behind them may stand what belongs to the packet besides. */
  private static final Pattern PACKET =
      Pattern.compile("^(-?\\d+\\.\\d+|N/A),(\\d+\\.\\d+|N/A)", Pattern.MULTILINE);

  /**
   * Reads what ffprobe prints of them. MPEG's program stream stamps one packet of several: then the
   * durations of all are put together.
   */
  static Optional<PicturePackets> parse(String lines) {
    long count = 0;
    boolean isStamped = true;
    double start = Double.POSITIVE_INFINITY;
    double last = Double.NEGATIVE_INFINITY;
    double together = 0;
    Matcher packet = PACKET.matcher(lines);
    while (packet.find()) {
      count++;
      double seconds = packet.group(2).equals("N/A") ? 0 : Double.parseDouble(packet.group(2));
      together += seconds;
      if (packet.group(1).equals("N/A")) {
        isStamped = false;
      } else {
        double stamp = Double.parseDouble(packet.group(1));
        start = Math.min(start, stamp);
        last = Math.max(last, stamp + seconds);
      }
    }
    return Double.isFinite(start)
        ? Optional.of(
            new PicturePackets(count, start, isStamped ? last : Math.max(last, start + together)))
        : Optional.empty();
  }
}
