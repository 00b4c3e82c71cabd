package dev.kinetics.source;

import dev.kinetics.annotations.Clip;
import dev.kinetics.journal.Outcome;
import dev.kinetics.media.ClipEncoding;
import dev.kinetics.media.MediaFacts;
import dev.kinetics.process.ToolResult;
import dev.kinetics.tool.Ffmpeg;
import dev.kinetics.tool.Ffprobe;
import dev.kinetics.tool.Probe;
import dev.kinetics.tool.VideoStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Cuts a section out of a video, exactly, in one pass of ffmpeg: seek to the key frame before the
 * start, decode from there, keep what lies in the section, scale and encode it.
 */
final class SectionCutter {
  /** What ffmpeg reads: a file or an address, and the options that stand before it. */
  record Input(List<String> options, String from) {
    static Input file(Path file) {
      return new Input(List.of(), "file:" + file.toAbsolutePath());
    }
  }

  /**
   * What the site says of a video.
   *
   * @param seconds its length; 0 where unknown, or where the whole file is here
   * @param keepsPicture whether its picture may stand in an mp4 as it is
   * @param keepsSound the same for its sound
   */
  record Source(double seconds, boolean keepsPicture, boolean keepsSound) {
    static Source of(VideoAddress address, double seconds) {
      List<VideoAddress.Stream> streams = address.streams();
      return new Source(
          seconds,
          !streams.isEmpty() && streams.get(0).videoCodec().startsWith("avc1"),
          !streams.isEmpty() && streams.get(streams.size() - 1).audioCodec().startsWith("mp4a"));
    }
  }

  /** How a cut ended: a checked file, or what was wrong. */
  sealed interface Cut {
    /** The clip. */
    record Made(Path file, Outcome outcome, long bytes, MediaFacts media) implements Cut {}

    /** Nothing, and ffmpeg's word on it. */
    record Nothing(FailureKind kind, String line) implements Cut {}
  }

  private final Ffmpeg ffmpeg;
  private final Ffprobe ffprobe;
  private final ClipEncoding encoding;

  SectionCutter(Ffmpeg ffmpeg, Ffprobe ffprobe, ClipEncoding encoding) {
    this.ffmpeg = ffmpeg;
    this.ffprobe = ffprobe;
    this.encoding = encoding;
  }

  /**
   * Cuts.
   *
   * @param inputs one for picture and sound, or one for each, picture first
   * @param target the file to make
   */
  Cut cut(List<Input> inputs, Clip clip, Source source, Path target) throws InterruptedException {
    double sourceSeconds = source.seconds();
    ToolResult result = ffmpeg.run(arguments(inputs, clip, source, target));
    String words = result.ok() && result.errors().isBlank() ? "" : result.firstErrorLine();
    FailureKind kind = FailureKind.of(result.errors());
    if (result.killed() && kind != FailureKind.DISK_FULL) {
      return new Cut.Nothing(
          FailureKind.KILLED, "ffmpeg was killed, exit code " + result.exitCode());
    }
    if (kind == FailureKind.DISK_FULL || (!result.ok() && kind != FailureKind.UNKNOWN)) {
      return new Cut.Nothing(kind, words);
    }
    Optional<Probe> probe = size(target) == 0 ? Optional.empty() : ffprobe.probe(target);
    if (probe.isEmpty() || probe.get().video().isEmpty()) {
      if (result.ok() && kind == FailureKind.UNKNOWN && startsAfterEnd(clip, sourceSeconds)) {
        return new Cut.Nothing(FailureKind.UNKNOWN, "the video ends before the section starts");
      }
      return new Cut.Nothing(
          kind, words.isEmpty() ? "ffmpeg made no picture of the section" : words);
    }
    VideoStream video = probe.get().video().get();
    double frame = video.frameRate() > 0 ? 1 / video.frameRate() : 0.1;
    double wanted = clip.length().toMillis() / 1000.0;
    double seconds = video.seconds() > 0 ? video.seconds() : probe.get().seconds();
    boolean whole = seconds >= wanted - 1.5 * frame - 0.01;
    if (!whole && kind != FailureKind.UNKNOWN) {
      return new Cut.Nothing(kind, words); // A connection that broke looks like an early end.
    }
    if (!whole && sourceSeconds > 0 && clip.endMillis() / 1000.0 < sourceSeconds - 2) {
      // The site says that the video goes on: only the whole file can tell who is right.
      return new Cut.Nothing(
          FailureKind.UNKNOWN,
          words.isEmpty()
              ? String.format(
                  Locale.ROOT, "only %.1f of %.1f seconds came through", seconds, wanted)
              : words);
    }
    if (!whole && seconds < 1 - frame / 2) {
      return new Cut.Nothing(
          FailureKind.UNKNOWN, "less than a second of the section lies in the video");
    }
    MediaFacts media =
        new MediaFacts(
            video.width(),
            video.height(),
            video.frameRate(),
            seconds,
            video.frames(),
            probe.get().audio().isPresent());
    return new Cut.Made(target, whole ? Outcome.DONE : Outcome.SHORT, size(target), media);
  }

  private static boolean startsAfterEnd(Clip clip, double sourceSeconds) {
    return sourceSeconds <= 0 || clip.startMillis() / 1000.0 >= sourceSeconds - 1;
  }

  private List<String> arguments(List<Input> inputs, Clip clip, Source source, Path target) {
    List<String> arguments = new ArrayList<>();
    for (Input input : inputs) {
      arguments.addAll(input.options());
      arguments.addAll(
          List.of(
              "-threads",
              Integer.toString(encoding.threads()),
              "-ss",
              seconds(clip.startMillis()),
              "-t",
              seconds(clip.endMillis() - clip.startMillis()),
              "-i",
              input.from()));
    }
    arguments.addAll(List.of("-map", "0:V:0", "-map", (inputs.size() - 1) + ":a:0?"));
    arguments.addAll(List.of("-map_metadata", "-1", "-map_chapters", "-1", "-sn", "-dn"));
    if (encoding.copy() && source.keepsPicture()) {
      arguments.addAll(List.of("-c:v", "copy"));
    } else {
      arguments.addAll(List.of("-vf", encoding.videoFilter()));
      // As close to the source (SSIM) as x264's default settings, in half the time: bench/download.
      arguments.addAll(List.of("-c:v", "libx264", "-preset", "veryfast", "-crf", "19.7"));
      arguments.addAll(List.of("-x264-params", "ref=2:trellis=1:psy=0"));
      arguments.addAll(List.of("-threads:v", Integer.toString(encoding.threads())));
    }
    if (encoding.copy() && source.keepsSound()) {
      arguments.addAll(List.of("-c:a", "copy"));
    } else {
      arguments.addAll(List.of("-c:a", "aac", "-b:a", "128k"));
    }
    arguments.addAll(
        List.of("-movflags", "+faststart", "-f", "mp4", "file:" + target.toAbsolutePath()));
    return arguments;
  }

  private static String seconds(long millis) {
    return String.format(Locale.ROOT, "%d.%03d", millis / 1000, millis % 1000);
  }

  private static long size(Path file) {
    try {
      return Files.exists(file) ? Files.size(file) : 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
