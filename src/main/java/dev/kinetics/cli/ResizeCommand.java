package dev.kinetics.cli;

import dev.kinetics.cli.option.FilterOptions;
import dev.kinetics.cli.option.Heading;
import dev.kinetics.cli.option.OutputOptions;
import dev.kinetics.cli.option.WorkersOption;
import dev.kinetics.dataset.DatasetLayout;
import dev.kinetics.dataset.DatasetLayout.Kind;
import dev.kinetics.error.KineticsException;
import dev.kinetics.extract.Extraction;
import dev.kinetics.extract.Resize;
import dev.kinetics.extract.ResizeForm;
import dev.kinetics.journal.Jobs;
import dev.kinetics.journal.Outcome;
import dev.kinetics.lists.RowCheck;
import dev.kinetics.pass.ClipEncoding;
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
    name = "resize",
    description = {
      "Bring the clips that are there to one size, with key frames close enough together that any"
          + " frame is read quickly.",
      "In place: each clip is replaced when the new one is whole. Clips that fit are left alone."
    },
    sortOptions = false)
final class ResizeCommand implements Callable<Integer> {
  @Mixin private ClipRun clips;
  @Mixin private FilterOptions filters;
  @Mixin private WorkersOption workers;
  @Mixin private OutputOptions output;

  @Heading(Heading.PICTURE)
  @Option(
      names = "--short-side",
      paramLabel = "PIXELS",
      defaultValue = "0",
      description = "The picture's shorter side; 0 leaves the size (default: ${DEFAULT-VALUE}).")
  private int shortSide;

  @Heading(Heading.PICTURE)
  @Option(
      names = "--max-height",
      paramLabel = "PIXELS",
      defaultValue = "0",
      description = "The picture's height at most; 0 for any (default: ${DEFAULT-VALUE}).")
  private int maxHeight;

  @Heading(Heading.PICTURE)
  @Option(
      names = "--fps",
      paramLabel = "N",
      defaultValue = "0",
      description = "Frames a second (default: as the clip has them).")
  private double framesPerSecond;

  @Heading(Heading.PICTURE)
  @Option(
      names = "--gop",
      paramLabel = "N",
      description =
          "Frames from key frame to key frame at most; 0 leaves it to x264 (default: 16).")
  private Integer gop;

  @Option(names = "--no-audio", description = "Leave the sound out.")
  private boolean noAudio;

  private static final int USUAL_GOP = 16;

  private final StopSignal stopSignal;

  ResizeCommand(StopSignal stopSignal) {
    this.stopSignal = stopSignal;
  }

  @Override
  public Integer call() {
    if (shortSide == 0 && maxHeight == 0 && framesPerSecond == 0 && gop == null && !noAudio) {
      throw KineticsException.badInput(
          "name what the clips are brought to, such as --short-side 256");
    }
    ResizeForm form =
        new ResizeForm(
            new ClipEncoding(
                maxHeight, shortSide, false, 1, gop == null ? USUAL_GOP : gop, framesPerSecond),
            noAudio);
    DatasetLayout layout = clips.layout();
    DatasetLayout into = output.output(layout);
    if (output.overwrite() && into.equals(layout)) {
      throw KineticsException.badInput(
          "--overwrite makes again what is in another --output-dir; in place what fits is left"
              + " alone, since each encoding costs some of the picture");
    }
    Extraction.Options options =
        new Extraction.Options(
            Kind.VIDEO,
            Kind.VIDEO.fileEnding(),
            layout,
            into,
            shortSide > 0 || maxHeight > 0
                ? clips.dataset().made().with(Kind.VIDEO, form.encoding().chosen())
                : clips.dataset().made(),
            clips.isOnCluster() ? workers.asked() : workers.count(),
            new Extraction.Redo(output.overwrite(), clips.retryGone()),
            clips.dataset().quiet(),
            List.of(
                new ClipJob.Log(
                    clips.failedLog(into, "failed_resize.txt"),
                    Set.of(Outcome.DAMAGED, Outcome.FAILED))));
    return clips.run(
        stopSignal,
        false,
        RowCheck.NONE,
        filters.filter(),
        (access, engine) -> {
          Resize resize = new Resize(options, form, engine, stopSignal);
          return new ClipRun.Job(
              Jobs.RESIZE,
              into,
              new DiskForecast.Rate(
                  form.encoding().usualBytesPerSecond(), options.made().isAsBefore(into.root())),
              resize::plan,
              resize::run);
        });
  }
}
