package dev.kinetics.media;

import dev.kinetics.ffmpeg.Ffprobe;
import dev.kinetics.ffmpeg.PicturePackets;
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
 * @param time from where its own time counts
 */
public record MediaFile(Optional<Picture> picture, boolean audio, OwnTime time) {
  /** Transfer curves of a high dynamic range, as ffmpeg calls them: PQ and HLG. */
  private static final String HIGH_RANGE = "smpte2084|arib-std-b67";

  /** How far what a container says of its end may be from its last packet's. */
  private static final double AGREED_SECONDS = 0.25;

  /** Whose stamps count from 0. */
  public MediaFile(Optional<Picture> picture, boolean audio) {
    this(picture, audio, OwnTime.FROM_ZERO);
  }

  /**
   * A moving picture. Times are those at which it is shown, in seconds of the file's own time: what
   * an edit list hides has none.
   *
   * @param codec as ffmpeg calls it, for example {@code h264}
   * @param width in pixels, as stored
   * @param height in pixels, as stored
   * @param asStored whether it is shown so: not turned, and in square pixels
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
      boolean asStored,
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
    if (plain.isPresent()) {
      return plain;
    }
    Probe probe = ffprobe.probe(file).orElse(null);
    return probe == null
        ? Optional.empty()
        : Optional.of(of(probe, leavesOpen(probe) ? ffprobe.packets(file) : Optional.empty()));
  }

  /**
   * Whether what a container says of its picture leaves open how many frames that has and when it
   * ends: MPEG's say nothing, and the length that Matroska and Flash tell may hold what stands
   * before the first one or not.
   */
  private static boolean leavesOpen(Probe probe) {
    return !OwnTime.isMp4(probe) && probe.video().filter(video -> video.frames() == 0).isPresent();
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

  /** Whether a transfer curve, as ffmpeg calls it, is one of a high dynamic range. */
  public static boolean isHighRange(String transfer) {
    return transfer.matches(HIGH_RANGE);
  }

  /** What ffprobe says, of the file and, where that leaves something open, of its packets. */
  private static MediaFile of(Probe probe, Optional<PicturePackets> packets) {
    return new MediaFile(
        probe.video().map(video -> picture(video, probe, packets.orElse(null))),
        probe.audio().isPresent(),
        OwnTime.of(probe));
  }

  private static Picture picture(VideoStream video, Probe probe, PicturePackets packets) {
    // Of an mp4 whose boxes are no plain ones its first stamp is taken, too.
    double origin = OwnTime.isMp4(probe) ? probe.startSeconds() : OwnTime.of(probe).origin();
    double start = Math.max(0, video.startSeconds() - origin);
    double end = start + video.seconds();
    long frames =
        video.frames() > 0 ? video.frames() : Math.round(video.seconds() * video.frameRate());
    if (packets != null) {
      double last = packets.end() - origin;
      double later = end + Math.max(0, video.startSeconds());
      end = Math.abs(later - last) < Math.abs(end - last) ? later : end;
      // A file that is cut off has fewer than it says; one that was streamed may say nothing.
      boolean isTold = !OwnTime.isMpeg(probe) && video.seconds() > 0;
      boolean isAgreed = !isTold || Math.abs(end - last) < AGREED_SECONDS;
      end = isAgreed ? last : end;
      // Of VP8 some packets hold a picture that others are made from, and that is never shown.
      frames =
          isAgreed && !video.codec().equals("vp8")
              ? packets.count()
              : Math.round((end - start) * video.frameRate());
    }
    return new Picture(
        video.codec(),
        video.width(),
        video.height(),
        video.rotation() == 0 && video.hasSquarePixels(),
        frames,
        start,
        end,
        0,
        video.transfer().matches(HIGH_RANGE) ? video.transfer() : "");
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
