package dev.kinetics.cli;

import dev.kinetics.annotations.Clip;
import dev.kinetics.cli.option.DatasetOptions;
import dev.kinetics.cli.option.FilterOptions;
import dev.kinetics.cli.option.NamingOptions;
import dev.kinetics.cli.option.SelectionOptions;
import dev.kinetics.cli.option.ToolOptionsGroup;
import dev.kinetics.dataset.DatasetLayout;
import dev.kinetics.dataset.DatasetLayout.Kind;
import dev.kinetics.error.ExitCode;
import dev.kinetics.error.KineticsException;
import dev.kinetics.inspect.ClipFacts;
import dev.kinetics.run.StopSignal;
import dev.kinetics.statistics.ClipLines;
import dev.kinetics.statistics.Statistics;
import dev.kinetics.statistics.StatisticsReport;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "stats",
    description = {
      "Show which clips are there, why the others are not, and what they are like.",
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

  @Option(
      names = "--list",
      paramLabel = "STATE",
      description =
          "Print the clips that are missing, gone, failed, bad or there, as CSV or with --json:"
              + " name, split, class, reason, detail.")
  private ClipLines.Which list;

  @Mixin private FilterOptions filters;

  @Option(names = "--json", description = "Print one JSON object; with --list a list of them.")
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
    if (!filters.filter().isNone() && list != ClipLines.Which.THERE) {
      throw KineticsException.badInput(
          "--min-seconds, --min-height, --min-fps and --with-audio are about clips that are there;"
              + " give them with --list there");
    }
    if (list != null && (details || probe || threshold > 0)) {
      throw KineticsException.badInput(
          "--list prints clips; leave --details, --threshold and --probe out");
    }
    dataset.requireThere();
    try (ReleaseAccess access = ReleaseAccess.open(dataset, toolOptions, stopSignal)) {
      DatasetLayout layout = dataset.layout(naming);
      List<Clip> clips =
          selection.sample(
              access.read(selection.selectionOrEverything()).clips(), layout, Kind.VIDEO);
      if (list != null) {
        boolean there = list == ClipLines.Which.BAD || list == ClipLines.Which.THERE;
        ClipFacts facts = ClipFacts.read(layout, clips, there);
        if (list == ClipLines.Which.BAD || !filters.filter().isNone()) {
          facts.look(Chosen.looking(dataset, access, stopSignal, true));
        }
        list(new ClipLines(facts, layout, list, filters.filter()));
        return ExitCode.DONE.code();
      }
      Statistics statistics = new Statistics(layout, clips);
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

  private void list(ClipLines lines) {
    try {
      OutputStream out = new BufferedOutputStream(System.out, 1 << 16);
      if (json) {
        lines.json(out);
      } else {
        lines.csv(out);
      }
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
