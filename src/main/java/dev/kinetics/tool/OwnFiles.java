package dev.kinetics.tool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Whether a program is the user's own or the system's: of a folder that somebody else may write to,
 * what is run is what somebody else wants.
 */
final class OwnFiles {
  private static final int BY_OTHERS = 02;
  private static final int BY_GROUP = 020;

  /** Of such a folder, as /tmp is one, nobody can take away what is another's. */
  private static final int STICKY = 01000;

  private OwnFiles() {}

  /**
   * That a file and the folders above it, up to the cache, belong to this user or to root and can
   * be written by nobody else. A group's right to write to what is ours, as some systems give it to
   * all that is new, is taken away. What is not there is passed over, and so is all of it where the
   * system knows no such rights.
   *
   * @throws IOException when it is not so, with what to do about it
   */
  static void require(Path cache, Path file) throws IOException {
    long user = user();
    for (Path path = file; path != null && path.startsWith(cache); path = path.getParent()) {
      if (user >= 0 && Files.exists(path)) {
        require(path, user);
      }
    }
  }

  /** A program of the cache that may be run; empty where there is none. */
  static Optional<Path> program(SearchPath path, Path cache, String name) {
    Optional<Path> found = path.in(cache.resolve("bin"), name);
    try {
      if (found.isPresent()) {
        require(cache, found.get());
      }
      return found;
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static void require(Path path, long user) throws IOException {
    Map<String, Object> unix = Files.readAttributes(path, "unix:uid,mode");
    int owner = (int) unix.get("uid");
    int mode = (int) unix.get("mode");
    if (owner != user && owner != 0) {
      throw new IOException(
          path
              + " belongs to another user, and no program is run from it; name another folder"
              + " with KINETICS_CACHE");
    }
    if ((mode & STICKY) != 0) {
      return;
    }
    if ((mode & BY_OTHERS) != 0 || (mode & BY_GROUP) != 0 && owner != user) {
      throw new IOException(
          path
              + " can be written by others, and no program is run from it: 'chmod go-w "
              + path
              + "', or name another folder with KINETICS_CACHE");
    }
    if ((mode & BY_GROUP) != 0) {
      Files.setAttribute(path, "unix:mode", mode & ~BY_GROUP & 07777);
    }
  }

  /** The number of this user; -1 where there is none. */
  private static long user() throws IOException {
    Path self = Path.of("/proc/self");
    try {
      if (Files.exists(self)) {
        return (int) Files.getAttribute(self, "unix:uid");
      }
      Path mine = Files.createTempFile("kinetics", ".own");
      try {
        return (int) Files.getAttribute(mine, "unix:uid");
      } finally {
        Files.delete(mine);
      }
    } catch (UnsupportedOperationException | IllegalArgumentException e) {
      return -1;
    }
  }
}
