package dev.kinetics.dataset;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The folder where one run makes its files, on the dataset's own file system so that a finished one
 * moves into place in one rename. It is locked while the run lives and removed when the run ends;
 * what a killed run left is removed by a later one.
 */
public final class Scratch implements AutoCloseable {
  private static final Duration LEFT_BEHIND = Duration.ofHours(1);
  private static final String LOCK = "lock";

  private final Path folder;
  private final LiveFile lock;
  private final AtomicLong made = new AtomicLong();

  private Scratch(Path folder, LiveFile lock) {
    this.folder = folder;
    this.lock = lock;
  }

  /**
   * Makes the folder of this run, and removes those of runs that were killed.
   *
   * @throws IOException when it can't be made
   */
  public static Scratch open(DatasetLayout layout) throws IOException {
    sweepAbandoned(layout);
    String name = RunMark.newName();
    Path folder = Files.createDirectories(layout.scratch().resolve(name));
    LiveFile lock = null;
    try {
      lock = LiveFile.create(folder.resolve(LOCK));
      lock.append(new byte[] {'\n'});
      return new Scratch(folder, lock);
    } catch (IOException e) {
      try {
        if (lock != null) {
          lock.close();
        }
        delete(folder);
      } catch (IOException more) {
        e.addSuppressed(more);
      }
      throw e;
    }
  }

  /** To put away what others left must not end a run: it is tried again by the next one. */
  private static void sweepAbandoned(DatasetLayout layout) {
    try {
      for (Path abandoned : abandoned(layout)) {
        try {
          delete(abandoned);
        } catch (IOException e) {
          warn(abandoned, e);
        }
      }
    } catch (IOException e) {
      warn(layout.scratch(), e);
    }
  }

  private static void warn(Path left, IOException fault) {
    System.err.println(
        "kinetics: warning: " + left + ", which a run has left, can't be removed: " + fault);
  }

  /**
   * The scratch folders of the other runs that are at work on this dataset, or may be.
   *
   * @throws IOException when the folders can't be read
   */
  public List<Path> others() throws IOException {
    List<Path> others = new ArrayList<>();
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(folder.getParent())) {
      folders.forEach(others::add);
      others.removeIf(other -> !Files.isDirectory(other));
    }
    others.remove(folder);
    others.removeAll(abandoned(folder.getParent()));
    return others;
  }

  /**
   * The scratch folders of runs that have ended without removing them.
   *
   * @throws IOException when the folders can't be read
   */
  public static List<Path> abandoned(DatasetLayout layout) throws IOException {
    return abandoned(layout.scratch());
  }

  private static List<Path> abandoned(Path all) throws IOException {
    List<Path> abandoned = new ArrayList<>();
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(all)) {
      for (Path folder : folders) {
        if (!RunMark.isName(folder.getFileName().toString())) {
          continue;
        }
        try {
          Path lock = folder.resolve(LOCK);
          Path witness = Files.exists(lock) ? lock : folder;
          boolean locked = witness.equals(lock);
          if (locked
              ? RunMark.isAbandoned(lock, folder.getFileName().toString())
              : RunMark.isStillborn(folder)) {
            abandoned.add(folder);
          }
        } catch (IOException e) {
          // Removed by its own run just now, or somebody else's.
        }
      }
    } catch (NoSuchFileException | NotDirectoryException e) {
      return abandoned; // Whoever needs the folder says what stands in its place.
    }
    return abandoned;
  }

  /**
   * Makes a folder of its own for one piece of work.
   *
   * @throws IOException when it can't be made
   */
  public Path newFolder() throws IOException {
    return Files.createDirectory(folder.resolve(Long.toString(made.incrementAndGet())));
  }

  /** Where it lies. */
  public Path folder() {
    return folder;
  }

  /**
   * Removes from a folder what starts that were killed left behind: what has this beginning of a
   * name and is older than an hour. Several may do so at once.
   *
   * @throws IOException when something of it can't be removed
   */
  public static void sweep(Path folder, String beginning) throws IOException {
    Instant limit = null;
    try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, beginning + "*")) {
      for (Path path : found) {
        try {
          limit = limit == null ? RunMark.now(folder).minus(LEFT_BEHIND) : limit;
          if (Files.getLastModifiedTime(path).toInstant().isBefore(limit)) {
            delete(path);
          }
        } catch (NoSuchFileException e) {
          // Somebody else was faster.
        }
      }
    }
  }

  /**
   * Removes a file or a whole folder; one that is not there is fine.
   *
   * @throws IOException when something of it can't be removed
   */
  public static void delete(Path path) throws IOException {
    try {
      Files.walkFileTree(
          path,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              Files.deleteIfExists(file);
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException fault)
                throws IOException {
              if (fault instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
              }
              throw fault;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, IOException fault)
                throws IOException {
              Files.deleteIfExists(folder);
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (NoSuchFileException e) {
      // Gone already.
    }
  }

  /**
   * Removes a folder of this run's work as far as it goes: what is busy goes with the scratch
   * folder, and costs no clip.
   */
  public static void discard(Path folder) {
    try {
      delete(folder);
    } catch (IOException e) {
      // Told of at the end, if it is still there.
    }
  }

  @Override
  public void close() throws IOException {
    lock.close();
    try {
      delete(folder);
    } catch (IOException e) {
      warn(folder, e);
    }
  }
}
