package dev.kinetics.cli;

import dev.kinetics.cli.option.DatasetOptions;
import dev.kinetics.cli.option.DurationConverter;
import dev.kinetics.cli.option.HelpOption;
import dev.kinetics.dataset.DatasetLayout;
import dev.kinetics.dataset.Naming;
import dev.kinetics.dataset.NamingDetection;
import dev.kinetics.dataset.NamingFile;
import dev.kinetics.error.ExitCode;
import dev.kinetics.inspect.Leftovers;
import dev.kinetics.words.Counts;
import dev.kinetics.words.Durations;
import dev.kinetics.words.Sizes;
import java.io.Console;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "clean",
    description = "List leftovers of runs that have ended, ask, and remove them.",
    sortOptions = false)
final class CleanCommand implements Callable<Integer> {
  @Option(
      names = "--dataset-dir",
      paramLabel = "DIR",
      defaultValue = "dataset",
      description = "The dataset's folder (default: ${DEFAULT-VALUE}).")
  private Path datasetDir;

  @Option(names = "--yes", description = "Remove without asking.")
  private boolean yes;

  @Option(
      names = "--older-than",
      paramLabel = "TIME",
      defaultValue = "1h",
      converter = DurationConverter.class,
      description =
          "Leave alone files written within this time: a run may be at work (default:"
              + " ${DEFAULT-VALUE}).")
  private Duration olderThan;

  @Mixin private HelpOption help;

  @Override
  public Integer call() {
    Naming naming =
        NamingFile.read(datasetDir)
            .orElseGet(() -> DatasetOptions.found(datasetDir, NamingDetection.Given.NOTHING));
    Leftovers leftovers = Leftovers.find(new DatasetLayout(datasetDir, naming), olderThan);
    leftovers
        .found()
        .forEach(
            leftover ->
                System.out.println(leftover.path() + "  " + Sizes.format(leftover.bytes())));
    if (leftovers.tooYoung() > 0) {
      System.out.println(
          Counts.of(leftovers.tooYoung(), "more was", "more were")
              + " written in the last "
              + Durations.format(olderThan)
              + " and left alone: a run may be at work");
    }
    if (leftovers.found().isEmpty()) {
      System.out.println("clean: nothing to remove");
    } else if (yes || isAgreed(leftovers)) {
      List<String> faults = leftovers.remove();
      faults.forEach(fault -> System.err.println("kinetics: warning: " + fault));
      System.out.println(
          "clean: removed "
              + (leftovers.found().size() - faults.size())
              + (faults.isEmpty() ? ", " + Sizes.format(leftovers.bytes()) : ""));
      return (faults.isEmpty() ? ExitCode.DONE : ExitCode.INCOMPLETE).code();
    } else {
      System.out.println("clean: removed nothing; --yes removes these without asking");
    }
    return ExitCode.DONE.code();
  }

  private static boolean isAgreed(Leftovers leftovers) {
    Console console = System.console();
    if (console == null) {
      return false;
    }
    String answer =
        console.readLine(
            "Remove these %d (%s)? [y/N] ",
            leftovers.found().size(), Sizes.format(leftovers.bytes()));
    return answer != null && answer.strip().toLowerCase(Locale.ROOT).startsWith("y");
  }
}
