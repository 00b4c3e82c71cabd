package dev.kinetics.tool;

import dev.kinetics.error.KineticsException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the tools, and tries each once before it is used. */
public final class Tools {
  private static final Duration TRIAL = Duration.ofSeconds(60);
  private static final Pattern DATE = Pattern.compile("(\\d{4})\\.(\\d{1,2})\\.(\\d{1,2}).*");

  private final ProcessRunner runner;
  private final ToolOptions options;
  private final Map<String, String> environment;
  private final Path cache;
  private Ffmpeg ffmpeg;
  private Ffprobe ffprobe;
  private YtDlp ytDlp;

  /** Looks where a person said, in this environment and in the user's cache. */
  public Tools(ProcessRunner runner, ToolOptions options) {
    this(runner, options, System.getenv(), UserCache.root());
  }

  Tools(ProcessRunner runner, ToolOptions options, Map<String, String> environment, Path cache) {
    this.runner = runner;
    this.options = options;
    this.environment = environment;
    this.cache = cache;
  }

  /**
   * ffmpeg: the one named by {@code --ffmpeg} or {@code KINETICS_FFMPEG}, else the bundled one if
   * it runs, else the one on the PATH.
   *
   * @throws KineticsException when there is none that runs
   */
  public synchronized Ffmpeg ffmpeg() {
    if (ffmpeg == null) {
      ffmpeg = new Ffmpeg(runner, media("ffmpeg", options.ffmpeg(), "KINETICS_FFMPEG"));
    }
    return ffmpeg;
  }

  /**
   * ffprobe, found as {@link #ffmpeg}.
   *
   * @throws KineticsException when there is none that runs
   */
  public synchronized Ffprobe ffprobe() {
    if (ffprobe == null) {
      ffprobe = new Ffprobe(runner, media("ffprobe", options.ffprobe(), "KINETICS_FFPROBE"));
    }
    return ffprobe;
  }

  /**
   * yt-dlp: the one named by {@code --yt-dlp} or {@code KINETICS_YT_DLP}, else {@code yt-dlp} or
   * {@code youtube-dl} on the PATH, else the one in the user's cache.
   *
   * @throws KineticsException when there is none that runs
   */
  public synchronized YtDlp ytDlp() {
    if (ytDlp == null) {
      ytDlp = new YtDlp(runner, findYtDlp());
    }
    return ytDlp;
  }

  /** How it stands with each tool. */
  public List<ToolStatus> status() {
    return List.of(
        status("ffmpeg", () -> ffmpeg().tool()),
        status("ffprobe", () -> ffprobe().tool()),
        status("yt-dlp", () -> ytDlp().tool()));
  }

  private static ToolStatus status(String name, Supplier<Tool> find) {
    try {
      Tool tool = find.get();
      return new ToolStatus(name, Optional.of(tool), "", date(tool.version()));
    } catch (KineticsException e) {
      return new ToolStatus(name, Optional.empty(), e.getMessage(), Optional.empty());
    }
  }

  private static Optional<LocalDate> date(String version) {
    Matcher date = DATE.matcher(version);
    try {
      return date.matches()
          ? Optional.of(
              LocalDate.of(
                  Integer.parseInt(date.group(1)),
                  Integer.parseInt(date.group(2)),
                  Integer.parseInt(date.group(3))))
          : Optional.empty();
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private Tool media(String name, Path named, String variable) {
    Optional<Tool> chosen = named(name, named, variable);
    if (chosen.isPresent()) {
      return chosen.get();
    }
    List<String> problems = new ArrayList<>();
    Optional<Tool> bundled = bundled(name, problems);
    if (bundled.isPresent()) {
      return bundled.get();
    }
    return onPath(name)
        .map(path -> tried(name, path, Map.of(), "PATH", problems))
        .filter(Optional::isPresent)
        .map(Optional::get)
        .orElseThrow(() -> missing(name, "--" + name, variable, problems));
  }

  private Optional<Tool> bundled(String name, List<String> problems) {
    try {
      Optional<BundledFfmpeg> bundled = BundledFfmpeg.unpack(cache);
      if (bundled.isEmpty()) {
        return Optional.empty();
      }
      Path program = bundled.get().program(name);
      Map<String, String> own = bundled.get().environment();
      Optional<String> known = bundled.get().triedVersion();
      if (known.isPresent()) {
        return Optional.of(new Tool(name, program, own, known.get(), "bundled"));
      }
      Optional<Tool> tool = tried(name, program, own, "bundled", problems);
      if (tool.isPresent() && name.equals("ffmpeg")) {
        bundled.get().keepTrial(tool.get().version());
      }
      return tool;
    } catch (IOException e) {
      problems.add("the bundled one can't be unpacked into " + cache + ": " + e.getMessage());
      return Optional.empty();
    }
  }

  private Tool findYtDlp() {
    Optional<Tool> chosen = named("yt-dlp", options.ytDlp(), "KINETICS_YT_DLP");
    if (chosen.isPresent()) {
      return chosen.get();
    }
    List<String> problems = new ArrayList<>();
    for (String name : List.of("yt-dlp", "youtube-dl")) {
      Optional<Tool> found =
          onPath(name).flatMap(path -> tried(name, path, Map.of(), "PATH", problems));
      if (found.isPresent()) {
        return found.get();
      }
    }
    Path cached = cachedYtDlp(cache);
    if (Files.isExecutable(cached)) {
      Optional<Tool> found = tried("yt-dlp", cached, Map.of(), "cache", problems);
      if (found.isPresent()) {
        return found.get();
      }
    }
    throw missing("yt-dlp", "--yt-dlp", "KINETICS_YT_DLP", problems);
  }

  /** Where {@code setup} puts yt-dlp. */
  static Path cachedYtDlp(Path cache) {
    boolean windows = BundledFfmpeg.platform().startsWith("windows");
    return cache.resolve("bin").resolve(windows ? "yt-dlp.exe" : "yt-dlp");
  }

  /** A tool that a person named must run: another one in its place would surprise. */
  private Optional<Tool> named(String name, Path option, String variable) {
    String variableValue = environment.getOrDefault(variable, "");
    if (option == null && variableValue.isBlank()) {
      return Optional.empty();
    }
    String origin = option != null ? "--" + name : variable;
    Path path = option != null ? option : Path.of(variableValue);
    Path found =
        path.getNameCount() == 1 && !Files.exists(path)
            ? onPath(path.toString()).orElse(path)
            : path.toAbsolutePath();
    String kind =
        found.getFileName().toString().startsWith("youtube-dl") && name.equals("yt-dlp")
            ? "youtube-dl"
            : name;
    List<String> problems = new ArrayList<>();
    Optional<Tool> tool = tried(kind, found, Map.of(), origin, problems);
    if (tool.isEmpty()) {
      throw KineticsException.unavailable(
          origin + " names " + path + ", which does not run as " + name + ": " + problems.get(0));
    }
    return tool;
  }

  private Optional<Tool> tried(
      String name,
      Path path,
      Map<String, String> toolEnvironment,
      String origin,
      List<String> problems) {
    String question = name.startsWith("ff") ? "-version" : "--version";
    try {
      ToolResult result =
          runner.run(
              ToolCall.of(List.of(path.toString(), question)).with(toolEnvironment).within(TRIAL));
      String version = version(name, result.output());
      if (result.ok() && !version.isEmpty()) {
        return Optional.of(new Tool(name, path, toolEnvironment, version, origin));
      }
      problems.add(
          path
              + (result.ok()
                  ? " does not tell its version"
                  : " does not run: " + result.firstErrorLine()));
    } catch (KineticsException e) {
      problems.add(e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoppedException();
    }
    return Optional.empty();
  }

  private static String version(String name, String output) {
    String first = output.lines().findFirst().orElse("").strip();
    if (name.startsWith("ff")) {
      String opening = name + " version ";
      return first.startsWith(opening) ? first.substring(opening.length()).split(" ")[0] : "";
    }
    return first.matches("\\d{4}\\.\\d.*") ? first : "";
  }

  private Optional<Path> onPath(String name) {
    boolean windows = BundledFfmpeg.platform().startsWith("windows");
    for (String folder : environment.getOrDefault("PATH", "").split(File.pathSeparator)) {
      for (String ending : windows ? List.of(".exe", ".cmd", ".bat") : List.of("")) {
        if (!folder.isBlank()) {
          Path path = Path.of(folder, name + ending);
          if (Files.isRegularFile(path) && Files.isExecutable(path)) {
            return Optional.of(path);
          }
        }
      }
    }
    return Optional.empty();
  }

  private static KineticsException missing(
      String name, String option, String variable, List<String> problems) {
    String why = problems.isEmpty() ? "" : " (" + String.join("; ", problems) + ")";
    return KineticsException.unavailable(
        String.format(
            Locale.ROOT,
            "%s is missing%s; run 'kinetics setup', or name one with %s or %s",
            name,
            why,
            option,
            variable));
  }
}
