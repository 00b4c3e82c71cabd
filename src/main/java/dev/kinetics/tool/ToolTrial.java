package dev.kinetics.tool;

import dev.kinetics.error.KineticsException;
import dev.kinetics.process.ProcessRunner;
import dev.kinetics.process.StoppedException;
import dev.kinetics.process.Tool;
import dev.kinetics.process.ToolCall;
import dev.kinetics.process.ToolResult;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tries whether a program runs here, by asking for its version. */
public final class ToolTrial {
  /** The origin of the programs that come inside the jar. */
  static final String BUNDLED = "bundled";

  /** The origin of the programs of {@code PATH}. */
  static final String PATH = "PATH";

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Pattern FFMPEG_VERSION =
      Pattern.compile("(?:ffmpeg|ffprobe) version (\\S+)");
  private static final Pattern DATE_VERSION = Pattern.compile("(\\d{4}\\.\\d{2}\\.\\d{2}\\S*)");

  private final ProcessRunner runner;

  public ToolTrial(ProcessRunner runner) {
    this.runner = runner;
  }

  /** The tool, if that file is one and runs; else what is wrong is added to the problems. */
  public Optional<Tool> run(
      String name,
      Path file,
      String origin,
      Map<String, String> environment,
      List<String> problems) {
    boolean isYtDlp = name.equals("yt-dlp");
    String problem;
    try {
      ToolResult result =
          call(List.of(file.toString(), isYtDlp ? "--version" : "-version"), environment);
      Matcher version = (isYtDlp ? DATE_VERSION : FFMPEG_VERSION).matcher(result.output());
      if (result.ok() && version.lookingAt()) {
        return Optional.of(new Tool(name, file, environment, version.group(1), origin));
      }
      // A dynamic linker begins its line with the program's path.
      String line = result.firstErrorLine().replace(file + ": ", "");
      problem = result.ok() ? file + " is no " + name : file + " does not run: " + line;
    } catch (KineticsException e) {
      problem = e.getMessage();
    }
    problems.add(problem);
    return Optional.empty();
  }

  /** The ffmpeg of {@code PATH} at this file, if it runs here and encodes MP3 with LAME. */
  Optional<Tool> withLame(Path file) {
    ToolResult result;
    try {
      result = call(List.of(file.toString(), "-h", "encoder=libmp3lame"), Map.of());
    } catch (KineticsException e) {
      return Optional.empty();
    }
    // Its banner is on standard error, the encoder on standard output.
    Matcher version = FFMPEG_VERSION.matcher(result.errors());
    return result.ok() && version.lookingAt() && result.output().contains("Encoder libmp3lame")
        ? Optional.of(new Tool("ffmpeg", file, Map.of(), version.group(1), PATH))
        : Optional.empty();
  }

  /** The bundled program, unpacked if need be, if it and its sibling run here. */
  public Optional<Tool> bundled(BundledFfmpeg bundled, String name, List<String> problems) {
    try {
      bundled.unpack();
      Optional<String> kept = bundled.keptAnswer();
      if (kept.isPresent()) {
        return Optional.of(
            new Tool(name, bundled.program(name), bundled.environment(), kept.get(), BUNDLED));
      }
      Optional<Tool> found = Optional.empty();
      for (String sibling : List.of("ffmpeg", "ffprobe")) {
        Optional<Tool> tool =
            run(sibling, bundled.program(sibling), BUNDLED, bundled.environment(), problems);
        if (tool.isEmpty()) {
          return tool;
        }
        if (sibling.equals("ffprobe")) {
          keepAnswer(bundled, tool.get().version());
        }
        if (sibling.equals(name)) {
          found = tool;
        }
      }
      return found;
    } catch (IOException e) {
      String line = e instanceof FileSystemException ? e.toString() : e.getMessage();
      problems.add("the bundled one can't be used: " + line);
      return Optional.empty();
    }
  }

  private static void keepAnswer(BundledFfmpeg bundled, String version) {
    try {
      bundled.keepAnswer(version);
    } catch (IOException e) {
      // Of the system's own cache: they are tried again by the next start.
    }
  }

  /**
   * Whether it is the old youtube-dl, whatever its file is called: that one has no option to fetch
   * sections.
   */
  boolean isYoutubeDl(Tool tool) {
    if (tool.path().getFileName().toString().startsWith("yt-dlp")) {
      return false; // Spares half a second.
    }
    ToolResult help = call(List.of(tool.path().toString(), "--help"), tool.environment());
    return !help.output().contains("--download-sections");
  }

  private ToolResult call(List<String> command, Map<String, String> environment) {
    try {
      return runner.run(ToolCall.of(command).withEnvironment(environment).withTimeout(PATIENCE));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoppedException(command.get(0) + " was interrupted");
    }
  }
}
