package dev.kinetics.cli;

import dev.kinetics.cli.option.DatasetOptions;
import dev.kinetics.cli.option.NamingOptions;
import dev.kinetics.cli.option.SelectionOptions;
import dev.kinetics.cli.option.ToolOptionsGroup;
import dev.kinetics.error.ExitCode;
import dev.kinetics.error.KineticsException;
import dev.kinetics.lists.AnnotationList;
import dev.kinetics.report.Statistics;
import dev.kinetics.report.StatisticsReport;
import dev.kinetics.run.StopSignal;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "stats",
    description = {
      "Show what there is of the clips, why the rest is not, and what they are like.",
      "Without a selection, of everything that the list holds."
    },
    sortOptions = false)
final class StatsCommand implements Callable<Integer> {
  @Mixin private SelectionOptions selection;
  @Mixin private DatasetOptions dataset;
  @Mixin private NamingOptions naming;
  @Mixin private ToolOptionsGroup toolOptions;

  @Option(
      names = {"-d", "--details"},
      description = "Show each class.")
  private boolean details;

  @Option(
      names = "--threshold",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Name the classes with fewer than N clips there, of each split (default: none).")
  private long threshold;

  @Option(
      names = "--probe",
      description = "Read the files again for what they are like, not the journals.")
  private boolean probe;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  private final StopSignal stopSignal;

  StatsCommand(StopSignal stopSignal) {
    this.stopSignal = stopSignal;
  }

  @Override
  public Integer call() {
    if (threshold < 0) {
      throw KineticsException.badInput("--threshold is " + threshold + "; it can't be negative");
    }
    try (ReleaseAccess access = ReleaseAccess.open(dataset, toolOptions, stopSignal)) {
      AnnotationList list = access.read(selection.selectionOrEverything());
      Statistics statistics =
          new Statistics(dataset.layout(naming), selection.sample(list.clips()));
      if (probe) {
        int cores = Runtime.getRuntime().availableProcessors();
        statistics.probe(access.tools(), stopSignal, cores, dataset.quiet());
      }
      StatisticsReport report = new StatisticsReport(statistics, details, threshold);
      if (json) {
        System.out.println(report.json());
      } else {
        report.lines().forEach(System.out::println);
      }
      return ExitCode.DONE.code();
    }
  }
}
