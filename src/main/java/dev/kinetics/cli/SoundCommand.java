package dev.kinetics.cli;

import dev.kinetics.cli.option.WorkersOption;
import dev.kinetics.dataset.DatasetLayout;
import dev.kinetics.dataset.DatasetLayout.Kind;
import dev.kinetics.extract.Extraction;
import dev.kinetics.extract.Sound;
import dev.kinetics.journal.Jobs;
import dev.kinetics.journal.Outcome;
import dev.kinetics.run.ClipJob;
import dev.kinetics.run.StopSignal;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "sound",
    description = "Extract the sound tracks of clips as mp3 files.",
    sortOptions = false)
final class SoundCommand implements Callable<Integer> {
  @Mixin private ClipRun clips;
  @Mixin private WorkersOption workers;

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
    Extraction.Options options =
        new Extraction.Options(
            Kind.SOUND,
            layout,
            clips.dataset().releaseName(),
            workers.count(),
            clips.retryGone(),
            clips.dataset().quiet(),
            List.of(
                new ClipJob.Log(
                    clips.failedLog("failed_sound.txt"), Set.of(Outcome.DAMAGED, Outcome.FAILED)),
                new ClipJob.Log(
                    noSoundLog == null ? layout.root().resolve("no_sound.txt") : noSoundLog,
                    Set.of(Outcome.SILENT))));
    return clips.run(
        stopSignal,
        access -> {
          Extraction extraction = Sound.extraction(options, access.tools(), stopSignal);
          return new ClipRun.Job(
              Jobs.SOUND, Sound.USUAL_BYTES_PER_SECOND, extraction::plan, extraction::run);
        });
  }
}
