package dev.kinetics.run;

import dev.kinetics.error.KineticsException;
import java.nio.file.Path;
import java.util.Locale;

/** How a full disk shows itself, in Java's exceptions and in the tools' words. */
public final class DiskFull {
  private DiskFull() {}

  /** Whether a full disk, or a used-up quota, is behind this fault. */
  public static boolean in(Throwable fault) {
    for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
      if (cause.getMessage() != null && in(cause.getMessage())) {
        return true;
      }
    }
    return false;
  }

  /** Whether a tool's words say so. */
  public static boolean in(String words) {
    String lower = words.toLowerCase(Locale.ROOT);
    return lower.contains("no space left on device")
        || lower.contains("disk quota exceeded")
        || lower.contains("not enough space on the disk");
  }

  /** The error that stops the run. */
  public static KineticsException stop(Path folder) {
    return KineticsException.stopped(
        "the disk of " + folder + " is full; make room and run the same command again");
  }
}
