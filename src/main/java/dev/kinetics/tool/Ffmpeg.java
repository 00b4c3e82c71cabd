package dev.kinetics.tool;

import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** ffmpeg: cuts, scales, converts and decodes. */
public final class Ffmpeg {
  private static final Pattern VERSION = Pattern.compile("^[^0-9]{0,3}(\\d+)(?:\\.(\\d+))?.*");

  private final ProcessRunner runner;
  private final Tool tool;

  Ffmpeg(ProcessRunner runner, Tool tool) {
    this.runner = runner;
    this.tool = tool;
  }

  /** Which one it is. */
  public Tool tool() {
    return tool;
  }

  /**
   * Whether it can read an address in bounded pieces (the http option {@code request_size}): 8.1
   * and newer do.
   */
  public boolean readsBoundedRequests() {
    Matcher version = VERSION.matcher(tool.version());
    if (!version.matches()) {
      return false;
    }
    int major = Integer.parseInt(version.group(1));
    int minor = version.group(2) == null ? 0 : Integer.parseInt(version.group(2));
    return major < 1000 && (major > 8 || (major == 8 && minor >= 1));
  }

  /** Runs it; what it prints on standard error is only what went wrong. */
  public ToolResult run(List<String> arguments) throws InterruptedException {
    return run(arguments, null);
  }

  /** As {@link #run(List)}, its standard output going there. */
  public ToolResult run(List<String> arguments, OutputStream standardOutput)
      throws InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(tool.path().toString());
    command.addAll(List.of("-hide_banner", "-nostdin", "-loglevel", "error", "-y"));
    command.addAll(arguments);
    return runner.run(ToolCall.of(command).with(tool.environment()).to(standardOutput));
  }
}
