package dev.kinetics.cli;

import dev.kinetics.annotations.Clip;
import dev.kinetics.cli.option.FrameOptions;
import dev.kinetics.cli.option.SoundOptions;
import dev.kinetics.dataset.DatasetLayout;
import dev.kinetics.dataset.DatasetLayout.Kind;
import dev.kinetics.dataset.Made;
import dev.kinetics.engine.Engine;
import dev.kinetics.error.KineticsException;
import dev.kinetics.extract.Extraction;
import dev.kinetics.extract.Frames;
import dev.kinetics.extract.Sound;
import dev.kinetics.journal.Outcome;
import dev.kinetics.pass.SoundStyle;
import dev.kinetics.run.ClipJob;
import dev.kinetics.run.RunSummary;
import dev.kinetics.run.StopSignal;
import dev.kinetics.source.Beside;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What {@code download} makes beside clips. */
final class AlsoOptions {
  private enum Also {
    FRAMES,
    SOUND
  }

  @Option(
      names = "--also",
      split = ",",
      paramLabel = "WHAT",
      description =
          "frames, sound, or both with a comma: what 'kinetics frames' and 'sound' make, from the"
              + " decoding that makes the clip.")
  private List<Also> also = List.of();

  @Option(
      names = "--no-clips",
      description = "With --also: keep no clips, only the frames and sound.")
  private boolean noClips;

  @Option(
      names = "--frames-short-side",
      paramLabel = "PIXELS",
      defaultValue = "256",
      description = "The shorter side of frames; 0 keeps the clip's (default: ${DEFAULT-VALUE}).")
  private int shortSide;

  @Mixin private FrameOptions frames;
  @Mixin private SoundOptions sound;

  /**
   * What is asked for.
   *
   * @param before the dataset whose sound was perhaps made before; null for none
   */
  Beside beside(Path before) {
    if (noClips && also.isEmpty()) {
      throw KineticsException.badInput(
          "--no-clips keeps what --also makes; say --also frames, --also sound, or both");
    }
    return new Beside(
        also.contains(Also.FRAMES) ? frames.style(shortSide) : null,
        also.contains(Also.SOUND) ? sound.style(before) : null,
        !noClips);
  }

  /** Whether anything is wanted beside the clips. */
  boolean isAsked() {
    return !also.isEmpty();
  }

  /**
   * Makes what is wanted of clips that were there already, or stay as their source has them.
   *
   * @param clips the clips that are on the disk
   * @return the summaries of the jobs; nothing where there are no such clips
   */
  List<RunSummary> complete(
      List<Clip> clips, DatasetLayout layout, ClipRun run, Engine engine, StopSignal stopSignal) {
    List<RunSummary> summaries = new ArrayList<>();
    Beside beside = beside(layout.root());
    if (beside.frames() != null) {
      Extraction.Options options =
          options(Kind.FRAMES, "", layout, run, List.of(log(layout, "failed_frames.txt")));
      summaries.add(
          run(Frames.extraction(options, beside.frames(), false, engine, stopSignal), clips));
    }
    if (beside.sound() != null) {
      SoundStyle style = beside.sound();
      ClipJob.Log silent =
          new ClipJob.Log(layout.root().resolve("no_sound.txt"), Set.of(Outcome.SILENT));
      Extraction.Options options =
          options(
              Kind.SOUND,
              style.format().ending(),
              layout,
              run,
              List.of(log(layout, "failed_sound.txt"), silent));
      summaries.add(run(Sound.extraction(options, style, engine, stopSignal), clips));
    }
    // Without clips, too, the logs tell what was made of them.
    return clips.isEmpty() ? List.of() : summaries;
  }

  private static RunSummary run(Extraction extraction, List<Clip> clips) {
    return extraction.run(extraction.plan(clips));
  }

  private static ClipJob.Log log(DatasetLayout layout, String name) {
    return new ClipJob.Log(layout.root().resolve(name), Set.of(Outcome.DAMAGED, Outcome.FAILED));
  }

  /** How what is made beside clips is remembered, too. */
  static Made made(Made made, Beside beside) {
    Made all = made;
    if (beside.frames() != null) {
      all = all.with(Kind.FRAMES, beside.frames().chosen());
    }
    return beside.sound() == null ? all : all.with(Kind.SOUND, beside.sound().chosen());
  }

  private Extraction.Options options(
      Kind kind, String ending, DatasetLayout layout, ClipRun run, List<ClipJob.Log> logs) {
    return new Extraction.Options(
        kind,
        ending,
        layout,
        layout,
        made(run.dataset().made(), beside(layout.root())),
        run.isOnCluster() ? 0 : Runtime.getRuntime().availableProcessors(),
        new Extraction.Redo(false, run.retryGone()),
        run.dataset().quiet(),
        logs);
  }
}
