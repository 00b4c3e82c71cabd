package dev.kinetics.format;

import dev.kinetics.dataset.PlainFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CompletableFuture;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarConstants;

/**
 * A plain ustar file of the same bytes on every machine: times, users and groups are 0.
 *
 * <p>commons-compress makes the headers. The contents go from file to file within the system: its
 * own stream takes them through a record of 512 bytes at a time.
 */
final class TarFile implements Closeable {
  private static final int BLOCK = 512;

  /** So many bytes are on their way to the disk while the next ones are written. */
  private static final long FLUSH = 64 << 20;

  private final FileChannel out;
  private long position;
  private long lastSize;
  private long flushed;

  /** What became of the last of these flushes: null when it went well. */
  private CompletableFuture<IOException> flush = CompletableFuture.completedFuture(null);

  /** Begins a new file. */
  TarFile(Path file) throws IOException {
    out =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE);
  }

  /**
   * Adds a file.
   *
   * @param name at most 100 bytes
   * @return where its content begins
   */
  long add(String name, Path file) throws IOException {
    try (FileChannel in = FileChannel.open(PlainFile.require(file), StandardOpenOption.READ)) {
      long size = in.size();
      long offset = header(name, size);
      for (long done = 0; done < size; ) {
        long count = in.transferTo(done, size - done, out);
        if (count <= 0) {
          throw new IOException(file + " became shorter while it was read");
        }
        done += count;
      }
      position += size;
      pad();
      flush();
      return offset;
    }
  }

  /** Adds a file of these bytes; gives where they begin. */
  long add(String name, byte[] content) throws IOException {
    long offset = header(name, content.length);
    write(ByteBuffer.wrap(content));
    pad();
    return offset;
  }

  /** The size of the file that was added last. */
  long lastSize() {
    return lastSize;
  }

  private long header(String name, long size) throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry(name);
    if (size > TarConstants.MAXSIZE || name.length() > TarConstants.NAMELEN) {
      throw new IOException(name + " of " + size + " bytes does not fit into a plain tar file");
    }
    entry.setSize(size);
    entry.setModTime(0);
    entry.setIds(0, 0);
    entry.setNames("", "");
    byte[] header = new byte[BLOCK];
    entry.writeEntryHeader(header);
    write(ByteBuffer.wrap(header));
    lastSize = size;
    return position;
  }

  /**
   * Lets the disk begin, in the background: the system would leave all to the end, when nothing is
   * left to be done meanwhile.
   */
  private void flush() {
    if (position - flushed >= FLUSH && flush.isDone() && flush.join() == null) {
      flushed = position;
      flush =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  out.force(false);
                  return null;
                } catch (IOException e) {
                  return e;
                }
              });
    }
  }

  private void pad() throws IOException {
    write(ByteBuffer.allocate((int) (-position & BLOCK - 1)));
  }

  private void write(ByteBuffer bytes) throws IOException {
    position += bytes.remaining();
    while (bytes.hasRemaining()) {
      out.write(bytes);
    }
  }

  /** Ends the archive, with two empty blocks (POSIX.1-1988, 10.1.1), and brings it to the disk. */
  @Override
  public void close() throws IOException {
    try (out) {
      write(ByteBuffer.allocate(2 * BLOCK));
      IOException failed = flush.join();
      if (failed != null) {
        throw failed;
      }
      out.force(true);
    }
  }
}
