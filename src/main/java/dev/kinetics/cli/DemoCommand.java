package dev.kinetics.cli;

import dev.kinetics.cli.option.HelpOption;
import dev.kinetics.error.KineticsException;
import dev.kinetics.process.ProcessRunner;
import dev.kinetics.run.StopSignal;
import dev.kinetics.setup.Setup;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "demo",
    description =
        "Run every step on a tiny release inside the program, from nothing to what training reads.",
    sortOptions = false)
final class DemoCommand implements Callable<Integer> {
  @Option(
      names = "--dir",
      paramLabel = "DIR",
      defaultValue = "kinetics-demo",
      description = "Where to put it (default: ${DEFAULT-VALUE}).")
  private Path folder;

  @Option(names = "--no-setup", description = "Do not put in place what is missing; fail instead.")
  private boolean noSetup;

  @Mixin private HelpOption help;

  @Spec private CommandSpec spec;

  private final StopSignal stopSignal;

  DemoCommand(StopSignal stopSignal) {
    this.stopSignal = stopSignal;
  }

  @Override
  public Integer call() throws InterruptedException {
    if (!noSetup) {
      ProcessRunner runner = new ProcessRunner();
      stopSignal.onStop(runner::stop);
      SetupCommand.run(runner, true, Setup.Refresh.NEVER);
    }
    String dataset = folder.resolve("dataset").toString();
    String prefix = folder.resolve("resources").resolve("kinetics_sound").toString();
    String records = folder.resolve("train_sound.tfrecords").toString();
    List<String> common = List.of("--release", "demo", "--dataset-dir", dataset);
    step(common, "download", "--all", "--test");
    step(common, "frames", "--all", "--test");
    step(common, "sound", "--all", "--test");
    step(common, "meta", "sound", "--save", prefix);
    step(
        common,
        "tfrecords",
        "train",
        prefix + "_3_train.json",
        prefix + "_3_classes.json",
        records);
    step(common, "export", "lists", "--out", folder.resolve("lists").toString());
    step(common, "export", "webdataset", "--out", folder.resolve("webdataset").toString());
    Path page = folder.resolve("report.html");
    step(common, "report", "--out", page.toString());
    System.out.println();
    System.out.println(
        "Open " + page.toAbsolutePath().normalize() + " in a browser to look at it.");
    System.out.println("Everything is in " + folder + ". The same on the real dataset:");
    System.out.println("  kinetics download --classes 'pole vault' 'blowing glass'");
    System.out.println("  kinetics frames --classes 'pole vault' 'blowing glass'");
    System.out.println("  kinetics sound --classes 'pole vault' 'blowing glass'");
    System.out.println("  kinetics meta sound --save resources/kinetics_sound");
    System.out.println(
        "  kinetics tfrecords train resources/kinetics_sound_400_train.json"
            + " resources/kinetics_sound_400_classes.json dataset/train_sound.tfrecords");
    System.out.println("  kinetics export lists --out lists");
    System.out.println("  kinetics export webdataset --out webdataset");
    System.out.println("  kinetics report");
    return 0;
  }

  /** Runs a subcommand just as a person would, and stops where it fails. */
  private void step(List<String> common, String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(common);
    System.out.println();
    System.out.println("$ kinetics " + String.join(" ", all));
    String[] line = all.toArray(String[]::new);
    int code = spec.root().commandLine().execute(line);
    if (stopSignal.isReceived()) {
      throw KineticsException.stopped("stopped");
    }
    if (code != 0) {
      throw KineticsException.unavailable(
          "the demo ends here: 'kinetics " + arguments[0] + "' ended with exit code " + code);
    }
  }
}
