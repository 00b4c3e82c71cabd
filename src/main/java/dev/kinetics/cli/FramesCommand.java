package dev.kinetics.cli;

import dev.kinetics.cli.option.FilterOptions;
import dev.kinetics.cli.option.FrameOptions;
import dev.kinetics.cli.option.Heading;
import dev.kinetics.cli.option.OutputOptions;
import dev.kinetics.cli.option.WorkersOption;
import dev.kinetics.dataset.DatasetLayout;
import dev.kinetics.dataset.DatasetLayout.Kind;
import dev.kinetics.error.KineticsException;
import dev.kinetics.extract.Extraction;
import dev.kinetics.extract.Frames;
import dev.kinetics.journal.Jobs;
import dev.kinetics.journal.Outcome;
import dev.kinetics.lists.RowCheck;
import dev.kinetics.pass.FrameStyle;
import dev.kinetics.run.ClipJob;
import dev.kinetics.run.DiskForecast;
import dev.kinetics.run.StopSignal;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "frames",
    description = "Extract the frames of clips as JPEG files, one folder per clip.",
    sortOptions = false)
final class FramesCommand implements Callable<Integer> {
  @Mixin private ClipRun clips;
  @Mixin private FilterOptions filters;
  @Mixin private WorkersOption workers;
  @Mixin private OutputOptions output;
  @Mixin private FrameOptions frames;

  @Heading(Heading.PICTURE)
  @Option(
      names = "--short-side",
      paramLabel = "PIXELS",
      defaultValue = "256",
      description = "The shorter side; 0 keeps the size (default: ${DEFAULT-VALUE}).")
  private int shortSide;

  @Option(
      names = "--delete-clips",
      description = "Remove each clip when its frames are whole; it is not downloaded again.")
  private boolean deleteClips;

  private final StopSignal stopSignal;

  FramesCommand(StopSignal stopSignal) {
    this.stopSignal = stopSignal;
  }

  @Override
  public Integer call() {
    FrameStyle style = frames.style(shortSide);
    DatasetLayout layout = clips.layout();
    DatasetLayout into = output.output(layout);
    if (deleteClips && !into.equals(layout)) {
      throw KineticsException.badInput(
          "with --output-dir the dataset is only read; leave --delete-clips out");
    }
    Extraction.Options options =
        new Extraction.Options(
            Kind.FRAMES,
            "",
            layout,
            into,
            clips.dataset().made().with(Kind.FRAMES, style.chosen()),
            clips.isOnCluster() ? workers.asked() : workers.count(),
            new Extraction.Redo(output.overwrite() || deleteClips, clips.retryGone()),
            clips.dataset().quiet(),
            List.of(
                new ClipJob.Log(
                    clips.failedLog(into, "failed_frames.txt"),
                    Set.of(Outcome.DAMAGED, Outcome.FAILED))));
    if (deleteClips && !output.overwrite()) {
      options.made().requireFits(into);
    }
    return clips.run(
        stopSignal,
        false,
        RowCheck.NONE,
        filters.filter(),
        (access, engine) -> {
          Extraction extraction =
              Frames.extraction(options, style, deleteClips, engine, stopSignal);
          return new ClipRun.Job(
              Jobs.FRAMES,
              into,
              new DiskForecast.Rate(
                  style.usualBytesPerSecond(), options.made().isAsBefore(into.root())),
              extraction::plan,
              extraction::run);
        });
  }
}
