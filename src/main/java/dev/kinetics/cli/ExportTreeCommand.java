package dev.kinetics.cli;

import dev.kinetics.annotations.Split;
import dev.kinetics.dataset.NamingFile;
import dev.kinetics.error.KineticsException;
import dev.kinetics.export.ExportJob.TestClips;
import dev.kinetics.export.TreeFormat;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

@Command(
    name = "tree",
    description = {
      "Write a folder a split and a folder a class, of links: for torchvision, PyTorchVideo,"
          + " FiftyOne and Hugging Face's VideoFolder.",
      "",
      "--class-dirs is how the export's folders are called: underscore (default), or label with"
          + " blanks, as FiftyOne shows them."
    },
    sortOptions = false)
final class ExportTreeCommand implements Callable<Integer> {
  @Mixin private ExportOptions export;
  @Mixin private ExportVideoOptions videos;

  @Option(names = "--sound", description = "A tree of sound tracks instead of clips.")
  private boolean sound;

  @Option(
      names = "--split-names",
      split = ",",
      paramLabel = "DIR",
      defaultValue = "train,val,test",
      description = "The folders of train, valid and test (default: ${DEFAULT-VALUE}).")
  private List<String> splitNames;

  @Option(
      names = "--force",
      description = "Write although a split lacks classes that another one has.")
  private boolean force;

  @ParentCommand private ExportCommand parent;

  @Override
  public Integer call() throws InterruptedException {
    if (splitNames.size() != Split.values().length) {
      throw KineticsException.badInput(
          "--split-names takes three folders, of train, valid and test, such as train,val,test");
    }
    Map<Split, String> names = new EnumMap<>(Split.class);
    for (Split split : Split.values()) {
      names.put(split, splitNames.get(split.ordinal()));
    }
    TreeFormat format =
        new TreeFormat(
            videos.videos(), sound, NamingFile.checked(names), export.classFolders(), force);
    return export.run(parent.stopSignal, TestClips.NONE, format.kinds(), table -> format);
  }
}
