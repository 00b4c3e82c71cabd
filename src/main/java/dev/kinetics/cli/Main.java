package dev.kinetics.cli;

import dev.kinetics.error.DiskFull;
import dev.kinetics.error.ExitCode;
import dev.kinetics.error.KineticsException;
import dev.kinetics.error.Visible;
import dev.kinetics.process.StoppedException;
import dev.kinetics.run.StopSignal;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** The program {@code kinetics}. */
@Command(
    name = "kinetics",
    description = "Gets DeepMind's Kinetics video dataset onto disk, ready to train on.",
    synopsisSubcommandLabel = "SUBCOMMAND",
    footer = {"", "'kinetics help SUBCOMMAND' shows the options of one."})
public final class Main implements Runnable {
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
  public static void main(String[] given) throws IOException, InterruptedException {
    // What spark-submit has started can't be started again without it.
    if (Utf8Start.isNeeded() && !EngineOption.isSubmitted()) {
      System.exit(Utf8Start.run(given));
    }
    String[] arguments = withoutHelp(Utf8Start.arguments(given));
    // From Java 22 on there is a console without a terminal, unless it is Java's plain one.
    System.setProperty("jdk.console", "java.base");
    StopSignal stopSignal = new StopSignal();
    int code;
    try {
      code = commandLine(arguments, stopSignal).execute(arguments);
    } catch (OutOfMemoryError e) {
      Faults.say("the memory is too small (" + e.getMessage() + "); give more: java -Xmx2g -jar …");
      code = ExitCode.INCOMPLETE.code();
    } catch (Error e) {
      // Without this the shutdown would wait for a main thread that is no more.
      Faults.say(
          "this is a bug: " + e + "; run it again with --verbose to see where, and report it");
      if (Faults.isVerbose(arguments)) {
        e.printStackTrace();
      }
      code = ExitCode.INCOMPLETE.code();
    }
    boolean ended = code == ExitCode.DONE.code() || code == ExitCode.INCOMPLETE.code();
    if (StandardOutput.isLost() && ended) {
      Faults.say("what was printed is lost: standard output can't be written; is its disk full?");
      code = ExitCode.STOPPED.code();
    }
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

  /**
   * All subcommands by name. To make the objects takes no time, unlike what picocli makes of them;
   * and a table of lambdas that make them would cost milliseconds at each start.
   */
  private static Map<String, Object> subcommands(StopSignal stopSignal) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("adopt", new AdoptCommand(stopSignal));
    all.put("annotations", new AnnotationsCommand());
    all.put("clean", new CleanCommand());
    all.put("demo", new DemoCommand(stopSignal));
    all.put("doctor", new DoctorCommand(stopSignal));
    all.put("download", new DownloadCommand(stopSignal));
    all.put("export", new ExportCommand(stopSignal));
    all.put("frames", new FramesCommand(stopSignal));
    all.put("generate-completion", new GenerateCompletionCommand());
    all.put("list-categories", new ListCategoriesCommand());
    all.put("list-classes", new ListClassesCommand());
    all.put("meta", new MetaCommand(stopSignal));
    all.put("probe", new ProbeCommand(stopSignal));
    all.put("rename", new RenameCommand(stopSignal));
    all.put("report", new ReportCommand(stopSignal));
    all.put("resize", new ResizeCommand(stopSignal));
    all.put("setup", new SetupCommand(stopSignal));
    all.put("sound", new SoundCommand(stopSignal));
    all.put("stats", new StatsCommand(stopSignal));
    all.put("status", new StatusCommand(stopSignal));
    all.put("tfrecords", new TfrecordsCommand(stopSignal));
    all.put("verify", new VerifyCommand(stopSignal));
    return all;
  }

  /** What the list of subcommands shows of one: options and all, it takes longer to make. */
  private static CommandSpec summary(Object subcommand) {
    CommandSpec spec = CommandSpec.create();
    spec.usageMessage()
        .description(subcommand.getClass().getAnnotation(Command.class).description());
    return spec;
  }

  /** The command line with the one subcommand that is asked for, since making all takes longer. */
  static CommandLine commandLine(String[] arguments, StopSignal stopSignal) {
    CommandLine commandLine = new CommandLine(new Main());
    String asked = "";
    for (String argument : arguments) {
      if (!argument.startsWith("-")) {
        asked = argument;
        break;
      }
    }
    Map<String, Object> all = subcommands(stopSignal);
    boolean needsAll = asked.equals("generate-completion") || asked.equals("demo");
    if (all.containsKey(asked) && !needsAll) {
      commandLine.addSubcommand(asked, all.get(asked));
    } else {
      for (Map.Entry<String, Object> one : all.entrySet()) {
        Object subcommand = one.getValue();
        commandLine.addSubcommand(one.getKey(), needsAll ? subcommand : summary(subcommand));
      }
    }
    commandLine.setCaseInsensitiveEnumValuesAllowed(true);
    commandLine.setAllowOptionsAsOptionParameters(false);
    // @FILE is a value of --classes, not a file of arguments.
    commandLine.setExpandAtFiles(false);
    if (isHelpAsked(arguments)) {
      HelpPage.layOut(commandLine);
    }
    Faults faults = new Faults(arguments, stopSignal);
    commandLine.setParameterExceptionHandler(faults);
    commandLine.setExecutionExceptionHandler(faults);
    return commandLine;
  }

  private static boolean isHelpAsked(String[] arguments) {
    return List.of(arguments).contains("--help") || List.of(arguments).contains("-h");
  }

  /** {@code help SUBCOMMAND} is {@code SUBCOMMAND --help}; what is none is told as such. */
  static String[] withoutHelp(String[] arguments) {
    if (arguments.length == 0 || !arguments[0].equals("help")) {
      return arguments;
    }
    if (arguments.length > 1
        && !arguments[1].startsWith("-")
        && !subcommands(null).containsKey(arguments[1])) {
      return Arrays.copyOfRange(arguments, 1, arguments.length);
    }
    String[] turned = Arrays.copyOfRange(arguments, 1, arguments.length + 1);
    turned[arguments.length - 1] = "--help";
    return turned;
  }

  /**
   * Says what went wrong; a class of its own, since two lambdas cost milliseconds at each start.
   */
  private record Faults(String[] arguments, StopSignal stopSignal)
      implements CommandLine.IParameterExceptionHandler, CommandLine.IExecutionExceptionHandler {
    @Override
    public int handleParseException(CommandLine.ParameterException fault, String[] arguments) {
      CommandLine failed = fault.getCommandLine();
      List<String> guesses =
          fault instanceof CommandLine.UnmatchedArgumentException unmatched
              ? unmatched.getSuggestions()
              : List.of();
      String hint =
          guesses.isEmpty() ? "" : "; did you mean '" + String.join("' or '", guesses) + "'?";
      say(
          words(fault)
              + hint
              + "; '"
              + failed.getCommandSpec().qualifiedName()
              + " --help' shows the options"
              + leftOver(fault));
      return ExitCode.BAD_INPUT.code();
    }

    /** What stands beside unknown options, and may be their values. */
    private static String leftOver(CommandLine.ParameterException fault) {
      List<String> words =
          fault instanceof CommandLine.UnmatchedArgumentException unmatched
              ? unmatched.getUnmatched()
              : List.of();
      List<String> others = words.stream().filter(word -> !word.startsWith("-")).toList();
      return others.isEmpty() || others.size() == words.size()
          ? ""
          : " (beside it: " + Visible.text("'" + String.join("', '", others) + "'") + ")";
    }

    /** What picocli says, in our words where they are plainer. */
    private static String words(CommandLine.ParameterException fault) {
      if (fault instanceof CommandLine.UnmatchedArgumentException unmatched) {
        List<String> options =
            unmatched.getUnmatched().stream().filter(word -> word.startsWith("-")).toList();
        if (!options.isEmpty()) {
          return "unknown option " + Visible.text("'" + String.join("', '", options) + "'");
        }
      }
      return fault
          .getMessage()
          .replaceAll("\\s+", " ")
          .replaceFirst(" is not an? (int|long)$", " is not a whole number")
          .replaceFirst(" is not a double$", " is not a number");
    }

    @Override
    public int handleExecutionException(
        Exception fault, CommandLine failed, CommandLine.ParseResult parsed) {
      if (stopSignal.isReceived() || fault instanceof StoppedException) {
        return ExitCode.STOPPED.code();
      }
      boolean verbose = isVerbose(arguments);
      if (verbose) {
        fault.printStackTrace();
      }
      if (fault instanceof KineticsException ours) {
        say(ours.getMessage());
        return ours.exitCode().code();
      }
      if (DiskFull.in(fault)) {
        say(
            "a disk is full ("
                + fault.getMessage()
                + "); make room and run the same command again");
        return ExitCode.STOPPED.code();
      }
      FileSystemException refused = refusal(fault);
      if (refused != null) {
        say(
            refused.getFile()
                + " can't be read or written ("
                + (refused instanceof AccessDeniedException
                    ? "permission denied"
                    : refused.getReason())
                + "); allow it, or name another folder");
        return ExitCode.BAD_INPUT.code();
      }
      say(
          "this is a bug: "
              + fault
              + (verbose ? "" : "; run it again with --verbose to see where, and report it"));
      return fault.getCause() instanceof IOException
          ? ExitCode.STOPPED.code()
          : ExitCode.INCOMPLETE.code();
    }

    /** What a file system that is only read, or a folder without rights, answers; else null. */
    private static FileSystemException refusal(Throwable fault) {
      for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
        if (cause instanceof FileSystemException refused
            && (refused instanceof AccessDeniedException
                || String.valueOf(refused.getReason())
                    .matches("Read-only file system|Operation not permitted|Not a directory"))) {
          return refused;
        }
      }
      return null;
    }

    private static boolean isVerbose(String[] arguments) {
      return List.of(arguments).contains("--verbose") || List.of(arguments).contains("-v");
    }

    private static void say(String line) {
      System.err.println("kinetics: " + line);
    }
  }
}
