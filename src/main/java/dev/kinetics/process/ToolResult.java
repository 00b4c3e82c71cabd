package dev.kinetics.process;

import java.util.List;
import java.util.regex.Pattern;

/**
 * How a program ended and what it said.
 *
 * @param exitCode what it ended with; above 128 where a signal ended it
 * @param timedOut whether it was ended because its time was up, or because it did nothing any more
 * @param output its standard output as text, the first MiB; empty where the call had a stream for
 *     it
 * @param errors its standard error as text; of more than 16 KiB the first 4 and the last 12 KiB
 */
public record ToolResult(int exitCode, boolean timedOut, String output, String errors) {
  /** What ffmpeg and ffprobe say about themselves before they begin. */
  private static final Pattern BANNER =
      Pattern.compile("(ffmpeg|ffprobe) version .*| {2}(built with|configuration:|lib\\w+ +\\d).*");

  /** How the line begins that tells of a program that did nothing any more. */
  static final String STILL = "it did nothing for ";

  /** The same of one of whose work nothing came. */
  static final String WITHOUT_OUTPUT = "it worked, but brought nothing for ";

  /** Whether the program ended by itself and with exit code 0. */
  public boolean ok() {
    return exitCode == 0 && !timedOut;
  }

  /**
   * Whether a signal or we ended it, which says nothing about what it worked on: Ctrl-C reaches the
   * tools before us, and a machine short of memory kills the largest. ffmpeg ends with 255 then.
   */
  public boolean killed() {
    // Not all above 128: ffmpeg ends with 183 for bad data, and 254 for a missing file.
    return timedOut || exitCode == 130 || exitCode == 137 || exitCode == 143 || exitCode == 255;
  }

  /** How it came to its end where it was {@link #killed()}. */
  public String killedHow() {
    return timedOut ? firstErrorLine() : "exit code " + exitCode;
  }

  /**
   * The first line that says what is wrong: yt-dlp's first {@code ERROR:} line, else the first line
   * that is neither a banner nor a warning, else the first at all. Where the program said nothing,
   * how it ended; empty only when it said nothing and {@link #ok()}.
   */
  public String firstErrorLine() {
    List<String> lines =
        errors
            .lines()
            .filter(line -> !line.isBlank() && !BANNER.matcher(line).matches())
            .map(String::strip)
            .toList();
    for (String line : lines) {
      if (line.startsWith("ERROR:")) {
        return line;
      }
    }
    if (timedOut) {
      return lines.stream()
          .filter(line -> line.startsWith(STILL) || line.startsWith(WITHOUT_OUTPUT))
          .findFirst()
          .orElse("it did not end in time");
    }
    for (String line : lines) {
      if (line.startsWith("Traceback (most recent call last)")) {
        return lines.get(lines.size() - 1); // Python names the fault last.
      }
      if (!line.startsWith("WARNING:")) {
        return line;
      }
    }
    if (!lines.isEmpty()) {
      return lines.get(0);
    }
    return ok() ? "" : "it ended with exit code " + exitCode + " and said nothing";
  }
}
