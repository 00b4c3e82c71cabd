package dev.kinetics.cli;

import dev.kinetics.export.ExportJob.TestClips;
import dev.kinetics.format.WebDatasetFormat;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

@Command(
    name = "webdataset",
    description = "Write tar files of samples: for WebDataset, Hugging Face and DALI.",
    sortOptions = false)
final class ExportWebdatasetCommand implements Callable<Integer> {
  @Mixin private ExportOptions export;

  @Option(
      names = "--sound",
      description = "Add the sound tracks that 'sound' made; leave out clips without one.")
  private boolean sound;

  @Option(names = "--frames", description = "The frames that 'frames' made instead of the clips.")
  private boolean frames;

  @ParentCommand private ExportCommand parent;

  @Override
  public Integer call() throws InterruptedException {
    WebDatasetFormat format = new WebDatasetFormat(sound, frames);
    return export.run(parent.stopSignal, TestClips.NONE, format.kinds(), table -> format);
  }
}
