package dev.kinetics.cli;

import dev.kinetics.error.ExitCode;
import dev.kinetics.error.KineticsException;
import dev.kinetics.run.StopSignal;
import dev.kinetics.tool.StoppedException;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The program {@code kinetics}. */
@Command(
    name = "kinetics",
    description = "Gets DeepMind's Kinetics video dataset onto disk, ready to train on.",
    synopsisSubcommandLabel = "SUBCOMMAND",
    footer = {"", "'kinetics SUBCOMMAND --help' shows the options of one."})
public final class Main implements Runnable {
  /** How each subcommand is made; only the one asked for is, since making all takes longer. */
  private static final Map<String, Function<StopSignal, Object>> SUBCOMMANDS =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("list-classes", stop -> new ListClassesCommand()),
              Map.entry("list-categories", stop -> new ListCategoriesCommand()),
              Map.entry("download", DownloadCommand::new),
              Map.entry("frames", FramesCommand::new),
              Map.entry("sound", SoundCommand::new),
              Map.entry("setup", SetupCommand::new),
              Map.entry("demo", DemoCommand::new),
              Map.entry("annotations", stop -> new AnnotationsCommand()),
              Map.entry("meta", MetaCommand::new),
              Map.entry("rename", stop -> new RenameCommand(stop)),
              Map.entry("tfrecords", TfrecordsCommand::new),
              Map.entry("doctor", DoctorCommand::new),
              Map.entry("verify", VerifyCommand::new),
              Map.entry("stats", StatsCommand::new),
              Map.entry("clean", stop -> new CleanCommand()),
              Map.entry("generate-completion", stop -> new GenerateCompletionCommand())));

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  private boolean help;

  @Option(
      names = {"-V", "--version"},
      description = "Show the versions of the program, Java, ffmpeg and yt-dlp.")
  private boolean version;

  private Main() {}

  /** Runs the program and ends the JVM with its exit code. */
  public static void main(String[] arguments) {
    StopSignal stopSignal = new StopSignal();
    int code = commandLine(arguments, stopSignal).execute(arguments);
    System.out.flush();
    stopSignal.exit(code);
  }

  @Override
  public void run() {
    if (version) {
      Version.lines().forEach(System.out::println);
    } else {
      throw KineticsException.badInput("name a subcommand; 'kinetics --help' shows them");
    }
  }

  /** The whole command line, or as much of it as these arguments need. */
  static CommandLine commandLine(String[] arguments, StopSignal stopSignal) {
    CommandLine commandLine = new CommandLine(new Main());
    String asked = Arrays.stream(arguments).filter(a -> !a.startsWith("-")).findFirst().orElse("");
    boolean one = SUBCOMMANDS.containsKey(asked) && !asked.equals("generate-completion");
    SUBCOMMANDS.forEach(
        (name, make) -> {
          if (!one || name.equals(asked)) {
            commandLine.addSubcommand(name, make.apply(stopSignal));
          }
        });
    commandLine.setCaseInsensitiveEnumValuesAllowed(true);
    commandLine.setAllowOptionsAsOptionParameters(false);
    commandLine.setParameterExceptionHandler(Main::explain);
    commandLine.setExecutionExceptionHandler(
        (fault, failed, parsed) -> explain(fault, arguments, stopSignal));
    return commandLine;
  }

  private static int explain(CommandLine.ParameterException fault, String[] arguments) {
    CommandLine failed = fault.getCommandLine();
    List<String> guesses =
        fault instanceof CommandLine.UnmatchedArgumentException unmatched
            ? unmatched.getSuggestions()
            : List.of();
    String hint = guesses.isEmpty() ? "" : "; did you mean '" + String.join("', '", guesses) + "'?";
    say(
        fault.getMessage().replaceAll("\\s+", " ")
            + hint
            + "; '"
            + failed.getCommandSpec().qualifiedName()
            + " --help' shows the options");
    return ExitCode.BAD_INPUT.code();
  }

  private static int explain(Exception fault, String[] arguments, StopSignal stopSignal) {
    if (stopSignal.isReceived() || fault instanceof StoppedException) {
      return ExitCode.STOPPED.code();
    }
    boolean verbose = Arrays.asList(arguments).contains("--verbose");
    if (verbose) {
      fault.printStackTrace();
    }
    if (fault instanceof KineticsException ours) {
      say(ours.getMessage());
      return ours.exitCode().code();
    }
    say(
        "this is a bug: "
            + fault
            + (verbose ? "" : "; run it again with --verbose to see where, and report it"));
    return fault.getCause() instanceof IOException
        ? ExitCode.STOPPED.code()
        : ExitCode.INCOMPLETE.code();
  }

  private static void say(String line) {
    System.err.println("kinetics: " + line);
  }
}
