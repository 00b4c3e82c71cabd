package dev.kinetics.setup;

import dev.kinetics.error.KineticsException;
import dev.kinetics.tool.BundledFfmpeg;
import dev.kinetics.tool.JavaScriptRuntime;
import dev.kinetics.tool.PackageManager;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Gets a JavaScript runtime for yt-dlp: deno from npm's registry into the user's cache, or else
 * what the system's packages have, if that is new enough.
 *
 * @param registry npm's, or a mirror of it
 * @param folder where deno shall lie
 * @param trial says whether a deno runs; throws when it does not
 * @param progress is told what is done, and why a second way is taken
 */
record JavaScriptInstall(
    URI registry, Path folder, YtDlpRelease.Trial trial, Consumer<String> progress) {

  /** What would be done; empty where nothing can be. */
  Optional<Setup.Step> step(Optional<PackageManager> manager) throws InterruptedException {
    String platform =
        BundledFfmpeg.platform(System.getProperty("os.name"), System.getProperty("os.arch"));
    Optional<DenoPackage> deno = DenoPackage.of(registry, platform);
    Optional<PackageManager> packages = manager.filter(PackageManager::isAllowed);
    Optional<String> other = packages.isEmpty() ? Optional.empty() : packageOf(packages.get());
    if (deno.isEmpty()) {
      return other.map(name -> install(packages.get(), name));
    }
    return Optional.of(
        new Setup.Step(
            "fetch deno, with which yt-dlp reads more of YouTube, from "
                + deno.get().address()
                + " into "
                + folder
                + ", its published SHA-512 checked"
                + other
                    .map(n -> ", or else install " + n + " by " + packages.get().name())
                    .orElse(""),
            List.of(),
            false,
            () -> fetch(deno.get(), packages, other)));
  }

  private void fetch(DenoPackage deno, Optional<PackageManager> packages, Optional<String> other)
      throws InterruptedException {
    try {
      progress.accept("fetching deno from " + deno.address());
      deno.fetch(folder, trial);
    } catch (KineticsException e) {
      if (other.isEmpty()) {
        throw e;
      }
      progress.accept(e.getMessage());
      packages.get().install(List.of(other.get()));
    }
  }

  private static Setup.Step install(PackageManager packages, String name) {
    return new Setup.Step(
        "install " + name + ", with which yt-dlp reads more of YouTube",
        packages.commands(List.of(name)),
        false,
        () -> packages.install(List.of(name)));
  }

  private static Optional<String> packageOf(PackageManager packages) throws InterruptedException {
    return switch (packages.kind()) {
      case BREW -> Optional.of("deno");
      case DNF -> Optional.of("nodejs");
      case APT -> JavaScriptRuntime.debianPackage(packages);
    };
  }
}
