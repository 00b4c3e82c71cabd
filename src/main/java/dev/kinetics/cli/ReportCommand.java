package dev.kinetics.cli;

import dev.kinetics.annotations.ClassCatalog;
import dev.kinetics.annotations.Release;
import dev.kinetics.cli.option.DatasetOptions;
import dev.kinetics.cli.option.NamingOptions;
import dev.kinetics.cli.option.SelectionOptions;
import dev.kinetics.cli.option.ToolOptionsGroup;
import dev.kinetics.dataset.DatasetLayout;
import dev.kinetics.dataset.DatasetLayout.Kind;
import dev.kinetics.error.ExitCode;
import dev.kinetics.error.KineticsException;
import dev.kinetics.lists.AnnotationList;
import dev.kinetics.report.Report;
import dev.kinetics.report.Samples;
import dev.kinetics.run.StopSignal;
import dev.kinetics.statistics.Statistics;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "report",
    description = {
      "Write one HTML page about the dataset: what is there, what is missing and why, what it looks"
          + " like, and what to do next.",
      "Without a selection, about everything that the list holds. The page opens from the disk,"
          + " without a network."
    },
    sortOptions = false)
final class ReportCommand implements Callable<Integer> {
  @Mixin private SelectionOptions selection;
  @Mixin private DatasetOptions dataset;
  @Mixin private NamingOptions naming;
  @Mixin private ToolOptionsGroup toolOptions;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      defaultValue = "report.html",
      description = "Where to write it (default: ${DEFAULT-VALUE}).")
  private Path out;

  @Option(
      names = "--samples",
      paramLabel = "N",
      defaultValue = "3",
      description = "Clips of each class to show with pictures (default: ${DEFAULT-VALUE}).")
  private int samples;

  @Option(names = "--no-samples", description = "No pictures.")
  private boolean noSamples;

  @Option(
      names = "--threshold",
      paramLabel = "N",
      defaultValue = "0",
      description = "Mark the classes with fewer than N clips there (default: none).")
  private long threshold;

  private final StopSignal stopSignal;

  ReportCommand(StopSignal stopSignal) {
    this.stopSignal = stopSignal;
  }

  @Override
  public Integer call() throws InterruptedException {
    if (threshold < 0 || samples < 0) {
      throw KineticsException.badInput("--threshold and --samples can't be negative");
    }
    dataset.requireThere();
    DatasetLayout layout = dataset.layout(naming);
    try (ReleaseAccess access = ReleaseAccess.open(dataset, toolOptions, stopSignal)) {
      AnnotationList list = access.read(selection.selectionOrEverything());
      boolean pictures = !noSamples && samples > 0;
      int cores = Runtime.getRuntime().availableProcessors();
      new Report(
              subject(), new Statistics(layout, selection.sample(list.clips(), layout, Kind.VIDEO)))
          .write(
              out,
              pictures
                  ? new Samples(access.tools().ffmpeg(), samples, selection.seed(), cores)
                  : null);
      System.out.println(out);
      return ExitCode.DONE.code();
    }
  }

  private Report.Subject subject() {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("--dataset-dir", dataset.datasetDir().toString()));
    arguments.addAll(List.of("--release", dataset.release().toString()));
    if (dataset.annotations() != null) {
      arguments.addAll(List.of("--annotations", dataset.annotations().toString()));
    }
    return new Report.Subject(
        dataset.layout(naming),
        dataset.release().toString(),
        dataset.annotations() == null
            ? "the publisher's list of " + dataset.release()
            : dataset.annotations().toString(),
        Report.categories(ClassCatalog.of(dataset.release())),
        arguments,
        selection.words(),
        dataset.release() != Release.DEMO,
        threshold,
        Version.program());
  }
}
