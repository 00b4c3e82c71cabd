package dev.kinetics.source;

import dev.kinetics.annotations.Clip;
import dev.kinetics.dataset.Scratch;
import dev.kinetics.engine.Crew;
import dev.kinetics.engine.Results;
import dev.kinetics.error.DiskFull;
import dev.kinetics.ffmpeg.Ffprobe;
import dev.kinetics.journal.Outcome;
import dev.kinetics.media.MediaFile;
import dev.kinetics.pass.ClipEncoding;
import dev.kinetics.pass.Pass;
import dev.kinetics.tool.Tools;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Brings the clips of a source that has them cut already to the size that is asked for, as other
 * sources make them. What has that size stays as it is. The source is never further ahead than a
 * few clips. Where no clips are kept, what is wanted in their place is made of them.
 */
public final class EncodedSource implements ClipSource {
  /** What is lost at the ends when the times of pictures are rounded. */
  private static final double TOLERATED_SECONDS = 0.5;

  private static final SectionCutter.Source ANY_PICTURE =
      new SectionCutter.Source(0, false, true, false);

  private final ClipSource source;
  private final ClipEncoding encoding;
  private final Beside beside;
  private final Ffprobe ffprobe;
  private final SectionCutter cutter;
  private final int threads;

  /**
   * Makes a source of a source.
   *
   * @param encoding the size
   * @param beside what is made from the same decoding
   * @param threads how many clips are encoded at once
   */
  public EncodedSource(
      ClipSource source, Tools tools, ClipEncoding encoding, Beside beside, int threads) {
    this.source = source;
    this.encoding = encoding;
    this.beside = beside;
    this.ffprobe = tools.ffprobe();
    this.cutter = new SectionCutter(tools.ffmpeg(), tools, encoding, beside);
    this.threads = threads;
  }

  @Override
  public String name() {
    return source.name();
  }

  @Override
  public Results<Fetched> fetch(List<Clip> clips) throws InterruptedException {
    return Crew.each(source.fetch(clips), threads, "encoding", this::encoded);
  }

  private Fetched encoded(Fetched fetched) throws InterruptedException {
    if (!(fetched instanceof Fetched.Made made) || (beside.clips() && fits(made.file()))) {
      return fetched;
    }
    long start = System.nanoTime();
    Path target = made.file().resolveSibling("encoded.mp4");
    SectionCutter.Cut cut =
        cutter.cut(List.of(Pass.Input.file(made.file())), allOf(made), ANY_PICTURE, target);
    try {
      if (cut instanceof SectionCutter.Cut.Made clip
          && clip.media().seconds() >= made.media().seconds() - TOLERATED_SECONDS) {
        Files.delete(made.file());
        return new Fetched.Made(
            made.clip(),
            origin(made, start),
            target,
            made.outcome(),
            clip.bytes(),
            clip.media(),
            clip.extras());
      }
      Scratch.discard(made.file().getParent());
      return lost(made, cut, origin(made, start));
    } catch (IOException e) {
      throw DiskFull.in(e) ? DiskFull.stop(made.file().getParent()) : new UncheckedIOException(e);
    }
  }

  private boolean fits(Path clip) throws InterruptedException {
    try {
      return MediaFile.read(clip, ffprobe)
          .flatMap(MediaFile::picture)
          .filter(encoding::fits)
          .isPresent();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The clip as a section of its own file. */
  private static Clip allOf(Fetched.Made made) {
    Clip clip = made.clip();
    long end = Math.round(made.media().seconds() * 1000);
    return new Clip(clip.id(), clip.split(), clip.label(), 0, end, clip.name(), clip.url());
  }

  private static Fetched.Origin origin(Fetched.Made made, long start) {
    double seconds = made.origin().seconds() + (System.nanoTime() - start) / 1e9;
    return new Fetched.Origin(made.origin().source(), made.origin().tries(), seconds);
  }

  private static Fetched lost(Fetched.Made made, SectionCutter.Cut cut, Fetched.Origin origin) {
    if (!(cut instanceof SectionCutter.Cut.Nothing nothing)) {
      return new Fetched.Lost(
          made.clip(), origin, Outcome.DAMAGED, "damaged", "not all of the file can be decoded");
    }
    return switch (nothing.kind()) {
      case DISK_FULL -> throw DiskFull.stop(made.file().getParent());
      case KILLED, STALLED ->
          new Fetched.Lost(
              made.clip(), origin, Outcome.FAILED, nothing.kind().reason(), nothing.line());
      default -> new Fetched.Lost(made.clip(), origin, Outcome.DAMAGED, "damaged", nothing.line());
    };
  }
}
