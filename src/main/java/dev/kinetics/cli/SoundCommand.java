package dev.kinetics.cli;

import dev.kinetics.cli.option.FilterOptions;
import dev.kinetics.cli.option.OutputOptions;
import dev.kinetics.cli.option.SoundOptions;
import dev.kinetics.cli.option.WorkersOption;
import dev.kinetics.dataset.DatasetLayout;
import dev.kinetics.dataset.DatasetLayout.Kind;
import dev.kinetics.extract.Extraction;
import dev.kinetics.extract.Sound;
import dev.kinetics.journal.Jobs;
import dev.kinetics.journal.Outcome;
import dev.kinetics.lists.RowCheck;
import dev.kinetics.pass.SoundStyle;
import dev.kinetics.run.ClipJob;
import dev.kinetics.run.DiskForecast;
import dev.kinetics.run.StopSignal;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "sound", description = "Extract the sound tracks of clips.", sortOptions = false)
final class SoundCommand implements Callable<Integer> {
  @Mixin private ClipRun clips;
  @Mixin private FilterOptions filters;
  @Mixin private WorkersOption workers;
  @Mixin private OutputOptions output;
  @Mixin private SoundOptions sound;

  @Option(
      names = "--no-sound-log",
      paramLabel = "FILE",
      description = "Where to list the clips without sound (default: no_sound.txt in the dataset).")
  private Path noSoundLog;

  private final StopSignal stopSignal;

  SoundCommand(StopSignal stopSignal) {
    this.stopSignal = stopSignal;
  }

  @Override
  public Integer call() {
    DatasetLayout layout = clips.layout();
    DatasetLayout into = output.output(layout);
    SoundStyle style = sound.style(output.overwrite() ? null : into.root());
    Extraction.Options options =
        new Extraction.Options(
            Kind.SOUND,
            style.format().ending(),
            layout,
            into,
            clips.dataset().made().with(Kind.SOUND, style.chosen()),
            clips.isOnCluster() ? workers.asked() : workers.count(),
            new Extraction.Redo(output.overwrite(), clips.retryGone()),
            clips.dataset().quiet(),
            List.of(
                new ClipJob.Log(
                    clips.failedLog(into, "failed_sound.txt"),
                    Set.of(Outcome.DAMAGED, Outcome.FAILED)),
                new ClipJob.Log(
                    noSoundLog == null ? into.root().resolve("no_sound.txt") : noSoundLog,
                    Set.of(Outcome.SILENT))));
    return clips.run(
        stopSignal,
        false,
        RowCheck.NONE,
        filters.filter(),
        (access, engine) -> {
          Extraction extraction = Sound.extraction(options, style, engine, stopSignal);
          return new ClipRun.Job(
              Jobs.SOUND,
              into,
              new DiskForecast.Rate(
                  style.usualBytesPerSecond(), options.made().isAsBefore(into.root())),
              extraction::plan,
              extraction::run);
        });
  }
}
