package dev.kinetics.tool;

import dev.kinetics.error.KineticsException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Runs ffmpeg: never asking, never bannered, telling errors alone, overwriting its output. */
public final class Ffmpeg {
  private static final List<String> FIRST =
      List.of("-hide_banner", "-nostdin", "-loglevel", "error", "-y");
  private static final Pattern RELEASE = Pattern.compile("n?(\\d{1,3})\\.(\\d{1,3})(\\D.*)?");

  private final Tool tool;
  private final ProcessRunner runner;
  private final BrokenTool broken;

  Ffmpeg(Tool tool, ProcessRunner runner, BrokenTool.Note note) {
    this.tool = tool;
    this.runner = runner;
    this.broken = new BrokenTool(tool, note);
  }

  /** What is run. */
  public Tool tool() {
    return tool;
  }

  /**
   * Whether its http protocol can ask for a bounded piece of a file at a time, by the options
   * {@code request_size} and {@code initial_request_size}: those of version 8.1 and later can.
   * False for a build that names no release.
   */
  public boolean readsBoundedRequests() {
    Matcher release = RELEASE.matcher(tool.version());
    if (!release.matches()) {
      return false;
    }
    int major = Integer.parseInt(release.group(1));
    return major > 8 || major == 8 && Integer.parseInt(release.group(2)) >= 1;
  }

  /**
   * Runs it, with its standard output kept as text.
   *
   * @param arguments what follows the options that every call has: quiet but for errors, no
   *     questions, output files overwritten
   * @throws KineticsException when it does not run any more
   * @throws InterruptedException when the thread is interrupted: ffmpeg has been ended
   * @throws StoppedException when the program is being stopped
   */
  public ToolResult run(List<String> arguments) throws InterruptedException {
    return run(arguments, null);
  }

  /**
   * Runs it, with its standard output written there.
   *
   * @throws java.io.UncheckedIOException when the stream can't take it: ffmpeg has been killed
   * @see #run(List)
   */
  public ToolResult run(List<String> arguments, OutputStream standardOutput)
      throws InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(tool.path().toString());
    command.addAll(FIRST);
    command.addAll(arguments);
    return broken.check(
        runner.run(
            ToolCall.of(command)
                .withEnvironment(tool.environment())
                .withStandardOutput(standardOutput)));
  }
}
