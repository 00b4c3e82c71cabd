package dev.kinetics.ffmpeg;

import dev.kinetics.error.KineticsException;
import dev.kinetics.process.ExpectedOutput;
import dev.kinetics.process.ProcessRunner;
import dev.kinetics.process.StoppedException;
import dev.kinetics.process.Tool;
import dev.kinetics.process.ToolCall;
import dev.kinetics.process.ToolResult;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Runs ffmpeg: never asking, never bannered, telling errors alone, overwriting its output. */
public final class Ffmpeg {
  private static final List<String> FIRST =
      List.of("-hide_banner", "-nostdin", "-loglevel", "error", "-y");

  /**
   * The containers that are read, by the names of their demuxers: those that hold a clip, a video
   * of a site or a track. A playlist or a manifest is none: it names other files, of this machine
   * too, or devices.
   */
  public static final String CONTAINERS =
      "mov,matroska,webm,avi,mpegts,mpeg,flv,live_flv,asf,ogg,nut,mxf,gxf,rm,ivf,m4v,h264,hevc"
          + ",mpegvideo,gif,dv,wtv,amr,mp3,wav,w64,flac,aac,ac3,eac3,aiff,au,caf,opus,tta,wv,ape";

  /** What stands before each input that is a file of this machine. */
  public static final List<String> LOCAL =
      List.of("-protocol_whitelist", "file", "-format_whitelist", CONTAINERS);

  private static final Pattern RELEASE = Pattern.compile("n?(\\d{1,3})\\.(\\d{1,3})(\\D.*)?");

  /** All of ASCII but what surely stands for itself. */
  private static final Pattern SPECIAL_IN_GRAPHS =
      Pattern.compile("[\\x00-\\x7F&&[^A-Za-z0-9/._-]]");

  private final Tool tool;
  private final ProcessRunner runner;
  private final BrokenTool broken;
  private final Map<String, String> environment;

  public Ffmpeg(Tool tool, ProcessRunner runner, BrokenTool.Note note) {
    this(tool, runner, new BrokenTool(tool, note), tool.environment());
  }

  private Ffmpeg(
      Tool tool, ProcessRunner runner, BrokenTool broken, Map<String, String> environment) {
    this.tool = tool;
    this.runner = runner;
    this.broken = broken;
    this.environment = environment;
  }

  /** The same with more variables set, which other users can't read as they can arguments. */
  public Ffmpeg with(Map<String, String> variables) {
    Map<String, String> all = new HashMap<>(environment);
    all.putAll(variables);
    return new Ffmpeg(tool, runner, broken, all);
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
   * This one, if it encodes MP3: not every build does.
   *
   * @throws KineticsException when it does not (exit code 3)
   */
  public Ffmpeg encodingMp3() {
    try {
      List<String> command = List.of(tool.path().toString(), "-h", "encoder=libmp3lame");
      ToolResult result = runner.run(ToolCall.of(command).withEnvironment(environment));
      if (result.output().contains("Encoder libmp3lame")) {
        return this;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return this;
    }
    throw KineticsException.unavailable(
        tool.path()
            + " has no MP3 encoder (LAME); name another ffmpeg with --ffmpeg, or take --format wav"
            + " or flac");
  }

  /**
   * A source for a filter graph: the first sound track of this file, read and decoded by the graph
   * itself, on its one thread. An input of the command line ({@code -i}) hands each packet and each
   * frame from thread to thread instead, which costs as much again as to decode an mp3. The samples
   * are the same; but where {@code -i} goes on after a fault in the file, this ends the track, with
   * a line on standard error: whoever finds one has to do that file over by {@code -i}.
   *
   * @param file the file, whatever its name; nothing but files of this machine is read
   * @param options more options of the filter {@code amovie}, each {@code :name=value}
   */
  public static String soundSource(Path file, String options) {
    return "amovie="
        + inGraph("file:" + file.toAbsolutePath())
        + ":streams="
        + inGraph("a:0")
        + ":dec_threads=1:format_opts="
        + inGraph("protocol_whitelist=file:format_whitelist=" + CONTAINERS)
        + options;
  }

  /** A value in a filter graph: both the graph and the filter's options take off one escape. */
  static String inGraph(String value) {
    return SPECIAL_IN_GRAPHS.matcher(value).replaceAll("\\\\\\\\\\\\$0");
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
    ToolCall call =
        ToolCall.of(command)
            .withEnvironment(environment)
            .withQuiet(Tool.QUIET)
            .withStandardOutput(standardOutput);
    return broken.check(
        runner.run(readsAddress(arguments) ? call.withExpectedOutput(output(arguments)) : call));
  }

  private static boolean readsAddress(List<String> arguments) {
    for (int i = 1; i < arguments.size(); i++) {
      if (arguments.get(i - 1).equals("-i") && arguments.get(i).matches("https?:.*")) {
        return true;
      }
    }
    return false;
  }

  private static ExpectedOutput output(List<String> arguments) {
    return new ExpectedOutput(
        ExpectedOutput.LONGEST_WAIT,
        arguments.stream()
            .filter(argument -> argument.startsWith("file:"))
            .map(argument -> Path.of(argument.substring("file:".length())))
            .toList());
  }
}
