package dev.kinetics.cli;

import dev.kinetics.annotations.Sampling;
import dev.kinetics.annotations.Selection;
import dev.kinetics.error.KineticsException;
import dev.kinetics.extract.Extraction;
import dev.kinetics.lists.AnnotationList;
import dev.kinetics.run.ClipJob;
import dev.kinetics.run.StopSignal;
import dev.kinetics.tool.Tools;
import java.nio.file.Path;
import java.util.function.Function;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What {@code frames} and {@code sound} share on the command line. */
final class ExtractionOptions {
  @Mixin private SelectionOptions selection;
  @Mixin DatasetOptions dataset;
  @Mixin private ToolOptionsGroup toolOptions;
  @Mixin private SamplingOptions sampling;

  @Option(
      names = "--num-workers",
      paramLabel = "N",
      description = "How many clips at once (default: one a core).")
  private Integer workers;

  @Option(
      names = "--failed-log",
      paramLabel = "FILE",
      description = "Where to list the clips that failed (default: in the dataset).")
  private Path failedLog;

  @Option(
      names = {"-v", "--verbose"},
      description = "Show where an error came from.")
  private boolean verbose;

  @Option(
      names = "--retry-gone",
      description = "Try clips again that are known to be damaged or silent.")
  boolean retryGone;

  int workers() {
    int count = workers == null ? Runtime.getRuntime().availableProcessors() : workers;
    if (count < 1) {
      throw KineticsException.badInput("--num-workers is " + count + "; it must be 1 or more");
    }
    return count;
  }

  Path failedLog(String name) {
    return failedLog == null ? dataset.datasetDir.resolve(name) : failedLog;
  }

  /**
   * Runs an extraction.
   *
   * @param job its name in the journal
   * @param usualBytesPerSecond what it writes for a second of clip, for --dry-run
   */
  int run(
      StopSignal stopSignal,
      String job,
      double usualBytesPerSecond,
      Function<Tools, Extraction> make) {
    Selection wanted = selection.selection();
    workers();
    Sampling sample = sampling.sampling();
    try (ReleaseAccess access = ReleaseAccess.open(dataset, toolOptions, stopSignal)) {
      AnnotationList list = Lists.read(dataset, wanted, access::annotations);
      Extraction extraction = make.apply(access.tools());
      ClipJob.Plan plan = extraction.plan(sample.of(list.clips()));
      Lists.note(list, wanted, plan.summary());
      if (sampling.dryRun) {
        SamplingOptions.print(plan, dataset.layout(), job, usualBytesPerSecond);
        return plan.summary().exitCode(true).code();
      }
      try {
        extraction.run(plan);
      } finally {
        plan.summary().lines().forEach(System.out::println);
      }
      return plan.summary().exitCode(true).code();
    }
  }
}
