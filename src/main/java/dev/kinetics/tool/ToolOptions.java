package dev.kinetics.tool;

import java.nio.file.Path;

/**
 * Tools that a person named; each null where not.
 *
 * @param ffmpeg {@code --ffmpeg}
 * @param ffprobe {@code --ffprobe}
 * @param ytDlp {@code --yt-dlp}
 */
public record ToolOptions(Path ffmpeg, Path ffprobe, Path ytDlp) {
  /** Nothing named. */
  public static final ToolOptions NONE = new ToolOptions(null, null, null);
}
