package dev.kinetics.cli.option;

import dev.kinetics.process.ProcessRunner;
import dev.kinetics.run.StopSignal;
import dev.kinetics.tool.ToolOptions;
import dev.kinetics.tool.Tools;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Which tools. */
@Heading(Heading.TOOLS)
public final class ToolOptionsGroup {
  @Option(
      names = "--ffmpeg",
      paramLabel = "PATH",
      description = "The ffmpeg to use (default: KINETICS_FFMPEG, the bundled one, PATH).")
  private Path ffmpeg;

  @Option(
      names = "--ffprobe",
      paramLabel = "PATH",
      description = "The ffprobe to use (default: KINETICS_FFPROBE, the bundled one, PATH).")
  private Path ffprobe;

  @Option(
      names = "--yt-dlp",
      paramLabel = "PATH",
      description =
          "The yt-dlp to use (default: KINETICS_YT_DLP, the newer of PATH's and the cache's).")
  private Path ytDlp;

  /** The tools, all ended when the signal comes. */
  public Tools tools(StopSignal stopSignal) {
    ProcessRunner runner = new ProcessRunner();
    stopSignal.onStop(runner::stop);
    return new Tools(runner, options());
  }

  /** Those that a person named. */
  public ToolOptions options() {
    return new ToolOptions(ffmpeg, ffprobe, ytDlp);
  }
}
