package dev.kinetics.tool;

import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** yt-dlp, or the older youtube-dl: finds where a site keeps a video, and fetches it. */
public final class YtDlp {
  private final ProcessRunner runner;
  private final Tool tool;

  YtDlp(ProcessRunner runner, Tool tool) {
    this.runner = runner;
    this.tool = tool;
  }

  /** Which one it is. */
  public Tool tool() {
    return tool;
  }

  /** Whether it is youtube-dl, which knows fewer options. */
  public boolean isYoutubeDl() {
    return tool.name().equals("youtube-dl");
  }

  /**
   * Runs it, without the configuration files of the person or the machine, so that it does the same
   * everywhere.
   */
  public ToolResult run(
      List<String> arguments, OutputStream standardOutput, Consumer<String> errorLines)
      throws InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(tool.path().toString());
    command.addAll(List.of("--ignore-config", "--no-color"));
    command.addAll(arguments);
    return runner.run(
        ToolCall.of(command).with(tool.environment()).to(standardOutput).telling(errorLines));
  }
}
