package dev.kinetics.cli;

import dev.kinetics.annotations.ClassCatalog;
import dev.kinetics.annotations.ClassMatcher;
import dev.kinetics.annotations.Clip;
import dev.kinetics.cli.option.DatasetOptions;
import dev.kinetics.cli.option.NamingOptions;
import dev.kinetics.cli.option.SelectionOptions;
import dev.kinetics.cli.option.ToolOptionsGroup;
import dev.kinetics.error.ExitCode;
import dev.kinetics.error.KineticsException;
import dev.kinetics.lists.AnnotationList;
import dev.kinetics.meta.ClassesFile;
import dev.kinetics.report.Statistics;
import dev.kinetics.report.StatisticsReport;
import dev.kinetics.run.StopSignal;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
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
      names = "--subset",
      paramLabel = "CLASSES.json",
      description = "Only these classes: a JSON list of their names.")
  private Path subset;

  @Option(
      names = "--threshold",
      paramLabel = "N",
      defaultValue = "0",
      description = "Name the classes with fewer than N clips there, of each split.")
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
    List<String> classes = subset == null ? List.of() : ClassesFile.read(subset);
    try (ReleaseAccess access = ReleaseAccess.open(dataset, toolOptions, stopSignal)) {
      AnnotationList list = access.read(selection.selectionOrEverything());
      List<Clip> clips = subset == null ? list.clips() : ofClasses(list, classes);
      Statistics statistics = new Statistics(dataset.layout(naming), clips);
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

  private List<Clip> ofClasses(AnnotationList list, List<String> classes) {
    Set<String> known = new LinkedHashSet<>(ClassCatalog.of(dataset.release()).classes());
    list.counts().values().forEach(counts -> known.addAll(counts.keySet()));
    Set<String> wanted = ClassMatcher.match(classes, known, "class");
    return list.clips().stream().filter(clip -> wanted.contains(clip.label())).toList();
  }
}
