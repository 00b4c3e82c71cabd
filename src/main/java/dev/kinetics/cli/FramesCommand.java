package dev.kinetics.cli;

import dev.kinetics.cli.option.OutputOptions;
import dev.kinetics.cli.option.WorkersOption;
import dev.kinetics.dataset.DatasetLayout;
import dev.kinetics.dataset.DatasetLayout.Kind;
import dev.kinetics.error.KineticsException;
import dev.kinetics.extract.Extraction;
import dev.kinetics.extract.Frames;
import dev.kinetics.journal.Jobs;
import dev.kinetics.journal.Outcome;
import dev.kinetics.media.FrameStyle;
import dev.kinetics.run.ClipJob;
import dev.kinetics.run.StopSignal;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "frames",
    description = "Extract the frames of clips as JPEG files, a folder a clip.",
    sortOptions = false)
final class FramesCommand implements Callable<Integer> {
  @Mixin private ClipRun clips;
  @Mixin private WorkersOption workers;
  @Mixin private OutputOptions output;

  @Option(
      names = "--short-side",
      paramLabel = "PIXELS",
      defaultValue = "256",
      description = "The shorter side; 0 keeps the size (default: ${DEFAULT-VALUE}).")
  private int shortSide;

  @Option(
      names = "--fps",
      paramLabel = "N",
      defaultValue = "0",
      description = "Frames a second (default: every frame of the source).")
  private double framesPerSecond;

  @Option(
      names = "--quality",
      paramLabel = "1..100",
      defaultValue = "75",
      description = "JPEG quality (default: ${DEFAULT-VALUE}; the finest from 88 on).")
  private int quality;

  private final StopSignal stopSignal;

  FramesCommand(StopSignal stopSignal) {
    this.stopSignal = stopSignal;
  }

  @Override
  public Integer call() {
    if (shortSide < 0 || shortSide > 16_384) {
      throw KineticsException.badInput("--short-side is " + shortSide + "; it must be 0 to 16384");
    }
    if (!(framesPerSecond >= 0 && framesPerSecond <= 1000)) {
      throw KineticsException.badInput("--fps is " + framesPerSecond + "; it must be 0 to 1000");
    }
    if (quality < 1 || quality > 100) {
      throw KineticsException.badInput("--quality is " + quality + "; it must be 1 to 100");
    }
    DatasetLayout layout = clips.layout();
    DatasetLayout into = output.output(layout);
    Extraction.Options options =
        new Extraction.Options(
            Kind.FRAMES,
            "",
            layout,
            into,
            clips.dataset().releaseName(),
            workers.count(),
            new Extraction.Redo(output.overwrite(), clips.retryGone()),
            clips.dataset().quiet(),
            List.of(
                new ClipJob.Log(
                    clips.failedLog(into, "failed_frames.txt"),
                    Set.of(Outcome.DAMAGED, Outcome.FAILED))));
    FrameStyle style = new FrameStyle(shortSide, framesPerSecond, quality);
    return clips.run(
        stopSignal,
        access -> {
          Extraction extraction = Frames.extraction(options, style, access.tools(), stopSignal);
          return new ClipRun.Job(
              Jobs.FRAMES, into, Frames.USUAL_BYTES_PER_SECOND, extraction::plan, extraction::run);
        });
  }
}
