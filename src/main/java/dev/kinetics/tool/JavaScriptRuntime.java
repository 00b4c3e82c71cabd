package dev.kinetics.tool;

import dev.kinetics.error.KineticsException;
import dev.kinetics.process.ProcessRunner;
import dev.kinetics.process.StoppedException;
import dev.kinetics.process.Tool;
import dev.kinetics.process.ToolCall;
import dev.kinetics.process.ToolResult;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A program that runs JavaScript for yt-dlp, in the order in which yt-dlp prefers them, and the
 * oldest version that yt-dlp takes since 2026.06.09
 * (https://github.com/yt-dlp/yt-dlp/issues/15012). Which it takes changes; one that is there and
 * says so itself is believed.
 */
public enum JavaScriptRuntime {
  DENO("deno", "--version", "deno (\\S+)", "2.3.0"),
  NODE("node", "--version", "v(\\S+)", "22.0.0"),
  /** Fellow quickjs-ng, whose versions are no dates, is taken in every version. */
  QUICKJS("qjs", "--help", "QuickJS(?:-ng)? version (\\S+)", "2023-12-9");

  /** What any of them is to yt-dlp. */
  static final String NAME = "JavaScript runtime";

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final String program;
  private final String argument;
  private final Pattern answer;
  private final String oldest;

  JavaScriptRuntime(String program, String argument, String answer, String oldest) {
    this.program = program;
    this.argument = argument;
    this.answer = Pattern.compile(answer);
    this.oldest = oldest;
  }

  /** In yt-dlp's word: the name, a dash, the version, and why it does not take it. */
  private static final Pattern SAID = Pattern.compile("(.+?)-(\\d\\S*|unknown)(?: \\((.*)\\))?");

  /** Whether this program is one that runs, in a version that yt-dlp takes. */
  public boolean runs(Path file, ProcessRunner runner) {
    return version(file, runner).filter(this::takes).isPresent();
  }

  /**
   * What is to be said of the runtimes that yt-dlp finds.
   *
   * @param said its word on each, such as {@code node-20.1.0 (unsupported)}
   */
  static ToolStatus ofWord(Tool ytDlp, List<String> said) {
    for (String one : said) {
      Matcher runtime = SAID.matcher(one);
      if (runtime.matches() && runtime.group(3) == null) {
        Tool tool =
            new Tool(runtime.group(1), ytDlp.path(), Map.of(), runtime.group(2), "found by yt-dlp");
        return ToolStatus.working(tool);
      }
    }
    return ToolStatus.missing(
        NAME,
        "yt-dlp "
            + ytDlp.version()
            + " finds no JavaScript runtime that it takes"
            + (said.isEmpty() ? "" : " (" + String.join(", ", said) + ")")
            + " and misses some of YouTube's videos and formats: 'kinetics setup' gets deno");
  }

  /** The first that yt-dlp takes; else what was found instead. */
  static ToolStatus find(SearchPath path, Path cache, ProcessRunner runner) {
    List<String> found = new ArrayList<>();
    for (JavaScriptRuntime runtime : values()) {
      Optional<Path> cached =
          runtime == DENO ? OwnFiles.program(path, cache, DENO.program) : Optional.empty();
      Optional<Path> file = cached.or(() -> path.find(runtime.program));
      Optional<String> version = file.flatMap(program -> runtime.version(program, runner));
      if (version.isPresent() && runtime.takes(version.get())) {
        Tool tool =
            new Tool(
                runtime.program,
                file.get(),
                Map.of(),
                version.get(),
                cached.isPresent() ? "cache" : "PATH");
        return ToolStatus.working(tool);
      }
      version.ifPresent(
          old -> found.add(runtime.program + " " + old + " is older than " + runtime.oldest));
    }
    return ToolStatus.missing(
        NAME,
        "without deno 2.3, node 22 or quickjs, or newer, yt-dlp misses some of YouTube's videos"
            + " and formats"
            + (found.isEmpty() ? "" : " (" + String.join("; ", found) + ")")
            + ": 'kinetics setup' gets deno");
  }

  /** Whether yt-dlp takes this version. */
  boolean takes(String version) {
    boolean isDate = version.matches("\\d{4}-.*");
    return this == QUICKJS && !isDate || compare(version, oldest) >= 0;
  }

  /** Debian's package of one that yt-dlp takes; empty where it has none so new. */
  public static Optional<String> debianPackage(PackageManager apt) throws InterruptedException {
    Optional<String> node = apt.candidate("nodejs");
    if (node.isPresent() && NODE.takes(node.get())) {
      return Optional.of("nodejs");
    }
    // Debian writes the date with points.
    Optional<String> quickjs = apt.candidate("quickjs");
    return quickjs.isPresent() && compare(quickjs.get(), QUICKJS.oldest) >= 0
        ? Optional.of("quickjs")
        : Optional.empty();
  }

  private Optional<String> version(Path file, ProcessRunner runner) {
    try {
      ToolResult result =
          runner.run(ToolCall.of(List.of(file.toString(), argument)).withTimeout(PATIENCE));
      Matcher version = answer.matcher(result.output() + "\n" + result.errors());
      return version.find() ? Optional.of(version.group(1)) : Optional.empty();
    } catch (KineticsException e) {
      return Optional.empty(); // It does not start.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoppedException(file + " was interrupted");
    }
  }

  private static int compare(String left, String right) {
    return Arrays.compare(numbers(left), numbers(right));
  }

  private static int[] numbers(String version) {
    return Pattern.compile("\\d{1,9}")
        .matcher(version)
        .results()
        .mapToInt(number -> Integer.parseInt(number.group()))
        .toArray();
  }
}
