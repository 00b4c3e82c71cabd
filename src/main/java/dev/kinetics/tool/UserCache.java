package dev.kinetics.tool;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/** Where the program keeps what it can get again: annotation lists, unpacked tools. */
public final class UserCache {
  private UserCache() {}

  /**
   * The folder: {@code KINETICS_CACHE}, else {@code kinetics} in the place that the system has for
   * caches (XDG base directories on Linux, {@code ~/Library/Caches} on macOS, {@code LOCALAPPDATA}
   * on Windows).
   */
  public static Path root() {
    return root(System.getenv(), System.getProperty("os.name"), System.getProperty("user.home"));
  }

  static Path root(Map<String, String> environment, String system, String home) {
    String own = environment.getOrDefault("KINETICS_CACHE", "");
    if (!own.isBlank()) {
      return Path.of(own).toAbsolutePath();
    }
    String os = system.toLowerCase(Locale.ROOT);
    if (os.contains("mac")) {
      return Path.of(home, "Library", "Caches", "kinetics");
    }
    String local = environment.getOrDefault("LOCALAPPDATA", "");
    if (os.contains("windows") && !local.isBlank()) {
      return Path.of(local, "kinetics", "cache");
    }
    String xdg = environment.getOrDefault("XDG_CACHE_HOME", "");
    return xdg.startsWith("/") ? Path.of(xdg, "kinetics") : Path.of(home, ".cache", "kinetics");
  }
}
