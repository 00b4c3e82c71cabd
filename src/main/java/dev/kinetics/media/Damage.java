package dev.kinetics.media;

import dev.kinetics.process.ToolResult;
import java.util.List;
import java.util.Locale;

/** What ffmpeg's end says about a file. */
public final class Damage {
  /** What stands for a machine in need, not for a damaged file. */
  private static final List<String> NEED =
      List.of(
          "cannot allocate memory",
          "resource temporarily unavailable",
          "out of memory",
          "failed to map segment",
          "error while loading shared libraries",
          "input/output error",
          "too many open files",
          "permission denied",
          "stale file handle",
          "no space left",
          "no such file or directory",
          "transport endpoint",
          "connection timed out");

  private Damage() {}

  /**
   * Whether the file is at fault: ffmpeg ended by itself, with words on what it read, and none on
   * what it lacks.
   */
  public static boolean isTold(ToolResult ended) {
    String words = ended.errors().toLowerCase(Locale.ROOT);
    // 244 and 245 are the low bytes of ENOMEM and EAGAIN, 127 a program that can't be loaded.
    boolean stopped =
        ended.ok()
            || ended.timedOut()
            || ended.killed()
            || List.of(126, 127, 244, 245, 251).contains(ended.exitCode())
            || (ended.exitCode() > 128 && ended.exitCode() < 160);
    return !stopped && !words.isBlank() && NEED.stream().noneMatch(words::contains);
  }
}
