package dev.kinetics.cli;

import dev.kinetics.annotations.Selection;
import dev.kinetics.cli.option.DatasetOptions;
import dev.kinetics.cli.option.FromOptions;
import dev.kinetics.cli.option.NamingOptions;
import dev.kinetics.cli.option.ToolOptionsGroup;
import dev.kinetics.dataset.Naming;
import dev.kinetics.dataset.NamingDetection;
import dev.kinetics.dataset.NamingFile;
import dev.kinetics.error.ExitCode;
import dev.kinetics.inspect.Renaming;
import dev.kinetics.lists.AnnotationList;
import dev.kinetics.run.StopSignal;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "rename",
    description = {
      "Change how the files of a dataset are named, in place.",
      "After a break the same command goes on; no file is ever replaced, and what lies beside the"
          + " clips goes along."
    },
    sortOptions = false)
final class RenameCommand implements Callable<Integer> {
  @Mixin private DatasetOptions dataset;
  @Mixin private NamingOptions naming;
  @Mixin private FromOptions from;
  @Mixin private ToolOptionsGroup toolOptions;

  private final StopSignal stopSignal;

  RenameCommand(StopSignal stopSignal) {
    this.stopSignal = stopSignal;
  }

  @Override
  public Integer call() {
    Path root = dataset.datasetDir();
    NamingDetection.Given given = from.given();
    Naming is =
        NamingFile.remembered(root)
            .map(given::or)
            .orElseGet(() -> DatasetOptions.found(root, given, "--from-"));
    Naming to = naming.asked(NamingFile.renaming(root).orElse(is));
    Renaming renaming = new Renaming(root, is, to);
    try (ReleaseAccess access = ReleaseAccess.open(dataset, toolOptions, stopSignal)) {
      AnnotationList list = access.read(Selection.everything());
      ReleaseAccess.requireFolders(list, to);
      Renaming.Result done = renaming.run(list.clips(), stopSignal::isReceived);
      System.out.println("rename: " + done.moved() + " moved, now " + NamingFile.words(to));
      if (done.others() > 0) {
        System.out.println(
            "  called otherwise or no clips, with the names they had: " + done.others());
      }
    }
    return ExitCode.DONE.code();
  }
}
