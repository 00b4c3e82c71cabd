package dev.kinetics.support;

import dev.kinetics.ffmpeg.Ffmpeg;
import dev.kinetics.ffmpeg.Ffprobe;
import dev.kinetics.ffmpeg.Probe;
import dev.kinetics.process.ProcessRunner;
import dev.kinetics.process.Tool;
import dev.kinetics.process.ToolCall;
import dev.kinetics.process.ToolResult;
import dev.kinetics.tool.ToolOptions;
import dev.kinetics.tool.Tools;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The programs that the tests themselves use: the same that the program finds. */
public final class TestTools {
  private TestTools() {}

  /** The tools; a missing one fails the test and says how to get it. */
  public static Tools tools() {
    return new Tools(new ProcessRunner(), ToolOptions.none());
  }

  /** Runs ffmpeg and gives what it wrote to standard output. */
  public static byte[] ffmpeg(List<String> arguments) {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    try {
      Ffmpeg ffmpeg = tools().ffmpeg();
      ToolResult result = ffmpeg.run(arguments, output);
      if (!result.ok()) {
        throw new AssertionError("ffmpeg " + arguments + ": " + result.errors());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
    return output.toByteArray();
  }

  /** What a media file is; the test fails where it is none. */
  public static Probe probe(Path file) {
    try {
      Ffprobe ffprobe = tools().ffprobe();
      return ffprobe.probe(file).orElseThrow(() -> new AssertionError(file + " is no media file"));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  /**
   * Runs the real yt-dlp so that it finds the site, and gives all that it said; one that is missing
   * fails the test and says how to get it.
   */
  public static ToolResult ytDlp(YoutubeSite site, String... arguments) {
    ProcessRunner runner = new ProcessRunner();
    Tool ytDlp = new Tools(runner, ToolOptions.none()).ytDlp().tool();
    List<String> command = new ArrayList<>(List.of(ytDlp.path().toString()));
    command.addAll(Arrays.asList(arguments));
    try {
      return runner.run(ToolCall.of(command).withEnvironment(site.environment()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  /** A tool as the first words of a line of a shell script, with what it needs to run. */
  public static String shell(Tool tool) {
    StringBuilder words = new StringBuilder("env");
    tool.environment()
        .forEach(
            (name, value) ->
                words.append(" '").append(name).append('=').append(value).append('\''));
    return words.append(" '").append(tool.path()).append('\'').toString();
  }
}
