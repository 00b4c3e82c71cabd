package dev.kinetics.tool;

import dev.kinetics.process.ExpectedOutput;
import dev.kinetics.process.ProcessRunner;
import dev.kinetics.process.StoppedException;
import dev.kinetics.process.Tool;
import dev.kinetics.process.ToolCall;
import dev.kinetics.process.ToolResult;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Runs yt-dlp, or the old youtube-dl, without the user's own configuration of it. */
public final class YtDlp {
  /** Both know it. Otherwise a run would depend on what the user once wrote for other purposes. */
  private static final String IGNORE_CONFIG = "--ignore-config";

  /**
   * The first version with this option. By default deno alone is allowed, and nothing is said of a
   * node that is there (https://github.com/yt-dlp/yt-dlp/issues/15012).
   */
  private static final String FIRST_WITH_RUNTIMES = "2025.11.12";

  /**
   * From this version on it is surely known. Without it a yt-dlp of 90 days writes a warning in
   * each call.
   */
  private static final String KNOWS_NO_UPDATE = "2023.03.04";

  private static final Pattern RUNTIMES =
      Pattern.compile("^\\[debug\\] JS runtimes: (.*)$", Pattern.MULTILINE);

  /** Options whose value holds seconds for which nothing may happen. */
  private static final Pattern WAITING =
      Pattern.compile("--(?:[\\w-]*sleep[\\w-]*|socket-timeout|wait-for-video)(?:=(.*))?");

  private static final Pattern NUMBER = Pattern.compile("\\d{1,7}(\\.\\d{1,9})?");

  private final Tool tool;
  private final ProcessRunner runner;
  private final boolean youtubeDl;
  private final Optional<Path> deno;
  private final Map<String, String> environment;

  /**
   * @param deno a JavaScript runtime that it would not find by itself
   */
  YtDlp(
      Tool tool,
      ProcessRunner runner,
      boolean youtubeDl,
      Map<String, String> ffmpegEnvironment,
      Optional<Path> deno) {
    this.tool = tool;
    this.deno = deno;
    this.runner = runner;
    this.youtubeDl = youtubeDl;
    this.environment = new HashMap<>(ffmpegEnvironment);
    this.environment.putAll(tool.environment());
    this.environment.put("PYTHONUTF8", "1"); // Whatever the locale, what it prints is UTF-8.
  }

  /** What is run. */
  public Tool tool() {
    return tool;
  }

  /** Whether it is youtube-dl, which can't fetch sections. */
  public boolean isYoutubeDl() {
    return youtubeDl;
  }

  /**
   * Whether this version looks for JavaScript runtimes; an older one interprets the site's itself.
   */
  public boolean usesJavaScriptRuntimes() {
    return !youtubeDl && tool.version().compareTo(FIRST_WITH_RUNTIMES) >= 0;
  }

  /**
   * Its word on the JavaScript runtimes that it finds, such as {@code node-20.1.0 (unsupported)};
   * empty where this version uses none, or says nothing.
   *
   * @throws dev.kinetics.error.KineticsException when it can't be started
   * @throws StoppedException when the program is being stopped
   */
  public Optional<List<String>> javaScriptRuntimes() {
    if (!usesJavaScriptRuntimes()) {
      return Optional.empty();
    }
    try {
      // Without an address it only tells what it is.
      Matcher line = RUNTIMES.matcher(run(List.of("-v"), Map.of(), null, null).errors());
      return line.find()
          ? Optional.of(
              Stream.of(line.group(1).split(", ")).filter(one -> !one.startsWith("none")).toList())
          : Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoppedException(tool.path() + " was interrupted");
    }
  }

  /**
   * Runs it, where nothing but what it says is wanted.
   *
   * @see #run(List, Map, Path, OutputStream, Consumer)
   */
  public ToolResult run(
      List<String> arguments,
      Map<String, String> variables,
      OutputStream standardOutput,
      Consumer<String> errorLines)
      throws InterruptedException {
    return run(arguments, variables, null, standardOutput, errorLines);
  }

  /**
   * Runs it. Addresses come after a {@code --} in the arguments.
   *
   * @param arguments what follows the options that every call has
   * @param variables set besides those of this process, which other users can't read as they can
   *     arguments
   * @param folder where its files come; null where it makes none
   * @param standardOutput takes its standard output as it comes; null keeps it as text
   * @param errorLines takes each line of its standard error as it comes, from another thread; null
   *     where nobody listens
   * @throws dev.kinetics.error.KineticsException when it can't be started
   * @throws java.io.UncheckedIOException when the stream can't take the output; a {@link
   *     RuntimeException} of the stream or the listener comes out as it is. yt-dlp has been killed.
   * @throws InterruptedException when the thread is interrupted: yt-dlp has been ended
   * @throws StoppedException when the program is being stopped
   */
  public ToolResult run(
      List<String> arguments,
      Map<String, String> variables,
      Path folder,
      OutputStream standardOutput,
      Consumer<String> errorLines)
      throws InterruptedException {
    List<String> command = new ArrayList<>(List.of(tool.path().toString(), IGNORE_CONFIG));
    if (usesJavaScriptRuntimes()) {
      deno.ifPresent(file -> command.addAll(List.of("--js-runtimes", "deno:" + file)));
      for (String runtime : List.of("node", "bun", "quickjs")) {
        command.addAll(List.of("--js-runtimes", runtime));
      }
    }
    if (!youtubeDl && tool.version().compareTo(KNOWS_NO_UPDATE) >= 0) {
      command.add("--no-update");
    }
    command.addAll(arguments);
    Map<String, String> all = new HashMap<>(environment);
    all.putAll(variables);
    return runner.run(
        ToolCall.of(command)
            .withEnvironment(all)
            .withQuiet(quiet(command))
            .withExpectedOutput(
                new ExpectedOutput(
                    quiet(command).plus(ExpectedOutput.LONGEST_WAIT),
                    folder == null ? List.of() : List.of(folder)))
            .withStandardOutput(standardOutput)
            .withErrorLines(errorLines));
  }

  /**
   * How long it may do nothing: longer than it is told to sleep, or to wait for a server, at once.
   */
  static Duration quiet(List<String> command) {
    Duration longest = Duration.ZERO;
    for (int i = 0; i < command.size() && !command.get(i).equals("--"); i++) {
      Matcher option = WAITING.matcher(command.get(i));
      if (option.matches()) {
        String value = option.group(1) != null || i + 1 == command.size() ? "" : command.get(i + 1);
        Matcher numbers = NUMBER.matcher(option.group(1) != null ? option.group(1) : value);
        while (numbers.find()) {
          Duration seconds = Duration.ofSeconds((long) Double.parseDouble(numbers.group()));
          longest = seconds.compareTo(longest) > 0 ? seconds : longest;
        }
      }
    }
    return longest.plus(Tool.QUIET);
  }
}
