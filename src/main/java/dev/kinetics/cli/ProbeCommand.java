package dev.kinetics.cli;

import dev.kinetics.annotations.Clip;
import dev.kinetics.annotations.Selection;
import dev.kinetics.cli.option.BlockOptions;
import dev.kinetics.cli.option.DatasetOptions;
import dev.kinetics.cli.option.SelectionOptions;
import dev.kinetics.cli.option.SiteOptionsGroup;
import dev.kinetics.cli.option.ToolOptionsGroup;
import dev.kinetics.cli.option.WorkersOption;
import dev.kinetics.dataset.DatasetLayout.Kind;
import dev.kinetics.download.Download;
import dev.kinetics.download.Probe;
import dev.kinetics.download.ProbeReport;
import dev.kinetics.engine.BlockGate;
import dev.kinetics.error.ExitCode;
import dev.kinetics.error.KineticsException;
import dev.kinetics.journal.RunHeader;
import dev.kinetics.lists.AnnotationList;
import dev.kinetics.run.StopSignal;
import dev.kinetics.words.Counts;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "probe",
    description = {
      "Ask the site how many of the clips are still there, from a sample; download nothing.",
      "Without a selection, of everything that the list holds."
    },
    sortOptions = false)
final class ProbeCommand implements Callable<Integer> {
  private static final int USUAL_HEIGHT = 720;

  @Spec private CommandSpec subcommand;

  @Mixin private SelectionOptions selection;
  @Mixin private DatasetOptions dataset;
  @Mixin private SiteOptionsGroup site;
  @Mixin private ToolOptionsGroup toolOptions;

  @Option(
      names = "--sample",
      paramLabel = "N",
      defaultValue = "1000",
      description =
          "How many clips to ask for, chosen at random by --seed (default: ${DEFAULT-VALUE}).")
  private int size;

  @Option(
      names = "--num-workers",
      paramLabel = "N",
      defaultValue = "4",
      description = "How many ask at once (default: ${DEFAULT-VALUE}).")
  private int workers;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Option(
      names = {"-l", "--log-file"},
      paramLabel = "FILE",
      description = "Where to append what yt-dlp says.")
  private Path logFile;

  @Option(
      names = {"-v", "--verbose"},
      description = "Show what yt-dlp says, and where an error came from.")
  private boolean verbose;

  @Mixin private BlockOptions blocks;

  private final StopSignal stopSignal;

  ProbeCommand(StopSignal stopSignal) {
    this.stopSignal = stopSignal;
  }

  @Override
  public Integer call() {
    WorkersOption.checked(workers);
    BlockGate.Patience patience = blocks.patience();
    if (size < 1) {
      throw KineticsException.badInput("--sample must be 1 or more");
    }
    Selection wanted = selection.selectionOrEverything();
    try (ReleaseAccess access = ReleaseAccess.open(dataset, toolOptions, stopSignal)) {
      AnnotationList list = access.read(wanted, site.rowCheck(toolOptions.options()));
      List<Clip> selected = selection.sample(list.clips(), dataset.layout(), Kind.VIDEO);
      List<Clip> sample = Probe.sample(selected, size, selection.seed());
      Probe probe =
          new Probe(
              new Probe.Options(
                  dataset.layout(),
                  dataset.made(),
                  workers,
                  USUAL_HEIGHT,
                  patience,
                  site.options(access.urlTemplate(site.urlTemplate())),
                  new Download.Logs(null, logFile, verbose, dataset.quiet())),
              access.tools(),
              stopSignal);
      try {
        probe.run(sample, () -> program(access));
      } finally {
        print(probe.report(selected, sample), list);
      }
      return probe.report(selected, sample).isComplete(sample.size()) && list.refused().count() == 0
          ? ExitCode.DONE.code()
          : ExitCode.INCOMPLETE.code();
    }
  }

  private RunHeader.Program program(ReleaseAccess access) {
    return new RunHeader.Program(
        Version.program(),
        SafeCommand.of(subcommand.commandLine().getParseResult().originalArgs(), subcommand.name()),
        access.tools().used());
  }

  private void print(ProbeReport report, AnnotationList list) {
    if (json) {
      System.out.println(report.json());
    } else {
      report.lines().forEach(System.out::println);
    }
    if (list.refused().count() > 0) {
      System.err.println(
          "kinetics: warning: "
              + Counts.of(list.refused().count(), "row of the list was", "rows of the list were")
              + " refused:");
      list.refused().firstFew().forEach(row -> System.err.println("  " + row));
    }
  }
}
