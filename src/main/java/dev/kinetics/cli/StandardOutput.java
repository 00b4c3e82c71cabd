package dev.kinetics.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether all that was printed has arrived. */
final class StandardOutput {
  private static final int KIND_OF_FILE = 0170000;
  private static final int PIPE = 0010000;
  private static final int SOCKET = 0140000;
  private static final int WAY_OF_OPENING = 3;

  private StandardOutput() {}

  /**
   * Whether something was lost that somebody wanted, as on a full disk. Who closed it, or reads no
   * further, as {@code head} does, wants no more.
   */
  static boolean isLost() {
    return System.out.checkError() && isWanted();
  }

  private static boolean isWanted() {
    try {
      int kind = (int) Files.getAttribute(Path.of("/dev/fd/1"), "unix:mode") & KIND_OF_FILE;
      return kind != PIPE && kind != SOCKET && !isOnlyRead();
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
      return false; // Closed.
    }
  }

  /** Where it was closed, the number may have gone to a file that Java reads. */
  private static boolean isOnlyRead() throws IOException {
    Path info = Path.of("/proc/self/fdinfo/1");
    if (!Files.exists(info)) {
      return false;
    }
    for (String line : Files.readAllLines(info)) {
      if (line.startsWith("flags:")) {
        return (Integer.parseInt(line.substring(6).strip(), 8) & WAY_OF_OPENING) == 0;
      }
    }
    return false;
  }
}
