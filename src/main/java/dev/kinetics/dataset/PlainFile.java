package dev.kinetics.dataset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Looks at what a path names before it is opened: to open a pipe waits for somebody at its other
 * end, for ever where there is nobody, and a device may have no end.
 */
public final class PlainFile {
  private PlainFile() {}

  /**
   * A path that may be opened: an ordinary file, a link to one, or nothing yet.
   *
   * @throws IOException when a pipe, a device, a folder or a link to one is there
   */
  public static Path require(Path file) throws IOException {
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new IOException(file + " is no ordinary file");
    }
    return file;
  }
}
