package dev.kinetics.cli;

import dev.kinetics.cli.option.DurationConverter;
import dev.kinetics.cli.option.Heading;
import dev.kinetics.cli.option.HelpOption;
import dev.kinetics.dataset.DatasetLayout;
import dev.kinetics.error.ExitCode;
import dev.kinetics.error.KineticsException;
import dev.kinetics.inspect.Status;
import dev.kinetics.inspect.StatusReport;
import dev.kinetics.run.StopSignal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "status",
    description = {
      "Show where a run stands: what was asked for last, how far it is, its pace, blocks, and"
          + " whether it goes on and where.",
      "It reads what the run keeps in the dataset; the run may be another terminal's or machine's."
    },
    sortOptions = false)
final class StatusCommand implements Callable<Integer> {
  private static final Duration SHORTEST = Duration.ofMillis(100);

  @Heading(Heading.DATASET)
  @Option(
      names = "--dataset-dir",
      paramLabel = "DIR",
      defaultValue = "dataset",
      description = "The dataset's folder (default: ${DEFAULT-VALUE}).")
  private Path datasetDir;

  @Option(
      names = "--watch",
      arity = "0..1",
      fallbackValue = "5s",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description = "Show it again every 5s, or every TIME, until no run goes on.")
  private Duration watch;

  @Option(names = "--json", description = "Print one JSON object; with --watch, one each time.")
  private boolean json;

  @Mixin private HelpOption help;

  private final StopSignal stopSignal;

  StatusCommand(StopSignal stopSignal) {
    this.stopSignal = stopSignal;
  }

  @Override
  public Integer call() throws InterruptedException {
    if (!Files.isDirectory(datasetDir)) {
      throw KineticsException.badInput(
          "there is no folder " + datasetDir + "; name the dataset with --dataset-dir");
    }
    if (watch != null) {
      Thread watching = Thread.currentThread();
      stopSignal.onStop(watching::interrupt);
    }
    while (true) {
      List<Status> runs = Status.of(new DatasetLayout(datasetDir));
      StatusReport report = new StatusReport(runs);
      boolean onScreen = watch != null && !json && System.console() != null;
      String text = json ? report.json() : String.join(System.lineSeparator(), report.lines());
      // The cursor goes home and what stands below the new lines goes.
      System.out.println(onScreen ? "\u001b[H\u001b[2J" + text : text);
      System.out.flush();
      if (watch == null || runs.stream().noneMatch(Status::isLive)) {
        return ExitCode.DONE.code();
      }
      Thread.sleep(watch.compareTo(SHORTEST) < 0 ? SHORTEST.toMillis() : watch.toMillis());
    }
  }
}
