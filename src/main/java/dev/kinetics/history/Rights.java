package dev.kinetics.history;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Whose files may be removed from a folder that many users write to. With the sticky bit set, as in
 * {@code /tmp}, only a file's owner, the folder's and root may (unlink(2)).
 *
 * @param user the number of the user who removes; -1 where it is not known, and then the system has
 *     to be tried
 */
record Rights(long user) {
  private static final int STICKY = 01000;

  /** Those of the user who runs this program. */
  static Rights own() {
    try {
      return new Rights(owner(Path.of("/proc/self")));
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
      return new Rights(-1); // Not Linux.
    }
  }

  /** Whether it is known that a file has to stay. */
  boolean forbidRemoving(Path file) {
    if (user <= 0) {
      return false;
    }
    try {
      Path folder = file.toAbsolutePath().getParent();
      boolean sticky = ((int) Files.getAttribute(folder, "unix:mode") & STICKY) != 0;
      return sticky && owner(folder) != user && owner(file) != user;
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
      return false;
    }
  }

  private static long owner(Path file) throws IOException {
    return Integer.toUnsignedLong((int) Files.getAttribute(file, "unix:uid"));
  }
}
