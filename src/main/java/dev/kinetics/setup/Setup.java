package dev.kinetics.setup;

import dev.kinetics.error.KineticsException;
import dev.kinetics.process.ProcessRunner;
import dev.kinetics.process.ToolCall;
import dev.kinetics.process.ToolResult;
import dev.kinetics.tool.BundledFfmpeg;
import dev.kinetics.tool.JavaScriptRuntime;
import dev.kinetics.tool.PackageManager;
import dev.kinetics.tool.SearchPath;
import dev.kinetics.tool.ToolOptions;
import dev.kinetics.tool.ToolStatus;
import dev.kinetics.tool.ToolTrial;
import dev.kinetics.tool.Tools;
import dev.kinetics.tool.UserCache;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts in place what is missing: first {@link #plan()} says what that is and what would be done,
 * then each step can be run. Nothing is changed before, but that the bundled ffmpeg is unpacked
 * into the user's cache to try it.
 */
public final class Setup {
  private static final Duration REFRESHED = Duration.ofDays(30);

  private static final Pattern PYTHON = Pattern.compile("Python 3\\.(\\d{1,3})\\b");

  /** Of 3: the oldest that yt-dlp's releases want, with one to spare. */
  private static final int OLDEST_PYTHON = 11;

  private final ProcessRunner runner;
  private final ToolOptions options;
  private final Consumer<String> progress;
  private final Map<String, String> environment;
  private final Path cache;
  private final SearchPath path;

  /**
   * Looks where {@link Tools} does.
   *
   * @param progress is told each command before it runs, and why a second way is taken
   */
  public Setup(ProcessRunner runner, ToolOptions options, Consumer<String> progress) {
    this(runner, options, progress, System.getenv(), UserCache.root());
  }

  Setup(
      ProcessRunner runner,
      ToolOptions options,
      Consumer<String> progress,
      Map<String, String> environment,
      Path cache) {
    this.runner = runner;
    this.options = options;
    this.progress = progress;
    this.environment = environment;
    this.cache = cache;
    this.path = SearchPath.of(environment);
  }

  /** When a yt-dlp that works is replaced by the newest. */
  public enum Refresh {
    NEVER,
    /** When it is older than a month. */
    WHEN_OLD,
    NOW
  }

  /**
   * Something that is missing, and how it is put in place.
   *
   * @param description what will be done, in one line
   * @param commands what will be run for it, as a person would type it; empty where no program is
   * @param required whether a run needs it
   * @param action does it
   */
  public record Step(String description, List<String> commands, boolean required, Action action) {
    public Step {
      Objects.requireNonNull(description);
      commands = List.copyOf(commands);
      Objects.requireNonNull(action);
    }

    /**
     * Does it.
     *
     * @throws KineticsException when it did not work (exit code 3): why, and what to do
     * @throws InterruptedException when the thread is interrupted
     */
    public void run() throws InterruptedException {
      action.run();
    }
  }

  /** What a step does. */
  @FunctionalInterface
  public interface Action {
    /** Does it; throws as {@link Step#run()} does. */
    void run() throws InterruptedException;
  }

  /**
   * What is missing or too old, in the order in which it is to be put in place; empty when all is
   * there. A yt-dlp of more than a month is too old, unless a person named it: sites change faster
   * than packages do.
   *
   * @param refresh when the newest yt-dlp is fetched though one is there
   * @throws KineticsException when something is missing that no step can put in place: a tool that
   *     the person named does not run, or there is no package manager (exit code 3)
   * @throws InterruptedException when the thread is interrupted
   */
  public List<Step> plan(Refresh refresh) throws InterruptedException {
    Optional<BundledFfmpeg> bundled = bundled();
    Tools tools = tools();
    List<ToolStatus> status = tools.status();
    Optional<PackageManager> manager = PackageManager.find(path, runner, progress);
    List<Step> steps = new ArrayList<>();
    if (!status.get(0).works() || !status.get(1).works()) {
      refuseNamed(options.ffmpeg(), "KINETICS_FFMPEG", status.get(0));
      refuseNamed(options.ffprobe(), "KINETICS_FFPROBE", status.get(1));
      steps.add(new FfmpegInstall(runner, path, progress, this::tools).step(manager, bundled));
    }
    boolean getsNewest = true;
    if (!status.get(2).works()) {
      refuseNamed(options.ytDlp(), "KINETICS_YT_DLP", status.get(2));
      steps.add(ytDlpStep(manager));
    } else if (!isNamed(options.ytDlp(), "KINETICS_YT_DLP")
        && (refresh == Refresh.NOW
            || refresh == Refresh.WHEN_OLD && isToBeRefreshed(status.get(2)))) {
      steps.add(refreshStep(status.get(2)));
    } else {
      getsNewest = false;
    }
    // An old yt-dlp that stays makes no use of one.
    if (getsNewest && !tools.newestJavaScriptRuntime().works()
        || !getsNewest
            && tools.ytDlp().usesJavaScriptRuntimes()
            && !tools.javaScriptRuntime().works()) {
      URI registry = address("KINETICS_NPM_REGISTRY", DenoPackage.OFFICIAL);
      new JavaScriptInstall(registry, cache.resolve("bin"), this::tryDeno, progress)
          .step(manager)
          .ifPresent(steps::add);
    }
    return steps;
  }

  /**
   * What is worth a word but stops nothing, once nothing required is missing: no JavaScript
   * runtime, an old yt-dlp. Empty when all is well.
   */
  public List<String> warnings() {
    Tools tools = tools();
    List<String> warnings = new ArrayList<>();
    List<ToolStatus> status = tools.status();
    if (status.get(2).works() && tools.ytDlp().usesJavaScriptRuntimes()) {
      warnings.add(tools.javaScriptRuntime().problem());
    }
    warnings.removeIf(String::isEmpty);
    for (ToolStatus tool : status) {
      if (tool.isOld()) {
        warnings.add(
            tool.name()
                + " "
                + tool.version()
                + " is "
                + tool.age().orElse(Duration.ZERO).toDays()
                + " days old; YouTube does not answer one that old: "
                + (isNamed(options.ytDlp(), "KINETICS_YT_DLP")
                    ? "update " + tool.path()
                    : "run 'kinetics setup --update'"));
      }
    }
    return warnings;
  }

  private Tools tools() {
    return new Tools(runner, options, environment, cache);
  }

  /** What a person named is theirs: nothing is put in its place. */
  private void refuseNamed(Path option, String variable, ToolStatus status) {
    if (isNamed(option, variable) && !status.works()) {
      throw KineticsException.unavailable(status.problem());
    }
  }

  private static boolean isToBeRefreshed(ToolStatus ytDlp) {
    return ytDlp.age().orElse(Duration.ZERO).compareTo(REFRESHED) > 0;
  }

  private boolean isNamed(Path option, String variable) {
    return option != null || !environment.getOrDefault(variable, "").isBlank();
  }

  /** It is to be tried, whatever an earlier run found. */
  private Optional<BundledFfmpeg> bundled() {
    try {
      Optional<BundledFfmpeg> bundled = BundledFfmpeg.find(cache);
      if (bundled.isPresent()) {
        bundled.get().forgetAnswer();
      }
      return bundled;
    } catch (IOException e) {
      progress.accept("the bundled ffmpeg can't be read: " + e);
      return Optional.empty();
    }
  }

  private ToolResult call(List<String> command, Map<String, String> variables)
      throws InterruptedException {
    return runner.run(
        ToolCall.of(command).withEnvironment(variables).withTimeout(Duration.ofMinutes(1)));
  }

  /** The newer of it and that of {@code PATH} is what is used. */
  private Step refreshStep(ToolStatus old) throws InterruptedException {
    YtDlpRelease release = release();
    Path folder = cache.resolve("bin");
    return new Step(
        "fetch yt-dlp's newest release "
            + release.address()
            + " into "
            + folder
            + ", its published SHA-256 checked: "
            + old.path()
            + " is version "
            + old.version(),
        List.of(),
        false,
        () -> {
          progress.accept("fetching " + release.address());
          release.fetch(folder, this::tryYtDlp);
        });
  }

  private YtDlpRelease release() throws InterruptedException {
    String platform =
        BundledFfmpeg.platform(System.getProperty("os.name"), System.getProperty("os.arch"));
    return new YtDlpRelease(
        address("KINETICS_YT_DLP_RELEASES", YtDlpRelease.OFFICIAL), hasPython() ? "any" : platform);
  }

  /** Whether yt-dlp's own archive runs here, which starts in half the time of its one program. */
  private boolean hasPython() throws InterruptedException {
    Optional<Path> python = path.find("python3");
    if (python.isEmpty()) {
      return false;
    }
    try {
      ToolResult result = call(List.of(python.get().toString(), "--version"), Map.of());
      Matcher version = PYTHON.matcher(result.output());
      return result.ok()
          && version.lookingAt()
          && Integer.parseInt(version.group(1)) >= OLDEST_PYTHON;
    } catch (KineticsException e) {
      return false; // It does not start.
    }
  }

  private Step ytDlpStep(Optional<PackageManager> manager) throws InterruptedException {
    YtDlpRelease release = release();
    Path folder = cache.resolve("bin");
    String otherwise =
        manager.map(packages -> ", or else install it by " + packages.name()).orElse("");
    return new Step(
        "fetch yt-dlp's release "
            + release.address()
            + " into "
            + folder
            + ", its published SHA-256 checked"
            + otherwise,
        List.of(),
        true,
        () -> getYtDlp(release, folder, manager));
  }

  /** An address that a variable names, in place of the official one. */
  private URI address(String variable, URI official) {
    String named = environment.getOrDefault(variable, "");
    if (named.isBlank()) {
      return official;
    }
    try {
      URI address = URI.create(named.strip());
      if (address.getHost() != null && String.valueOf(address.getScheme()).matches("https?")) {
        return address;
      }
    } catch (IllegalArgumentException e) {
      // Told below.
    }
    throw KineticsException.badInput(variable + " is no address of http or https: " + named);
  }

  private void getYtDlp(YtDlpRelease release, Path folder, Optional<PackageManager> manager)
      throws InterruptedException {
    try {
      progress.accept("fetching " + release.address());
      release.fetch(folder, this::tryYtDlp);
    } catch (KineticsException e) {
      if (manager.isEmpty()) {
        throw KineticsException.unavailable(
            e.getMessage() + "; get yt-dlp yourself and name it with --yt-dlp", e);
      }
      progress.accept(e.getMessage());
      manager.get().install(List.of("yt-dlp"));
      // warnings() says so when the package is one that YouTube does not answer any more.
    }
    tools().ytDlp();
  }

  private void tryYtDlp(Path program) {
    List<String> problems = new ArrayList<>();
    if (new ToolTrial(runner).run("yt-dlp", program, "cache", Map.of(), problems).isEmpty()) {
      throw KineticsException.unavailable(problems.get(0));
    }
  }

  private void tryDeno(Path program) {
    if (!JavaScriptRuntime.DENO.runs(program, runner)) {
      throw KineticsException.unavailable(
          program.getFileName() + " of npm's registry does not run");
    }
  }
}
