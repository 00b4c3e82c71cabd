package dev.kinetics.cli;

import dev.kinetics.cli.option.HelpOption;
import dev.kinetics.error.KineticsException;
import dev.kinetics.process.ProcessRunner;
import dev.kinetics.run.StopSignal;
import dev.kinetics.setup.Setup;
import dev.kinetics.tool.ToolOptions;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "setup",
    description = "Put in place what is missing: ffmpeg's libraries, yt-dlp, a JavaScript runtime.",
    sortOptions = false)
final class SetupCommand implements Callable<Integer> {
  @Option(
      names = {"-y", "--yes"},
      description = "Do it without asking.")
  private boolean yes;

  @Option(
      names = "--update",
      negatable = true,
      description =
          "Fetch the newest yt-dlp, or leave the one that is there as it is (default: fetch it when"
              + " that one is older than a month).")
  private Boolean update;

  @Mixin private HelpOption help;

  private final StopSignal stopSignal;

  SetupCommand(StopSignal stopSignal) {
    this.stopSignal = stopSignal;
  }

  @Override
  public Integer call() throws InterruptedException {
    ProcessRunner runner = new ProcessRunner();
    stopSignal.onStop(runner::stop);
    Setup.Refresh now = Boolean.TRUE.equals(update) ? Setup.Refresh.NOW : Setup.Refresh.NEVER;
    run(runner, yes, update == null ? Setup.Refresh.WHEN_OLD : now);
    return 0;
  }

  /** Says what is missing, asks unless told not to, and puts it in place. */
  static void run(ProcessRunner runner, boolean yes, Setup.Refresh refresh)
      throws InterruptedException {
    Setup setup = new Setup(runner, ToolOptions.none(), line -> System.err.println("  " + line));
    List<Setup.Step> steps = setup.plan(refresh);
    if (steps.isEmpty()) {
      System.out.println("setup: all tools are there");
    } else {
      System.out.println("setup will:");
      for (Setup.Step step : steps) {
        System.out.println("  " + step.description());
        step.commands().forEach(command -> System.out.println("    " + command));
      }
      confirm(yes);
      boolean all = true;
      for (Setup.Step step : steps) {
        try {
          step.run();
        } catch (KineticsException e) {
          if (step.required()) {
            throw e;
          }
          System.err.println("warning: " + e.getMessage());
          all = false;
        }
      }
      System.out.println(
          all
              ? "setup: done"
              : "setup: not all of it was done, see the warnings; what was there before is used");
    }
    setup.warnings().forEach(warning -> System.err.println("warning: " + warning));
  }

  private static void confirm(boolean yes) {
    if (yes) {
      return;
    }
    if (System.console() == null) {
      throw KineticsException.unavailable(
          "there is no terminal to ask on; run 'kinetics setup --yes' to do this");
    }
    String answer = System.console().readLine("Do this? [y/N] ");
    if (answer == null || !answer.strip().toLowerCase(Locale.ROOT).startsWith("y")) {
      throw KineticsException.unavailable("nothing was changed; 'kinetics setup' asks again");
    }
  }
}
