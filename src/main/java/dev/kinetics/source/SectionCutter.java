package dev.kinetics.source;

import dev.kinetics.annotations.Clip;
import dev.kinetics.ffmpeg.Ffmpeg;
import dev.kinetics.ffmpeg.Ffprobe;
import dev.kinetics.ffmpeg.Probe;
import dev.kinetics.ffmpeg.VideoStream;
import dev.kinetics.journal.Outcome;
import dev.kinetics.media.Judge;
import dev.kinetics.media.MediaFacts;
import dev.kinetics.media.MediaFile;
import dev.kinetics.media.Verdict;
import dev.kinetics.pass.ClipEncoding;
import dev.kinetics.pass.FrameTimes;
import dev.kinetics.pass.Pass;
import dev.kinetics.pass.Section;
import dev.kinetics.process.ToolResult;
import dev.kinetics.tool.Tools;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Cuts a section out of a video, exactly, in one pass of ffmpeg: seek to the key frame before the
 * start, decode from there, keep what lies in the section, scale and encode it.
 */
public final class SectionCutter {
  /**
   * What the site says of a video.
   *
   * @param seconds its length; 0 where unknown, or where the whole file is here
   * @param keepsPicture whether its picture may stand in an mp4 as it is
   * @param keepsSound the same for its sound
   * @param mayBeHighRange whether its picture may have a high dynamic range; what the stream itself
   *     says of that counts for more than what the site does
   */
  public record Source(
      double seconds, boolean keepsPicture, boolean keepsSound, boolean mayBeHighRange) {
    /** In yt-dlp's words, codecs with more than eight bits a sample: of VP9, AV1 and HEVC. */
    private static final Pattern MORE_BITS =
        Pattern.compile(
            "vp0?9\\.0?[23].*|av01\\.[^.]*\\.[^.]*\\.1[02].*|(hev1|hvc1|dvh1|dvhe)\\.[^1].*");

    public static Source of(VideoAddress address, double seconds) {
      List<VideoAddress.Stream> streams = address.streams();
      return new Source(
          seconds,
          !streams.isEmpty() && streams.get(0).videoCodec().startsWith("avc1"),
          !streams.isEmpty() && streams.get(streams.size() - 1).audioCodec().startsWith("mp4a"),
          !streams.isEmpty()
              && (!streams.get(0).transfer().isEmpty()
                  || MORE_BITS.matcher(streams.get(0).videoCodec()).matches()));
    }
  }

  /** How a cut ended: a checked file, or what was wrong. */
  public sealed interface Cut {
    /**
     * The clip.
     *
     * @param extras what was made beside it
     */
    record Made(Path file, Outcome outcome, long bytes, MediaFacts media, List<Extra> extras)
        implements Cut {
      /** With what was made beside it. */
      Made with(List<Extra> others) {
        return new Made(file, outcome, bytes, media, others);
      }
    }

    /** Nothing, and ffmpeg's word on it. */
    record Nothing(FailureKind kind, String line) implements Cut {}

    /**
     * A video that is there, and of which nothing was wanted.
     *
     * @param bytes what its section would take at the source; 0 where unknown
     */
    record NotCut(long bytes) implements Cut {}

    /** A file whose picture does not keep to the section, which only a copied one does. */
    record OutOfTime(String words) implements Cut {}

    /**
     * A section in which no picture begins, though nothing went wrong.
     *
     * @param nothing what it comes to, unless the video's last one stands over it
     */
    record Empty(Nothing nothing) implements Cut {}
  }

  /** Of more than these at least one begins inside the section. */
  private static final int FEW_FRAMES = 2;

  private final Ffmpeg ffmpeg;
  private final Ffprobe ffprobe;
  private final ClipEncoding encoding;
  private final Beside beside;

  private final boolean leavesSamples;

  /**
   * A cutter.
   *
   * @param ffmpeg what cuts
   * @param tools where the other tools are
   */
  public SectionCutter(Ffmpeg ffmpeg, Tools tools, ClipEncoding encoding, Beside beside) {
    this.ffmpeg = ffmpeg;
    this.ffprobe = tools.ffprobe();
    this.encoding = encoding;
    this.beside = beside;
    this.leavesSamples = GroupedTracks.encoder(ffmpeg, tools, beside).isPresent();
  }

  /**
   * Cuts.
   *
   * @param inputs one for picture and sound, or one for each, picture first
   * @param target the file to make, in a folder of its own; the pictures' times where clips are not
   *     kept
   */
  public Cut cut(List<Pass.Input> inputs, Clip clip, Source source, Path target)
      throws InterruptedException {
    boolean keepsPicture = keepsPicture(source);
    boolean keepsSound = encoding.copy() && source.keepsSound();
    Pass.Output output =
        beside.clips()
            ? new Pass.Mp4(target, encoding, keepsPicture, keepsSound)
            : new Pass.Times(target);
    Pass pass = pass(source.mayBeHighRange() ? asItSays(inputs) : inputs, clip, output);
    Cut cut = cutOnce(pass, clip, source, target);
    if (keepsPicture
        && (cut instanceof Cut.Made made && (made.outcome() != Outcome.DONE || showsNone(made))
            || cut instanceof Cut.OutOfTime
            || cut instanceof Cut.Empty)) {
      // Where only whole pictures can be kept, or none stands alone: those are made anew.
      pass = pass(pass.inputs(), clip, new Pass.Mp4(target, encoding, false, keepsSound));
      cut = cutOnce(pass, clip, source, target);
    }
    if (cut instanceof Cut.Empty) {
      Optional<Section.Last> last = lastPicture(pass, target);
      cut = last.isPresent() ? cutOnce(pass.holding(last.get()), clip, source, target) : cut;
    }
    if (cut instanceof Cut.OutOfTime wrong) {
      return new Cut.Nothing(FailureKind.UNKNOWN, wrong.words());
    }
    return cut instanceof Cut.Empty empty ? empty.nothing() : cut;
  }

  /** The inputs with the picture's own transfer curve, where it tells it. */
  private List<Pass.Input> asItSays(List<Pass.Input> inputs) throws InterruptedException {
    Pass.Input picture = inputs.get(0);
    String own =
        ffprobe
            .probe(picture.optionsWithoutPace(), picture.from())
            .flatMap(Probe::video)
            .map(VideoStream::transfer)
            .orElse("");
    if (own.isEmpty() || own.equals("unknown") || own.equals("reserved")) {
      return inputs;
    }
    List<Pass.Input> told = new ArrayList<>(inputs);
    told.set(0, picture.with(MediaFile.isHighRange(own) ? own : ""));
    return told;
  }

  private Optional<Section.Last> lastPicture(Pass pass, Path target) throws InterruptedException {
    try {
      return pass.lastPicture(ffmpeg, target.resolveSibling("times.txt"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Whether none of its pictures can be decoded: a single one that stands from before the section
   * is hidden by the edit list with all that stands before.
   */
  private boolean showsNone(Cut.Made made) throws InterruptedException {
    if (made.media().frames() > FEW_FRAMES) {
      return false;
    }
    try {
      Judge.Wanted wanted = Judge.Wanted.of(made.media().seconds());
      return new Judge(ffmpeg, ffprobe).clip(made.file(), wanted, false).isBad();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Whether a source's picture is taken over as it is, from the key frame before the section on.
   */
  public boolean keepsPicture(Source source) {
    return encoding.copy() && source.keepsPicture() && beside.clips();
  }

  private Pass pass(List<Pass.Input> inputs, Clip clip, Pass.Output output) {
    Section section = new Section(clip.startMillis(), clip.endMillis() - clip.startMillis());
    return new Pass(inputs, section, encoding.threads(), Pass.Sound.AS_IT_IS, List.of(output));
  }

  /** A fault of the sound costs the sound only: what can't be had as it is, is had in part. */
  private Cut cutOnce(Pass pass, Clip clip, Source source, Path target)
      throws InterruptedException {
    // Of a picture that is taken over nothing is decoded: others make frames and sound of the clip.
    boolean decodes = !(pass.outputs().get(0) instanceof Pass.Mp4 mp4 && mp4.keepsPicture());
    Beside extras = decodes ? beside : Beside.NOTHING;
    Pass.Sound sound = pass.sound();
    try {
      while (true) {
        boolean withTrack = extras.sound() != null && sound != Pass.Sound.NONE;
        ExtrasPass attempt = extras(extras, target, withTrack);
        ToolResult result = attempt.run(pass.with(sound), ffmpeg);
        if (Pass.isWithoutSound(result) && withTrack) {
          attempt = extras(extras, target, false);
          result = attempt.run(pass.with(sound), ffmpeg);
        }
        Optional<Pass.Sound> next = sound.after(result);
        if (next.isPresent()) {
          sound = next.get();
          continue;
        }
        Cut cut = judge(result, clip, source, target);
        return cut instanceof Cut.Made made
            ? made.with(attempt.extras(new Judge(ffmpeg, ffprobe)))
            : cut;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ExtrasPass extras(Beside extras, Path target, boolean withTrack) throws IOException {
    return new ExtrasPass(extras, encoding, target.getParent(), withTrack, leavesSamples);
  }

  private Cut judge(ToolResult result, Clip clip, Source source, Path target)
      throws InterruptedException {
    double sourceSeconds = source.seconds();
    String words = result.ok() && result.errors().isBlank() ? "" : result.firstErrorLine();
    FailureKind kind = FailureKind.of(result.errors());
    if (result.killed() && kind != FailureKind.DISK_FULL) {
      FailureKind how = result.timedOut() ? FailureKind.STALLED : FailureKind.KILLED;
      return new Cut.Nothing(how, "ffmpeg was killed, " + result.killedHow());
    }
    if (kind == FailureKind.DISK_FULL || (!result.ok() && kind != FailureKind.UNKNOWN)) {
      return new Cut.Nothing(kind, words);
    }
    MediaFile file = size(target) == 0 ? null : read(target);
    MediaFile.Picture picture = file == null ? null : file.picture().orElse(null);
    if (picture == null || !result.ok()) {
      if (result.ok()
          && kind == FailureKind.UNKNOWN
          && startsAfterEnd(clip, sourceSeconds, words)) {
        return orEmpty(FailureKind.ENDED, "the video ends before the section starts", words);
      }
      return orEmpty(kind, "ffmpeg made no picture of the section", words);
    }
    double frame = picture.frameRate() > 10 ? 1 / picture.frameRate() : 0.1;
    double wanted = clip.length().toMillis() / 1000.0;
    double seconds = picture.seconds();
    boolean complete = seconds >= wanted - 1.5 * frame - 0.01;
    if (!complete && kind != FailureKind.UNKNOWN) {
      return new Cut.Nothing(kind, words); // A connection that broke looks like an early end.
    }
    if (!complete && sourceSeconds > 0 && clip.endMillis() / 1000.0 < sourceSeconds - 2) {
      // The site says that the video goes on: only the whole file can tell who is right.
      return new Cut.Nothing(
          FailureKind.UNKNOWN,
          words.isEmpty()
              ? String.format(
                  Locale.ROOT, "only %.1f of %.1f seconds came through", seconds, wanted)
              : words);
    }
    Verdict times = Judge.times(picture, Judge.Wanted.of(wanted));
    boolean isShort = times.rule() == Verdict.Rule.LENGTH && seconds < wanted;
    if (isShort && seconds < 1 - frame / 2) {
      return new Cut.Nothing(
          FailureKind.ENDED, "less than a second of the section lies in the video");
    }
    return times.isWhole() || isShort
        ? new Cut.Made(
            target,
            isShort ? Outcome.SHORT : Outcome.DONE,
            size(target),
            file.facts().orElseThrow(),
            List.of())
        : new Cut.OutOfTime(times.words());
  }

  private static Cut orEmpty(FailureKind kind, String line, String words) {
    Cut.Nothing nothing =
        new Cut.Nothing(kind, words.isEmpty() || kind == FailureKind.ENDED ? line : words);
    return words.isEmpty() ? new Cut.Empty(nothing) : nothing;
  }

  /** By the site's word, or else because ffmpeg finds nothing there and nothing wrong. */
  private static boolean startsAfterEnd(Clip clip, double sourceSeconds, String words) {
    return sourceSeconds <= 0 ? words.isEmpty() : clip.startMillis() / 1000.0 >= sourceSeconds - 1;
  }

  private MediaFile read(Path target) throws InterruptedException {
    try {
      return (beside.clips() ? MediaFile.read(target, ffprobe) : FrameTimes.read(target))
          .orElse(null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long size(Path file) {
    try {
      return Files.exists(file) ? Files.size(file) : 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
