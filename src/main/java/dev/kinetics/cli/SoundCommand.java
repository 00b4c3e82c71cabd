package dev.kinetics.cli;

import dev.kinetics.dataset.DatasetLayout.Kind;
import dev.kinetics.extract.Extraction;
import dev.kinetics.extract.Sound;
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
  @Mixin private ExtractionOptions extraction;

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
    return extraction.run(
        stopSignal,
        Sound.JOB,
        Sound.USUAL_BYTES_PER_SECOND,
        tools ->
            Sound.extraction(
                new Extraction.Options(
                    Kind.SOUND,
                    extraction.dataset.layout(),
                    extraction.dataset.releaseName(),
                    extraction.workers(),
                    extraction.retryGone,
                    extraction.dataset.quiet,
                    List.of(
                        new ClipJob.Log(
                            extraction.failedLog("failed_sound.txt"),
                            Set.of(Outcome.DAMAGED, Outcome.FAILED)),
                        new ClipJob.Log(
                            noSoundLog == null
                                ? extraction.dataset.datasetDir.resolve("no_sound.txt")
                                : noSoundLog,
                            Set.of(Outcome.SILENT)))),
                tools,
                stopSignal));
  }
}
