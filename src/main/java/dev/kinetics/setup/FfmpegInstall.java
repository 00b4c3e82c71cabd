package dev.kinetics.setup;

import dev.kinetics.error.KineticsException;
import dev.kinetics.process.ProcessRunner;
import dev.kinetics.process.ToolCall;
import dev.kinetics.process.ToolResult;
import dev.kinetics.tool.BundledFfmpeg;
import dev.kinetics.tool.PackageManager;
import dev.kinetics.tool.SearchPath;
import dev.kinetics.tool.ToolTrial;
import dev.kinetics.tool.Tools;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Gets an ffmpeg that runs here: the libraries that the bundled one lacks, or else another.
 *
 * @param progress is told each command before it runs, and why a second way is taken
 * @param tools looks for the tools anew
 */
record FfmpegInstall(
    ProcessRunner runner, SearchPath path, Consumer<String> progress, Supplier<Tools> tools) {
  private static final Pattern NOT_FOUND = Pattern.compile("\\s*(\\S+\\.so\\S*) => not found.*");
  private static final Pattern LOADER =
      Pattern.compile("error while loading shared libraries: (\\S+\\.so[^:\\s]*):");

  /** Where {@code ldd} is missing, each try names one library more. */
  private static final int MOST_ROUNDS = 20;

  Setup.Step step(Optional<PackageManager> manager, Optional<BundledFfmpeg> bundled)
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
      return new Setup.Step(
          "install ffmpeg by " + packages.name() + rights(packages),
          packages.commands(List.of("ffmpeg")),
          true,
          () -> installFfmpeg(packages));
    }
    return new Setup.Step(
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
    Tools found = tools.get();
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
}
