package dev.kinetics.cli;

import dev.kinetics.annotations.Selection;
import dev.kinetics.cli.option.DatasetOptions;
import dev.kinetics.cli.option.NamingOptions;
import dev.kinetics.cli.option.SelectionOptions;
import dev.kinetics.cli.option.ToolOptionsGroup;
import dev.kinetics.cli.option.WorkersOption;
import dev.kinetics.dataset.DatasetLayout.Kind;
import dev.kinetics.error.ExitCode;
import dev.kinetics.inspect.Verification;
import dev.kinetics.lists.AnnotationList;
import dev.kinetics.run.StopSignal;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "verify",
    description = {
      "Check what is on the disk: decode each clip, look through frames and sound.",
      "Without a selection, everything that the list holds."
    },
    sortOptions = false)
final class VerifyCommand implements Callable<Integer> {
  @Mixin private SelectionOptions selection;
  @Mixin private DatasetOptions dataset;
  @Mixin private NamingOptions naming;
  @Mixin private ToolOptionsGroup toolOptions;

  @Option(names = "--quick", description = "Decode nothing: look at containers and lengths only.")
  private boolean quick;

  @Option(
      names = "--delete",
      description = "Remove what is bad, so that the next run makes it again.")
  private boolean delete;

  @Mixin private WorkersOption workers;

  private final StopSignal stopSignal;

  VerifyCommand(StopSignal stopSignal) {
    this.stopSignal = stopSignal;
  }

  @Override
  public Integer call() {
    Selection wanted = selection.selectionOrEverything();
    try (ReleaseAccess access = ReleaseAccess.open(dataset, toolOptions, stopSignal)) {
      AnnotationList list = access.read(wanted);
      Verification.Report report =
          new Verification(
                  new Verification.Options(
                      dataset.layout(naming),
                      selection.sample(list.clips()),
                      wanted.isWhole() && !selection.isSampled(),
                      quick,
                      delete,
                      workers.count(),
                      dataset.quiet()),
                  access.tools(),
                  stopSignal,
                  (path, reason) -> System.out.println("bad: " + path + ": " + reason))
              .run();
      // Of a part, what lies beside it is somebody's, too.
      boolean part = selection.isSampled() || !wanted.subset().isNone();
      print(report, part ? List.of() : report.foreign());
      boolean fine = report.complete() && report.bad().isEmpty() && report.unchecked().isEmpty();
      return (fine ? ExitCode.DONE : ExitCode.INCOMPLETE).code();
    }
  }

  private void print(Verification.Report report, List<Path> foreign) {
    report
        .unchecked()
        .forEach((path, reason) -> System.out.println("not checked: " + path + ": " + reason));
    foreign.forEach(path -> System.out.println("does not belong: " + path));
    System.out.printf(
        Locale.ROOT,
        "verify: %,d clips, %,d folders of frames, %,d sound tracks; %,d bad, %,d not checked,"
            + " %,d that do not belong%n",
        report.checked().get(Kind.VIDEO),
        report.checked().get(Kind.FRAMES),
        report.checked().get(Kind.SOUND),
        report.bad().size(),
        report.unchecked().size(),
        foreign.size());
    if (!report.complete()) {
      System.out.println("  stopped before the end; nothing was removed");
    } else if (!report.bad().isEmpty()) {
      System.out.println(
          delete
              ? "  removed "
                  + report.deleted()
                  + ": 'kinetics download', 'frames' and 'sound' make them again"
              : "  'kinetics verify --delete' removes what is bad, so that the next run makes it"
                  + " again");
    }
  }
}
