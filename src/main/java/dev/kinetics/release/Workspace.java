package dev.kinetics.release;

import dev.kinetics.dataset.PlainFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A folder in which one process at a time prepares a list. It stays when the process is killed, and
 * the next one goes on with what is in it; the lock, which is the system's, does not stay.
 */
final class Workspace implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(100);

  private final Path folder;
  private final FileChannel lock;
  private final boolean shared;

  private Workspace(Path folder, FileChannel lock, boolean shared) {
    this.folder = folder;
    this.lock = lock;
    this.shared = shared;
  }

  /**
   * Waits until nobody else prepares this list.
   *
   * @param place the folder of the release's lists, made where it is not there
   * @param onWait called once, if there is need to wait
   */
  static Workspace open(Path place, Runnable onWait) throws IOException, InterruptedException {
    Files.createDirectories(place);
    FileChannel channel =
        FileChannel.open(
            PlainFile.require(place.resolve("lock")),
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE);
    boolean opened = false;
    try {
      boolean shared = lock(channel, onWait);
      Path folder = place.resolve(shared ? "partial" : "partial-" + UUID.randomUUID());
      Files.createDirectories(folder);
      opened = true;
      return new Workspace(folder, channel, shared);
    } finally {
      if (!opened) {
        channel.close();
      }
    }
  }

  /**
   * Locks.
   *
   * @return whether there is a lock; some network file systems know none, and there each process
   *     gets a folder of its own, which nobody goes on with
   */
  private static boolean lock(FileChannel channel, Runnable onWait) throws InterruptedException {
    boolean told = false;
    while (true) {
      try {
        if (channel.tryLock() != null) {
          return true;
        }
      } catch (OverlappingFileLockException e) {
        // Another thread of this process holds it.
      } catch (IOException e) {
        return false;
      }
      if (!told) {
        onWait.run();
        told = true;
      }
      Thread.sleep(POLL.toMillis());
    }
  }

  /** A file or folder in it. */
  Path resolve(String name) {
    return folder.resolve(name);
  }

  /** Removes what was prepared, once there is no use in going on with it. */
  void clear() throws IOException {
    try (Stream<Path> content = Files.list(folder)) {
      for (Path path : (Iterable<Path>) content::iterator) {
        delete(path);
      }
    }
  }

  /** Removes a file, or a folder with all that is in it; links are not followed. */
  static void delete(Path path) throws IOException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    List<Path> all;
    try (Stream<Path> tree = Files.walk(path)) {
      all = tree.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path each : all) {
      Files.deleteIfExists(each);
    }
  }

  @Override
  public void close() throws IOException {
    try (lock) {
      if (!shared) {
        delete(folder);
      }
    }
  }
}
