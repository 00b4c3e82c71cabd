package dev.kinetics.download;

import dev.kinetics.annotations.Clip;
import dev.kinetics.dataset.DatasetLayout.Kind;
import dev.kinetics.dataset.Scratch;
import dev.kinetics.engine.Ended;
import dev.kinetics.engine.Results;
import dev.kinetics.engine.Surroundings;
import dev.kinetics.error.DiskFull;
import dev.kinetics.error.KineticsException;
import dev.kinetics.journal.ClipResult;
import dev.kinetics.journal.Outcome;
import dev.kinetics.media.Judge;
import dev.kinetics.media.MediaFile;
import dev.kinetics.media.Verdict;
import dev.kinetics.pass.ClipEncoding;
import dev.kinetics.pass.SoundStyle;
import dev.kinetics.source.Beside;
import dev.kinetics.source.ClipSource;
import dev.kinetics.source.Fetched;
import dev.kinetics.source.GroupedTracks;
import dev.kinetics.tool.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** How clips come into the dataset, whichever source they are of: what one process needs for it. */
final class Placing implements AutoCloseable {
  /** Clips that are brought onto the disk at once, also where one worker makes them. */
  private static final int LEAST_PLACING = 4;

  private final Download.Options options;
  private final Surroundings surroundings;
  private final Scratch scratch;

  private Placing(Download.Options options, Surroundings surroundings, Scratch scratch) {
    this.options = options;
    this.surroundings = surroundings;
    this.scratch = scratch;
  }

  /**
   * Makes ready.
   *
   * @throws KineticsException when a tool is missing, or the dataset can't be written
   */
  static Placing open(Download.Options options, Surroundings surroundings) {
    Tools tools = surroundings.tools();
    if (options.keeping().sizeIsAsked() || !options.keeping().beside().clips()) {
      tools.ffmpeg();
    }
    SoundStyle sound = options.keeping().beside().sound();
    if (sound != null && sound.format() == SoundStyle.Format.MP3) {
      tools.soundFfmpeg();
    }
    tools.ffprobe();
    try {
      return new Placing(options, surroundings, Scratch.open(options.layout()));
    } catch (IOException e) {
      throw DiskFull.in(e)
          ? DiskFull.stop(options.layout().root())
          : KineticsException.badInput(
              "the dataset folder "
                  + options.layout().root()
                  + " can't be written ("
                  + e.getMessage()
                  + "); name another with --dataset-dir");
    }
  }

  Download.Options options() {
    return options;
  }

  Tools tools() {
    return surroundings.tools();
  }

  Scratch scratch() {
    return scratch;
  }

  /** This machine's name where it is one of several; empty where it is the only one. */
  String node() {
    return surroundings.node();
  }

  /** How many clips or archives one call works on at once. */
  int workers() {
    return surroundings.workers() > 0 ? surroundings.workers() : options.workers();
  }

  /** How many threads one tool may use; 0 for as many as was asked for. */
  int threads() {
    return surroundings.threads();
  }

  /** How clips are written here. */
  ClipEncoding encoding() {
    ClipEncoding asked = options.keeping().encoding();
    return threads() > 0 ? asked.withThreads(threads()) : asked;
  }

  /** Gets clips of a source; what is told of is in its place. */
  Results<Ended> place(ClipSource source, List<Clip> clips) throws InterruptedException {
    Results<Fetched> fetched = source.fetch(clips);
    return new PlacedClips(
            GroupedTracks.of(fetched, tools(), options.keeping().beside()),
            options.layout(),
            options.keeping().compress(),
            options.keeping().beside().clips(),
            Math.max(LEAST_PLACING, Math.min(workers(), clips.size())))
        .place();
  }

  /**
   * A clip that was not there when the run began: an earlier attempt at it, on another machine, put
   * it into place and ended before it could tell. Null where there is none, or not one that is
   * whole.
   *
   * @param source whose clips are looked for
   */
  Ended found(String source, Clip clip) throws InterruptedException {
    Path file = options.layout().path(clip, Kind.VIDEO);
    Beside beside = options.keeping().beside();
    if (node().isEmpty()
        || options.redo().there()
        || beside.frames() != null
        || beside.sound() != null
        || !Files.isRegularFile(file)) {
      return null;
    }
    try {
      MediaFile media = MediaFile.read(file, tools().ffprobe()).orElse(null);
      MediaFile.Picture picture = media == null ? null : media.picture().orElse(null);
      if (picture == null) {
        return null;
      }
      double wanted = clip.length().toMillis() / 1000.0;
      Verdict times = Judge.times(picture, Judge.Wanted.of(wanted));
      boolean isShort = times.rule() == Verdict.Rule.LENGTH && picture.end() < wanted;
      if (!times.isWhole() && !isShort) {
        return null;
      }
      Outcome outcome = isShort ? Outcome.SHORT : Outcome.DONE;
      return new Ended(
          clip,
          ClipResult.made(outcome, Files.size(file), media.facts().orElseThrow()).from(source));
    } catch (IOException e) {
      return null; // Whatever is wrong with it, it is made again.
    }
  }

  @Override
  public void close() {
    try {
      scratch.close();
    } catch (IOException e) {
      throw DiskFull.in(e)
          ? DiskFull.stop(options.layout().root())
          : KineticsException.stopped("scratch files can't be removed: " + e.getMessage());
    }
  }
}
