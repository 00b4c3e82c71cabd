package dev.kinetics.media;

import dev.kinetics.ffmpeg.Ffprobe;
import dev.kinetics.ffmpeg.Probe;
import dev.kinetics.ffmpeg.VideoStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a media file is.
 *
 * @param picture its first moving picture; a cover is none
 * @param audio whether it has a sound track
 */
public record MediaFile(Optional<Picture> picture, boolean audio) {
  /** Transfer curves of a high dynamic range, as ffmpeg calls them: PQ and HLG. */
  private static final String HIGH_RANGE = "smpte2084|arib-std-b67";

  /**
   * A moving picture. Times are those at which it is shown, in seconds of the file's own time: what
   * an edit list hides has none.
   *
   * @param codec as ffmpeg calls it, for example {@code h264}
   * @param width in pixels, as stored
   * @param height in pixels, as stored
   * @param frames how many are shown; 0 where the container does not say
   * @param start when its first frame is shown
   * @param end when its last frame ends
   * @param hiddenSeconds how much stands before its first frame that an edit list hides; 0 where
   *     nothing does, or the container is none that can
   * @param transfer the transfer curve of a high dynamic range; empty for the usual ones
   */
  public record Picture(
      String codec,
      int width,
      int height,
      long frames,
      double start,
      double end,
      double hiddenSeconds,
      String transfer) {
    /** How long it is shown. */
    public double seconds() {
      return end - start;
    }

    /** Whether an edit list hides pictures that not every reader passes over. */
    public boolean hidesPictures() {
      return hiddenSeconds * frameRate() > 0.5;
    }

    /** Frames a second, on average; 0 where unknown. */
    public double frameRate() {
      return seconds() > 0 ? frames / seconds() : 0;
    }
  }

  /**
   * Reads a file: a plain mp4 by its own boxes, whatever else by ffprobe.
   *
   * @return empty when it is no media file
   * @throws IOException when it can't be read
   */
  public static Optional<MediaFile> read(Path file, Ffprobe ffprobe)
      throws IOException, InterruptedException {
    Optional<MediaFile> plain = Mp4Structure.read(file);
    return plain.isPresent() ? plain : ffprobe.probe(file).map(MediaFile::of);
  }

  /**
   * The transfer curve of a picture of a high dynamic range; empty for the usual ones. The boxes of
   * an mp4 tell it surely only of H.264 with eight bits a sample.
   */
  public static String transfer(Picture picture, Path file, Ffprobe ffprobe)
      throws InterruptedException {
    if (picture.codec().equals("h264") || !picture.transfer().isEmpty()) {
      return picture.transfer();
    }
    return ffprobe
        .probe(file)
        .flatMap(Probe::video)
        .map(video -> video.transfer().matches(HIGH_RANGE) ? video.transfer() : "")
        .orElse("");
  }

  /** What ffprobe says. */
  static MediaFile of(Probe probe) {
    return new MediaFile(
        probe
            .video()
            .map(
                video ->
                    new Picture(
                        video.codec(),
                        video.width(),
                        video.height(),
                        frames(video),
                        Math.max(0, video.startSeconds() - probe.startSeconds()),
                        Math.max(0, video.startSeconds() - probe.startSeconds()) + video.seconds(),
                        0,
                        video.transfer().matches(HIGH_RANGE) ? video.transfer() : "")),
        probe.audio().isPresent());
  }

  private static long frames(VideoStream video) {
    return video.frames() > 0 ? video.frames() : Math.round(video.seconds() * video.frameRate());
  }

  /** For the journal; empty without a picture. */
  public Optional<MediaFacts> facts() {
    return picture.map(
        shown ->
            new MediaFacts(
                shown.width(),
                shown.height(),
                shown.frameRate(),
                shown.seconds(),
                shown.frames(),
                audio,
                !shown.hidesPictures()));
  }
}
