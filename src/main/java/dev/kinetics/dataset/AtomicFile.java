package dev.kinetics.dataset;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/** Files that appear under their final name only when they are whole. */
public final class AtomicFile {
  /** The ending of a file that is being written beside its final place. */
  public static final String PARTIAL_ENDING = ".kinetics-partial";

  private AtomicFile() {}

  /** Writes the content of a file. */
  @FunctionalInterface
  public interface Content {
    /** Writes all of it; the stream is buffered, and closed by the caller. */
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * Writes a file beside its final place, flushes it to the disk and moves it there in one rename.
   * Folders are made. A file that stood there is replaced; on any fault it stays as it was and
   * nothing is left behind.
   *
   * @throws IOException when it can't be written
   */
  public static void write(Path target, Content content) throws IOException {
    Path absolute = target.toAbsolutePath();
    Files.createDirectories(absolute.getParent());
    Path partial =
        absolute.resolveSibling(
            "." + absolute.getFileName() + "." + UUID.randomUUID() + PARTIAL_ENDING);
    try {
      try (FileChannel channel =
              FileChannel.open(partial, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
          OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16)) {
        content.writeTo(out);
        out.flush();
        channel.force(true);
      }
      Files.move(partial, absolute, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(partial);
    }
  }

  /**
   * Moves a whole file or folder from scratch into its final place in one rename; folders above it
   * are made, and a file that stood there is replaced. Both must lie on one file system.
   *
   * @throws IOException when it can't be moved; then nothing has changed
   */
  public static void moveInto(Path whole, Path target) throws IOException {
    Files.createDirectories(target.toAbsolutePath().getParent());
    if (Files.isRegularFile(whole)) {
      try (FileChannel channel = FileChannel.open(whole, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
    }
    Files.move(whole, target, StandardCopyOption.ATOMIC_MOVE);
  }
}
