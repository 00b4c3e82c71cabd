package dev.kinetics.media;

import dev.kinetics.ffmpeg.AudioStream;
import dev.kinetics.ffmpeg.Ffprobe;
import dev.kinetics.ffmpeg.Probe;
import dev.kinetics.ffmpeg.VideoStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * From where a file's own time counts. The stamps of an mp4 count from 0: what begins later begins
 * late. Those of all other containers begin anywhere, MPEG's by their nature, Matroska's and
 * Flash's wherever they were cut; so their time begins with the first stamp of either stream, as it
 * does for who plays them.
 *
 * @param origin the stamp of its time 0, in seconds
 * @param isFound whether ffmpeg counts from there by itself, whichever streams are read. To be left
 *     to it where stamps may jump, which it mends of none that it is given an origin for
 */
public record OwnTime(double origin, boolean isFound) {
  /** That of an mp4. */
  public static final OwnTime FROM_ZERO = new OwnTime(0, false);

  /** A packet of sound: what is less is an encoder's delay. */
  private static final double PACKET_SECONDS = 0.03;

  /** By how much streams may be apart that begin together. */
  private static final double TOGETHER_SECONDS = 0.05;

  /**
   * That of a file; of one that is not to be read, that of an mp4.
   *
   * @throws IOException when it can't be read
   */
  public static OwnTime of(Path file, Ffprobe ffprobe) throws IOException, InterruptedException {
    return Mp4Structure.isMp4(file)
        ? FROM_ZERO
        : ffprobe.probe(file).map(OwnTime::of).orElse(FROM_ZERO);
  }

  /** That of a file of which ffprobe says this. */
  static OwnTime of(Probe probe) {
    if (isMp4(probe)) {
      return FROM_ZERO;
    }
    double first = probe.startSeconds();
    if (isMpeg(probe)) {
      return new OwnTime(first, isTogether(probe));
    }
    return Math.abs(first) < PACKET_SECONDS ? FROM_ZERO : new OwnTime(first, false);
  }

  /** Whether it is an mp4 by ffprobe's word. */
  static boolean isMp4(Probe probe) {
    return probe.format().contains("mp4");
  }

  /** MPEG's transport stream, or its program stream. */
  static boolean isMpeg(Probe probe) {
    return probe.format().startsWith("mpeg");
  }

  private static boolean isTogether(Probe probe) {
    Optional<VideoStream> video = probe.video();
    Optional<AudioStream> audio = probe.audio();
    return video.isEmpty()
        || audio.isEmpty()
        || Math.abs(video.get().startSeconds() - audio.get().startSeconds()) < TOGETHER_SECONDS;
  }
}
