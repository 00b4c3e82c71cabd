package dev.kinetics.tool;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/** The folder of the user's in which what can be made or fetched again is kept. */
public final class UserCache {
  private UserCache() {}

  /**
   * {@code KINETICS_CACHE} if it is set; else {@code ~/Library/Caches/kinetics} on macOS, {@code
   * %LOCALAPPDATA%\kinetics\cache} on Windows, and elsewhere {@code $XDG_CACHE_HOME/kinetics} or
   * {@code ~/.cache/kinetics} (XDG Base Directory Specification). It may not exist yet.
   */
  public static Path root() {
    return root(System.getenv(), System.getProperty("os.name"), home());
  }

  private static String home() {
    return home(System.getenv(), System.getProperty("user.home"));
  }

  /** Java says {@code ?} of a user without an entry in passwd, as in many containers. */
  static String home(Map<String, String> environment, String javas) {
    String home = environment.getOrDefault("HOME", "");
    return Path.of(javas).isAbsolute() || home.isBlank() ? javas : home;
  }

  static Path root(Map<String, String> environment, String system, String home) {
    String own = environment.getOrDefault("KINETICS_CACHE", "");
    if (!own.isBlank()) {
      return Path.of(own).toAbsolutePath();
    }
    String name = system.toLowerCase(Locale.ROOT);
    if (name.startsWith("mac")) {
      return Path.of(home, "Library", "Caches", "kinetics");
    }
    if (name.startsWith("windows")) {
      String local = environment.getOrDefault("LOCALAPPDATA", "");
      Path base = local.isBlank() ? Path.of(home, "AppData", "Local") : Path.of(local);
      return base.resolve("kinetics").resolve("cache");
    }
    // The specification has relative paths ignored.
    String xdg = environment.getOrDefault("XDG_CACHE_HOME", "");
    Path base = xdg.startsWith("/") ? Path.of(xdg) : Path.of(home, ".cache");
    return base.resolve("kinetics");
  }
}
