package dev.kinetics.tool;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * What is to be said of a tool, whether it works or not.
 *
 * @param name what it is
 * @param path where it is; null when none works
 * @param version as it says itself; empty when none works
 * @param origin who named it; empty when none works
 * @param problem what is wrong and what to do, in one line; empty when it works
 * @param age how old this version is, in whole days; known for yt-dlp alone
 */
public record ToolStatus(
    String name, Path path, String version, String origin, String problem, Optional<Duration> age) {
  private static final Duration OLD = Duration.ofDays(90);

  public ToolStatus {
    Objects.requireNonNull(name);
    Objects.requireNonNull(version);
    Objects.requireNonNull(origin);
    Objects.requireNonNull(problem);
    Objects.requireNonNull(age);
  }

  static ToolStatus working(Tool tool, Optional<Duration> age) {
    return new ToolStatus(tool.name(), tool.path(), tool.version(), tool.origin(), "", age);
  }

  static ToolStatus missing(String name, String problem) {
    return new ToolStatus(name, null, "", "", problem, Optional.empty());
  }

  /** Whether it was found and runs. */
  public boolean works() {
    return problem.isEmpty();
  }

  /** Whether it is more than 90 days old: sites change faster than that. */
  public boolean isOld() {
    return age.isPresent() && age.get().compareTo(OLD) > 0;
  }
}
