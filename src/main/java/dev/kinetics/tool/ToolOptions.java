package dev.kinetics.tool;

import java.io.Serializable;
import java.nio.file.Path;

/**
 * The tools that a person named by options; null each where none was.
 *
 * @param ffmpeg from {@code --ffmpeg}
 * @param ffprobe from {@code --ffprobe}
 * @param ytDlp from {@code --yt-dlp}
 */
public record ToolOptions(Path ffmpeg, Path ffprobe, Path ytDlp) implements Serializable {
  /** Nothing named. */
  public static ToolOptions none() {
    return new ToolOptions(null, null, null);
  }
}
