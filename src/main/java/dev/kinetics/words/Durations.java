package dev.kinetics.words;

import dev.kinetics.error.KineticsException;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as options and messages write them: {@code 30s}, {@code 15m}, {@code 2h}. */
public final class Durations {
  private static final Pattern FORM = Pattern.compile("(\\d{1,7}(?:\\.\\d{1,3})?)(ms|s|m|h)");

  private Durations() {}

  /**
   * Reads a duration.
   *
   * @throws KineticsException when it is none
   */
  public static Duration parse(String text) {
    Matcher matcher = FORM.matcher(text.strip().toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      throw KineticsException.badInput("'" + text + "' is no duration; write it as 30s, 15m or 2h");
    }
    double unit =
        switch (matcher.group(2)) {
          case "ms" -> 1;
          case "s" -> 1_000;
          case "m" -> 60_000;
          default -> 3_600_000;
        };
    return Duration.ofMillis(Math.round(Double.parseDouble(matcher.group(1)) * unit));
  }

  /** About how long, for what takes hours or days: {@code 5 hours}, {@code 20 days}. */
  public static String inWords(Duration duration) {
    long hours = Math.round(duration.toMinutes() / 60.0);
    if (hours < 2) {
      return Math.max(1, duration.toMinutes()) + " minutes";
    }
    return hours < 48 ? hours + " hours" : Math.round(hours / 24.0) + " days";
  }

  /** Writes a duration for a person: {@code 0.3s}, {@code 42s}, {@code 5m 10s}, {@code 2h 05m}. */
  public static String format(Duration duration) {
    long seconds = duration.toSeconds();
    if (seconds < 10) {
      return String.format(Locale.ROOT, "%.1fs", duration.toMillis() / 1000.0);
    }
    if (seconds < 60) {
      return seconds + "s";
    }
    if (seconds < 3600) {
      return String.format(Locale.ROOT, "%dm %02ds", seconds / 60, seconds % 60);
    }
    return String.format(Locale.ROOT, "%dh %02dm", seconds / 3600, seconds / 60 % 60);
  }
}
