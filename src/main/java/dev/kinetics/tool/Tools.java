package dev.kinetics.tool;

import dev.kinetics.error.KineticsException;
import dev.kinetics.ffmpeg.Ffmpeg;
import dev.kinetics.ffmpeg.Ffprobe;
import dev.kinetics.process.ProcessRunner;
import dev.kinetics.process.StoppedException;
import dev.kinetics.process.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Finds each tool when it is first wanted, tries it once, and keeps the answer. A tool that a
 * person names, by an option or else by a variable, is taken or refused; no other is taken in its
 * place. Safe for many threads.
 */
public final class Tools {
  private final Map<String, String> environment;
  private final ToolOptions options;
  private final ProcessRunner runner;
  private final SearchPath path;
  private final Path cache;
  private final ToolTrial trial;
  private final Once<Ffmpeg> ffmpeg = new Once<>(this::findFfmpeg);
  private final Once<Ffmpeg> soundFfmpeg = new Once<>(this::findSoundFfmpeg);
  private final Once<Ffprobe> ffprobe = new Once<>(this::findFfprobe);
  private final Once<YtDlp> ytDlp = new Once<>(this::findYtDlp);

  /** Looks where the options, this process's environment and the user's cache say. */
  public Tools(ProcessRunner runner, ToolOptions options) {
    this(runner, options, System.getenv(), UserCache.root());
  }

  public Tools(
      ProcessRunner runner, ToolOptions options, Map<String, String> environment, Path cache) {
    this.runner = runner;
    this.options = options;
    this.environment = environment;
    this.path = SearchPath.of(environment);
    this.cache = cache;
    this.trial = new ToolTrial(runner);
  }

  /**
   * The ffmpeg to use: {@code --ffmpeg}, {@code KINETICS_FFMPEG}, the bundled one if it runs here,
   * {@code PATH}.
   *
   * @throws KineticsException when none runs (exit code 3)
   * @throws StoppedException when the program is being stopped
   */
  public Ffmpeg ffmpeg() {
    return ffmpeg.get();
  }

  /**
   * The ffmpeg to encode MP3 with: {@link #ffmpeg()}, but instead of the bundled one, whose LAME
   * was compiled without optimisation and takes more than twice as long, that of {@code PATH}, if
   * it has LAME.
   *
   * @throws KineticsException when none runs, or the one that is named has no LAME (exit code 3)
   * @throws StoppedException when the program is being stopped
   */
  public Ffmpeg soundFfmpeg() {
    return soundFfmpeg.get();
  }

  /**
   * The ffprobe to use: {@code --ffprobe}, {@code KINETICS_FFPROBE}, the one beside the ffmpeg, the
   * bundled one, {@code PATH}.
   *
   * @throws KineticsException when none runs (exit code 3)
   * @throws StoppedException when the program is being stopped
   */
  public Ffprobe ffprobe() {
    return ffprobe.get();
  }

  /**
   * The yt-dlp to use: {@code --yt-dlp}, {@code KINETICS_YT_DLP}, else the newer of that of {@code
   * PATH} ({@code yt-dlp}, else {@code youtube-dl}) and that of the user's cache: a site soon stops
   * answering an old one. Its child processes find the bundled ffmpeg's libraries.
   *
   * @throws KineticsException when none runs (exit code 3)
   * @throws StoppedException when the program is being stopped
   */
  public YtDlp ytDlp() {
    return ytDlp.get();
  }

  /** What is to be said of ffmpeg, ffprobe and yt-dlp, in this order; throws nothing. */
  public List<ToolStatus> status() {
    return List.of(
        status("ffmpeg", () -> ffmpeg().tool()),
        status("ffprobe", () -> ffprobe().tool()),
        status("yt-dlp", () -> ytDlp().tool()));
  }

  /** The versions of those of ffmpeg, ffprobe and yt-dlp that were wanted so far, by name. */
  public Map<String, String> used() {
    Map<String, String> versions = new LinkedHashMap<>();
    ffmpeg.known().ifPresent(found -> versions.put("ffmpeg", found.tool().version()));
    ffprobe.known().ifPresent(found -> versions.put("ffprobe", found.tool().version()));
    ytDlp.known().ifPresent(found -> versions.put("yt-dlp", found.tool().version()));
    return versions;
  }

  /**
   * The runtime with which yt-dlp solves YouTube's challenges; newer versions of it want one. It is
   * a warning, no error, when there is none.
   */
  public ToolStatus javaScriptRuntime() {
    try {
      YtDlp asked = ytDlp();
      Optional<List<String>> said = asked.javaScriptRuntimes();
      if (said.isPresent()) {
        return JavaScriptRuntime.ofWord(asked.tool(), said.get());
      }
    } catch (KineticsException | StoppedException e) {
      // Without one it is looked for as the newest would.
    }
    return newestJavaScriptRuntime();
  }

  /** The same for the newest yt-dlp, which is not there yet. */
  public ToolStatus newestJavaScriptRuntime() {
    try {
      return JavaScriptRuntime.find(path, cache, runner);
    } catch (StoppedException e) {
      return ToolStatus.missing(JavaScriptRuntime.NAME, e.getMessage());
    }
  }

  private static ToolStatus status(String name, Supplier<Tool> finding) {
    try {
      Tool tool = finding.get();
      return ToolStatus.working(tool);
    } catch (KineticsException | StoppedException e) {
      return ToolStatus.missing(name, e.getMessage());
    }
  }

  private Ffmpeg findFfmpeg() {
    Optional<Tool> named = named("ffmpeg", options.ffmpeg(), "--ffmpeg", "KINETICS_FFMPEG");
    if (named.isPresent()) {
      return new Ffmpeg(named.get(), runner, () -> {});
    }
    List<String> problems = new ArrayList<>();
    Optional<BundledFfmpeg> bundled = bundled(problems);
    if (bundled.isPresent()) {
      Optional<Tool> tool = trial.bundled(bundled.get(), "ffmpeg", problems);
      if (tool.isPresent()) {
        return new Ffmpeg(tool.get(), runner, bundled.get()::forgetAnswer);
      }
    }
    return new Ffmpeg(
        onPath("ffmpeg", "ffmpeg", problems).orElseThrow(() -> missing("ffmpeg", problems)),
        runner,
        () -> {});
  }

  private Ffmpeg findSoundFfmpeg() {
    Ffmpeg usual = ffmpeg();
    if (!usual.tool().origin().equals(ToolTrial.BUNDLED)) {
      return usual.encodingMp3();
    }
    return path.find("ffmpeg")
        .flatMap(trial::withLame)
        .map(tool -> new Ffmpeg(tool, runner, () -> {}))
        .orElse(usual);
  }

  private Ffprobe findFfprobe() {
    Optional<Tool> named = named("ffprobe", options.ffprobe(), "--ffprobe", "KINETICS_FFPROBE");
    if (named.isPresent()) {
      return new Ffprobe(named.get(), runner, () -> {});
    }
    List<String> problems = new ArrayList<>();
    Tool itsFfmpeg = ffmpeg().tool();
    if (!itsFfmpeg.origin().equals(ToolTrial.BUNDLED)) {
      Optional<Path> beside = path.in(itsFfmpeg.path().toAbsolutePath().getParent(), "ffprobe");
      if (beside.isPresent()) {
        String origin = itsFfmpeg.origin();
        Optional<Tool> tool = trial.run("ffprobe", beside.get(), origin, Map.of(), problems);
        if (tool.isPresent()) {
          return new Ffprobe(tool.get(), runner, () -> {});
        }
      }
    }
    Optional<BundledFfmpeg> bundled = bundled(problems);
    if (bundled.isPresent()) {
      Optional<Tool> tool = trial.bundled(bundled.get(), "ffprobe", problems);
      if (tool.isPresent()) {
        return new Ffprobe(tool.get(), runner, bundled.get()::forgetAnswer);
      }
    }
    return new Ffprobe(
        onPath("ffprobe", "ffprobe", problems).orElseThrow(() -> missing("ffprobe", problems)),
        runner,
        () -> {});
  }

  private YtDlp findYtDlp() {
    List<String> problems = new ArrayList<>();
    Tool tool =
        named("yt-dlp", options.ytDlp(), "--yt-dlp", "KINETICS_YT_DLP")
            .or(
                () ->
                    Stream.of(
                            onPath("yt-dlp", "yt-dlp", problems)
                                .or(() -> onPath("yt-dlp", "youtube-dl", problems)),
                            inCache(problems))
                        .flatMap(Optional::stream)
                        // Versions are dates. Of two of one day PATH's, which comes first.
                        .reduce((a, b) -> b.version().compareTo(a.version()) > 0 ? b : a))
            .orElseThrow(() -> missing("yt-dlp", problems));
    boolean youtubeDl = trial.isYoutubeDl(tool);
    Tool same =
        new Tool(
            youtubeDl ? "youtube-dl" : "yt-dlp",
            tool.path(),
            tool.environment(),
            tool.version(),
            tool.origin());
    return new YtDlp(same, runner, youtubeDl, ffmpegEnvironment(), deno());
  }

  /** Without an ffmpeg whoever wants one is told so; finding yt-dlp is another matter. */
  private Map<String, String> ffmpegEnvironment() {
    try {
      return ffmpeg().tool().environment();
    } catch (KineticsException e) {
      return Map.of();
    }
  }

  /** That of {@code setup}, which yt-dlp would not find. */
  private Optional<Path> deno() {
    return OwnFiles.program(path, cache, "deno");
  }

  private Optional<Tool> inCache(List<String> problems) {
    Optional<Path> found = path.in(cache.resolve("bin"), "yt-dlp");
    try {
      if (found.isPresent()) {
        OwnFiles.require(cache, found.get());
      }
    } catch (IOException e) {
      problems.add(e.getMessage());
      return Optional.empty();
    }
    return found.flatMap(file -> trial.run("yt-dlp", file, "cache", Map.of(), problems));
  }

  private Optional<Tool> onPath(String name, String program, List<String> problems) {
    return path.find(program)
        .flatMap(file -> trial.run(name, file, ToolTrial.PATH, Map.of(), problems));
  }

  private Optional<BundledFfmpeg> bundled(List<String> problems) {
    try {
      return BundledFfmpeg.find(cache);
    } catch (IOException e) {
      problems.add("the bundled one can't be read: " + e.getMessage());
      return Optional.empty();
    }
  }

  private Optional<Tool> named(String name, Path option, String optionName, String variable) {
    String value = environment.getOrDefault(variable, "");
    if (option == null && value.isBlank()) {
      return Optional.empty();
    }
    String origin = option == null ? variable : optionName;
    Path file;
    try {
      file = program(name, option == null ? Path.of(value) : option);
    } catch (InvalidPathException e) {
      throw KineticsException.unavailable(origin + " names no file: " + value, e);
    }
    List<String> problems = new ArrayList<>();
    Optional<Tool> tool = trial.run(name, file, origin, Map.of(), problems);
    if (tool.isEmpty()) {
      throw KineticsException.unavailable(
          origin + ": " + problems.get(0) + "; name another, or leave " + origin + " out");
    }
    return tool;
  }

  /** A folder stands for the program in it, a bare name for the one on {@code PATH}. */
  private Path program(String name, Path named) {
    if (Files.isDirectory(named)) {
      return path.in(named, name).orElse(named.resolve(name));
    }
    if (named.getNameCount() == 1 && !named.isAbsolute() && !Files.exists(named)) {
      return path.find(named.toString()).orElse(named);
    }
    return named.toAbsolutePath();
  }

  private static KineticsException missing(String name, List<String> problems) {
    String tried = problems.isEmpty() ? "" : " (" + String.join("; ", problems) + ")";
    return KineticsException.unavailable(
        "no " + name + " runs here" + tried + ": run 'kinetics setup', or name one with --" + name);
  }
}
