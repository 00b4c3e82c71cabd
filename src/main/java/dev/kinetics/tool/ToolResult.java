package dev.kinetics.tool;

import java.util.List;

/**
 * How a program ended.
 *
 * @param exitCode its exit code; 128 and more where a signal ended it
 * @param timedOut whether it was ended because it took too long
 * @param output its output, where the call kept it
 * @param errors the last 16 KiB of its standard error
 */
public record ToolResult(int exitCode, boolean timedOut, String output, String errors) {

  /** Whether it did what it was asked. */
  public boolean ok() {
    return exitCode == 0 && !timedOut;
  }

  /**
   * Whether a signal ended it, which says nothing about what it worked on: Ctrl-C reaches the tools
   * before us, and a machine short of memory kills the largest. ffmpeg answers a signal with 255.
   */
  public boolean killed() {
    return exitCode >= 128;
  }

  /**
   * The line that says what is wrong: the first {@code ERROR:} line, else the first line of all.
   */
  public String firstErrorLine() {
    if (timedOut) {
      return "it took too long and was ended";
    }
    List<String> lines = errors.lines().map(String::strip).filter(l -> !l.isEmpty()).toList();
    return lines.stream()
        .filter(line -> line.startsWith("ERROR:"))
        .findFirst()
        .orElse(lines.isEmpty() ? "it ended with exit code " + exitCode : lines.get(0));
  }
}
