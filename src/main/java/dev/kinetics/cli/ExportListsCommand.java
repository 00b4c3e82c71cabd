package dev.kinetics.cli;

import dev.kinetics.dataset.DatasetLayout.Kind;
import dev.kinetics.error.KineticsException;
import dev.kinetics.export.ExportJob.TestClips;
import dev.kinetics.format.ListsFormat;
import java.util.EnumSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

@Command(
    name = "lists",
    description = {
      "Write lists of paths and class indices, without copying: for PySlowFast, TimeSformer,"
          + " VideoMAE, V-JEPA, MMAction2, PyTorchVideo and DALI.",
      "",
      "train.csv, val.csv, test.csv (PATH INDEX), pretrain.csv, MMAction2's lists and folders, and"
          + " table.csv and table.jsonl of every selected clip, there or not."
    },
    sortOptions = false)
final class ExportListsCommand implements Callable<Integer> {
  @Mixin private ExportOptions export;
  @Mixin private ExportVideoOptions videos;

  @Option(
      names = "--separator",
      paramLabel = "CHARACTER",
      defaultValue = " ",
      description =
          "What stands between path and index (default: a blank; UniFormer and InternVideo2 want"
              + " a comma).")
  private String separator;

  @ParentCommand private ExportCommand parent;

  @Override
  public Integer call() throws InterruptedException {
    // The names of clips have letters, digits, '-', '_' and the dot of their ending.
    if (!separator.matches("[^\\p{L}\\p{N}_./\\n\\r-]")) {
      throw KineticsException.badInput(
          "--separator is one character that no path has in it, such as ',' or a blank");
    }
    return export.run(
        parent.stopSignal,
        TestClips.VAL,
        EnumSet.of(Kind.VIDEO, Kind.FRAMES),
        table -> new ListsFormat(separator.charAt(0), videos.videos(), table.facts()));
  }
}
