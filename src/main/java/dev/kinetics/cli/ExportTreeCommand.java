package dev.kinetics.cli;

import dev.kinetics.cli.option.NamingOptions;
import dev.kinetics.dataset.Naming;
import dev.kinetics.error.KineticsException;
import dev.kinetics.export.ExportJob.TestClips;
import dev.kinetics.format.TreeFormat;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

@Command(
    name = "tree",
    description = {
      "Write one folder per split and class, of links: for torchvision, PyTorchVideo,"
          + " FiftyOne and Hugging Face's VideoFolder."
    },
    sortOptions = false)
final class ExportTreeCommand implements Callable<Integer> {
  @Mixin private ExportOptions export;
  @Mixin private ExportVideoOptions videos;

  @Option(
      names = "--class-dirs",
      paramLabel = "HOW",
      defaultValue = "underscore",
      description =
          "How the export's folders are named: underscore, or label with blanks, as FiftyOne"
              + " shows them (default: ${DEFAULT-VALUE}).")
  private Naming.ClassFolders classFolders;

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
    if (classFolders == Naming.ClassFolders.NONE) {
      throw KineticsException.badInput(
          "a tree has folders of classes; --class-dirs takes underscore, label or torchvision");
    }
    if (sound && videos.isGiven()) {
      throw KineticsException.badInput(
          "--videos encode, --short-side, --gop, --fps and --no-audio are about clips, and --sound"
              + " takes none: give one");
    }
    TreeFormat format =
        new TreeFormat(
            videos.videos(),
            sound,
            NamingOptions.splitFolders(splitNames, "--split-names"),
            classFolders,
            force);
    return export.run(parent.stopSignal, TestClips.NONE, format.kinds(), table -> format);
  }
}
