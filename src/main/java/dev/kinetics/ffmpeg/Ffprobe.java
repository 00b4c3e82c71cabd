package dev.kinetics.ffmpeg;

import dev.kinetics.error.KineticsException;
import dev.kinetics.process.ProcessRunner;
import dev.kinetics.process.StoppedException;
import dev.kinetics.process.Tool;
import dev.kinetics.process.ToolCall;
import dev.kinetics.process.ToolResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Asks ffprobe what a file is. */
public final class Ffprobe {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final String ENTRIES =
      "format=duration,start_time,format_name"
          + ":stream=codec_type,codec_name,width,height,avg_frame_rate,r_frame_rate,nb_frames"
          + ",duration,start_time,sample_rate,channels,color_transfer,sample_aspect_ratio"
          + ":stream_disposition=attached_pic:stream_tags=rotate,DURATION"
          + ":stream_side_data=rotation";

  private static final Pattern START = Pattern.compile("\"start_time\": *\"(-?\\d+(?:\\.\\d+)?)\"");

  private final Tool tool;
  private final ProcessRunner runner;
  private final BrokenTool broken;

  public Ffprobe(Tool tool, ProcessRunner runner, BrokenTool.Note note) {
    this.tool = tool;
    this.runner = runner;
    this.broken = new BrokenTool(tool, note);
  }

  /**
   * The first stamp in a file or at an address, in seconds; empty where it can't be had.
   *
   * @param options what stands before it on the command line
   * @throws InterruptedException when the thread is interrupted
   */
  public OptionalDouble start(List<String> options, String from) throws InterruptedException {
    ToolResult result =
        run(options, List.of("-print_format", "json", "-show_entries", "format=start_time"), from);
    Matcher start = START.matcher(result.output());
    return result.ok() && start.find()
        ? OptionalDouble.of(Double.parseDouble(start.group(1)))
        : OptionalDouble.empty();
  }

  /**
   * Counts the packets of a file's picture, of which its container does not tell: all of it is
   * read, and nothing decoded.
   *
   * @return empty when it can't be read to its end, or its packets do not tell their times
   * @throws KineticsException when ffprobe does not run any more
   * @throws InterruptedException when the thread is interrupted
   * @throws StoppedException when the program is being stopped
   */
  public Optional<PicturePackets> packets(Path file) throws InterruptedException {
    List<String> shown = new ArrayList<>(List.of("-select_streams", "V:0", "-of", "csv=p=0"));
    shown.addAll(List.of("-show_entries", "packet=pts_time,duration_time"));
    ToolResult result = broken.check(run(Ffmpeg.LOCAL, shown, "file:" + file.toAbsolutePath()));
    return result.ok() ? PicturePackets.parse(result.output()) : Optional.empty();
  }

  /** What is run. */
  public Tool tool() {
    return tool;
  }

  /**
   * What a file is, by its container; nothing is decoded but its first frames.
   *
   * @return empty when it is no media file, holds neither picture nor sound, or is not there
   * @throws KineticsException when ffprobe does not run any more
   * @throws InterruptedException when the thread is interrupted
   * @throws StoppedException when the program is being stopped
   */
  public Optional<Probe> probe(Path file) throws InterruptedException {
    if (!Files.isRegularFile(file)) {
      return Optional.empty(); // Of a pipe or a device nobody knows when it ends.
    }
    return probe(Ffmpeg.LOCAL, "file:" + file.toAbsolutePath());
  }

  /**
   * The same of a file or an address.
   *
   * @param options what stands before it on the command line
   */
  public Optional<Probe> probe(List<String> options, String from) throws InterruptedException {
    List<String> shown = List.of("-print_format", "json", "-show_entries", ENTRIES);
    ToolResult result = broken.check(run(options, shown, from));
    return result.ok() ? Probe.parse(result.output()) : Optional.empty();
  }

  private ToolResult run(List<String> options, List<String> shown, String from)
      throws InterruptedException {
    List<String> command = new ArrayList<>(List.of(tool.path().toString(), "-v", "error"));
    command.addAll(options);
    command.addAll(shown);
    command.addAll(List.of("-i", from));
    return runner.run(
        ToolCall.of(command)
            .withEnvironment(tool.environment())
            .withTimeout(PATIENCE)
            .withQuiet(Tool.QUIET));
  }
}
