package dev.kinetics.ffmpeg;

import dev.kinetics.error.KineticsException;
import dev.kinetics.process.Tool;
import dev.kinetics.process.ToolResult;
import java.io.IOException;
import java.util.regex.Pattern;

/**
 * Tells a tool that can't start from one that has a fault to report. A tool that ran here before
 * may not run now: a cache can be shared by machines with different libraries.
 */
record BrokenTool(Tool tool, Note note) {
  /** What the dynamic linkers of Linux (glibc) and macOS say. */
  private static final Pattern LINKER =
      Pattern.compile(
          "error while loading shared libraries|symbol lookup error|Library not loaded");

  /** Notes that the tool does not run here. */
  @FunctionalInterface
  public interface Note {
    void take() throws IOException;
  }

  /**
   * Hands the result on.
   *
   * @throws KineticsException when the tool could not start
   */
  ToolResult check(ToolResult result) {
    if (result.ok() || !LINKER.matcher(result.errors()).find()) {
      return result;
    }
    String line = tool.path() + " does not run any more: " + result.firstErrorLine();
    try {
      note.take();
    } catch (IOException e) {
      line += " (and " + e + ")";
    }
    throw KineticsException.unavailable(line + "; run 'kinetics setup'");
  }
}
