package dev.kinetics.error;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

/** How a full disk shows itself, in Java's exceptions and in the tools' words. */
public final class DiskFull {
  private static final Path ALWAYS_FULL = Path.of("/dev/full");
  private static final String ENGLISH = "no space left on device";

  private DiskFull() {}

  /** Whether a full disk, or a used-up quota, is behind this fault. */
  public static boolean in(Throwable fault) {
    for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
      String words = cause.getMessage();
      if (words != null && (in(words) || words.contains(inThisLanguage()))) {
        return true;
      }
    }
    return false;
  }

  /** Java passes on the system's words, which are of the person's language where Linux has them. */
  private static String inThisLanguage() {
    try (OutputStream full = Files.newOutputStream(ALWAYS_FULL, StandardOpenOption.WRITE)) {
      full.write(0);
    } catch (FileSystemException e) {
      return ENGLISH; // not Linux
    } catch (IOException e) {
      return e.getMessage();
    }
    return ENGLISH;
  }

  /** Whether a tool's words say so. */
  public static boolean in(String words) {
    String lower = words.toLowerCase(Locale.ROOT);
    return lower.contains(ENGLISH)
        || lower.contains("disk quota exceeded")
        || lower.contains("not enough space on the disk");
  }

  /** What a tool said of a full disk, for whoever knows which disk it is. */
  public static IOException fault(String words) {
    return new IOException(in(words) ? words : words + ": " + ENGLISH);
  }

  /** The error that stops the run. */
  public static KineticsException stop(Path folder) {
    return KineticsException.stopped(
        "the disk of " + folder + " is full; make room and run the same command again");
  }
}
