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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts in place what is missing: first {@link #plan()} says what that is and what would be done,
 * then each step can be run. Nothing is changed before, but that the bundled ffmpeg is unpacked
 * into the user's cache to try it.
 */
public final class Setup {
  private static final Pattern NOT_FOUND = Pattern.compile("\\s*(\\S+\\.so\\S*) => not found.*");
  private static final Pattern LOADER =
      Pattern.compile("error while loading shared libraries: (\\S+\\.so[^:\\s]*):");

  /** Where {@code ldd} is missing, each try names one library more. */
  private static final int MOST_ROUNDS = 20;

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
   * What is missing, in the order in which it is to be put in place; empty when all is there.
   *
   * @throws KineticsException when something is missing that no step can put in place: a tool that
   *     the person named does not run, or there is no package manager (exit code 3)
   * @throws InterruptedException when the thread is interrupted
   */
  public List<Step> plan() throws InterruptedException {
    Optional<BundledFfmpeg> bundled = bundled();
    Tools tools = tools();
    List<ToolStatus> status = tools.status();
    Optional<PackageManager> manager = PackageManager.find(path, runner, progress);
    List<Step> steps = new ArrayList<>();
    if (!status.get(0).works() || !status.get(1).works()) {
      refuseNamed(options.ffmpeg(), "KINETICS_FFMPEG", status.get(0));
      refuseNamed(options.ffprobe(), "KINETICS_FFPROBE", status.get(1));
      steps.add(ffmpegStep(manager, bundled));
    }
    if (!status.get(2).works()) {
      refuseNamed(options.ytDlp(), "KINETICS_YT_DLP", status.get(2));
      steps.add(ytDlpStep(manager));
    }
    if (!tools.javaScriptRuntime().works()) {
      javaScriptStep(manager).ifPresent(steps::add);
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
    ToolStatus runtime = tools.javaScriptRuntime();
    if (!runtime.works()) {
      warnings.add(runtime.problem());
    }
    for (ToolStatus tool : tools.status()) {
      if (tool.isOld()) {
        warnings.add(
            tool.name()
                + " "
                + tool.version()
                + " is "
                + tool.age().orElse(Duration.ZERO).toDays()
                + " days old; sites change faster than that: update "
                + tool.path());
      }
    }
    return warnings;
  }

  private Tools tools() {
    return new Tools(runner, options, environment, cache);
  }

  /** What a person named is theirs: nothing is put in its place. */
  private void refuseNamed(Path option, String variable, ToolStatus status) {
    boolean named = option != null || !environment.getOrDefault(variable, "").isBlank();
    if (named && !status.works()) {
      throw KineticsException.unavailable(status.problem());
    }
  }

  private Step ffmpegStep(Optional<PackageManager> manager, Optional<BundledFfmpeg> bundled)
      throws InterruptedException {
    PackageManager packages =
        manager.orElseThrow(
            () ->
                KineticsException.unavailable(
                    "no ffmpeg runs here, and there is no apt-get, dnf or brew to get one by:"
                        + " install ffmpeg and ffprobe, then name them with --ffmpeg and"
                        + " --ffprobe"));
    Set<String> missing = bundled.isEmpty() ? Set.of() : missingLibraries(bundled.get());
    if (missing.isEmpty() || packages.kind() == PackageManager.Kind.BREW) {
      return new Step(
          "install ffmpeg by " + packages.name() + rights(packages),
          packages.commands(List.of("ffmpeg")),
          true,
          () -> installFfmpeg(packages));
    }
    return new Step(
        "install the libraries that the bundled ffmpeg lacks here, or else ffmpeg, by "
            + packages.name()
            + rights(packages),
        packages.commands(packages.packagesOf(List.copyOf(missing))),
        true,
        () -> installLibraries(packages, bundled.get()));
  }

  private static String rights(PackageManager packages) {
    return packages.isAllowed() ? "" : " (this user may not: an administrator has to)";
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

  private void installLibraries(PackageManager packages, BundledFfmpeg bundled)
      throws InterruptedException {
    try {
      packages.fetchListsIfAbsent(); // Before names are looked up in them.
      Set<String> before = Set.of();
      for (int round = 0; round < MOST_ROUNDS; round++) {
        Set<String> missing = missingLibraries(bundled);
        if (missing.isEmpty() || missing.equals(before)) {
          break;
        }
        packages.install(packages.packagesOf(List.copyOf(missing)));
        before = missing;
      }
      List<String> problems = new ArrayList<>();
      if (new ToolTrial(runner).bundled(bundled, "ffmpeg", problems).isPresent()) {
        return;
      }
      problems.forEach(progress);
    } catch (KineticsException e) {
      if (!packages.isAllowed()) {
        throw e; // It says what an administrator has to do; more packages would be no easier.
      }
      progress.accept(e.getMessage());
    }
    installFfmpeg(packages);
  }

  private void installFfmpeg(PackageManager packages) throws InterruptedException {
    packages.install(List.of("ffmpeg"));
    Tools found = tools();
    found.ffmpeg();
    found.ffprobe();
  }

  /** The shared libraries that the bundled programs ask for and that are not there. */
  private Set<String> missingLibraries(BundledFfmpeg bundled) throws InterruptedException {
    Set<String> missing = new LinkedHashSet<>();
    Optional<Path> ldd = path.find("ldd");
    for (String name : List.of("ffmpeg", "ffprobe")) {
      String program = bundled.program(name).toString();
      try {
        if (ldd.isPresent()) {
          ToolResult result = call(List.of(ldd.get().toString(), program), bundled.environment());
          result
              .output()
              .lines()
              .map(NOT_FOUND::matcher)
              .filter(Matcher::matches)
              .forEach(line -> missing.add(line.group(1)));
        }
        Matcher loader =
            LOADER.matcher(call(List.of(program, "-version"), bundled.environment()).errors());
        if (loader.find()) {
          missing.add(loader.group(1));
        }
      } catch (KineticsException e) {
        progress.accept(e.getMessage()); // No program for this system: nothing can be learnt.
      }
    }
    return missing;
  }

  private ToolResult call(List<String> command, Map<String, String> variables)
      throws InterruptedException {
    return runner.run(
        ToolCall.of(command).withEnvironment(variables).withTimeout(Duration.ofMinutes(1)));
  }

  private Step ytDlpStep(Optional<PackageManager> manager) {
    YtDlpRelease release =
        new YtDlpRelease(
            releases(),
            BundledFfmpeg.platform(System.getProperty("os.name"), System.getProperty("os.arch")));
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

  private URI releases() {
    String named = environment.getOrDefault("KINETICS_YT_DLP_RELEASES", "");
    if (named.isBlank()) {
      return YtDlpRelease.OFFICIAL;
    }
    try {
      URI address = URI.create(named.strip());
      if (address.getHost() != null && String.valueOf(address.getScheme()).matches("https?")) {
        return address;
      }
    } catch (IllegalArgumentException e) {
      // Told below.
    }
    throw KineticsException.badInput(
        "KINETICS_YT_DLP_RELEASES is no address of http or https: " + named);
  }

  private void getYtDlp(YtDlpRelease release, Path folder, Optional<PackageManager> manager)
      throws InterruptedException {
    try {
      progress.accept("fetching " + release.address());
      release.fetch(folder, this::tryYtDlp);
    } catch (KineticsException e) {
      if (manager.isEmpty()) {
        throw KineticsException.unavailable(
            e.getMessage() + "; get yt-dlp by hand and name it with --yt-dlp", e);
      }
      progress.accept(e.getMessage());
      manager.get().install(List.of("yt-dlp"));
    }
    tools().ytDlp();
  }

  private void tryYtDlp(Path program) {
    List<String> problems = new ArrayList<>();
    if (new ToolTrial(runner).run("yt-dlp", program, "cache", Map.of(), problems).isEmpty()) {
      throw KineticsException.unavailable(problems.get(0));
    }
  }

  /** Only where what would be installed is new enough; else {@link #warnings()} has a word. */
  private Optional<Step> javaScriptStep(Optional<PackageManager> manager)
      throws InterruptedException {
    if (manager.isEmpty() || !manager.get().isAllowed()) {
      return Optional.empty();
    }
    PackageManager packages = manager.get();
    Optional<String> name =
        switch (packages.kind()) {
          case BREW -> Optional.of("deno");
          case DNF -> Optional.of("nodejs");
          case APT -> JavaScriptRuntime.debianPackage(packages);
        };
    return name.map(
        wanted ->
            new Step(
                "install " + wanted + ", with which yt-dlp reads more of YouTube",
                packages.commands(List.of(wanted)),
                false,
                () -> packages.install(List.of(wanted))));
  }
}
