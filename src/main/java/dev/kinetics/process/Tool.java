package dev.kinetics.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;

/**
 * A program that was found and has run.
 *
 * @param name what it is: {@code ffmpeg}, {@code ffprobe}, {@code yt-dlp} or {@code youtube-dl}
 * @param path where it is
 * @param environment the variables that it needs besides those of this process
 * @param version as it says itself; for yt-dlp a date such as {@code 2023.03.04}
 * @param origin who named it: an option, a variable, {@code bundled}, {@code PATH} or {@code cache}
 */
public record Tool(
    String name, Path path, Map<String, String> environment, String version, String origin) {

  /** How long a tool may neither write nor work before it is ended. */
  public static final Duration QUIET = Duration.ofSeconds(60);

  public Tool {
    Objects.requireNonNull(name);
    Objects.requireNonNull(path);
    environment = Map.copyOf(environment);
    Objects.requireNonNull(version);
    Objects.requireNonNull(origin);
  }
}
