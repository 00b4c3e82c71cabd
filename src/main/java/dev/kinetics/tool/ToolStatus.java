package dev.kinetics.tool;

import dev.kinetics.process.Tool;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
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

  static ToolStatus working(Tool tool) {
    return new ToolStatus(
        tool.name(), tool.path(), tool.version(), tool.origin(), "", age(tool.version()));
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

  /** Releases of yt-dlp and youtube-dl are dates: {@code 2023.03.04}, a nightly one has more. */
  private static Optional<Duration> age(String version) {
    if (!version.matches("\\d{4}\\.\\d{2}\\.\\d{2}.*")) {
      return Optional.empty();
    }
    try {
      LocalDate date = LocalDate.parse(version.substring(0, 10).replace('.', '-'));
      return Optional.of(
          Duration.ofDays(Math.max(0, LocalDate.now().toEpochDay() - date.toEpochDay())));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
