package dev.kinetics.lists;

import dev.kinetics.error.Visible;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarUtils;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.apache.commons.io.input.CloseShieldInputStream;

/**
 * A folder of files, or a tar archive of files; archives and files can be gzipped. What a file is,
 * its content says, not its name: an archive called {@code .tar.gz} can be a plain tar.
 *
 * <p>Nothing is ever unpacked to the disk, so the names in an archive lead nowhere.
 */
final class FileCollection {
  private static final int GZIP_START = 2;
  private static final int BUFFER = 1 << 16;
  private static final int TAR_BLOCK = 512;

  /** Of a tar header with its long names and attributes, in bytes. */
  private static final int LONGEST_TAR_HEADER = 1 << 20;

  /** Opens one file of a folder or archive, decompressed. */
  interface Opening {
    /** Opens it; the stream is closed by the caller. */
    BufferedInputStream open() throws IOException;
  }

  /** Sees each file of a folder or archive, in order. */
  interface Visitor {
    /**
     * Sees a file.
     *
     * @param number its place among the files
     * @param place what a message calls it
     * @param name its name, without folders
     */
    void visit(int number, String place, String name, Opening opening) throws IOException;
  }

  private FileCollection() {}

  /** Whether the path is a folder or an archive. */
  static boolean isOne(Path path) throws IOException {
    if (!Files.isRegularFile(path)) {
      return Files.isDirectory(path);
    }
    try (BufferedInputStream in = decompressed(Files.newInputStream(path))) {
      return isTar(in);
    }
  }

  /**
   * Goes through the files of a folder or archive.
   *
   * @throws IOException when it can't be read, or a file of it
   */
  static void visit(Path path, Visitor visitor) throws IOException {
    if (Files.isDirectory(path)) {
      visitFolder(path, visitor);
    } else {
      try (BufferedInputStream in = decompressed(Files.newInputStream(path))) {
        visitArchive(path, in, visitor);
      }
    }
  }

  private static void visitFolder(Path folder, Visitor visitor) throws IOException {
    List<Path> files;
    try (Stream<Path> listing = Files.list(folder)) {
      files = listing.filter(Files::isRegularFile).sorted().toList();
    }
    for (int i = 0; i < files.size(); i++) {
      Path file = files.get(i);
      visitor.visit(
          i,
          Visible.path(file),
          file.getFileName().toString(),
          () -> decompressed(Files.newInputStream(file)));
    }
  }

  private static void visitArchive(Path archive, InputStream in, Visitor visitor)
      throws IOException {
    HeaderBound bound = new HeaderBound(in);
    TarArchiveInputStream tar = new TarArchiveInputStream(bound);
    try {
      TarArchiveEntry entry = bound.next(tar);
      for (int i = 0; entry != null; i++) {
        // A sparse file claims any size and needs no bytes for it; links and devices are no lists.
        if (entry.isFile() && !entry.isSparse()) {
          String name = entry.getName();
          String shown = Visible.text(name);
          visitor.visit(
              i,
              Visible.path(archive) + ": " + shown,
              name.substring(name.lastIndexOf('/') + 1),
              () -> decompressed(CloseShieldInputStream.wrap(tar)));
        }
        entry = bound.next(tar);
      }
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new IOException("damaged tar archive", e);
    }
  }

  /** Unpacks what is gzipped. */
  static BufferedInputStream decompressed(InputStream in) throws IOException {
    BufferedInputStream buffered = new BufferedInputStream(in, BUFFER);
    try {
      buffered.mark(GZIP_START);
      byte[] magic = buffered.readNBytes(GZIP_START);
      buffered.reset();
      return GzipCompressorInputStream.matches(magic, magic.length)
          ? new BufferedInputStream(new GZIPInputStream(buffered, BUFFER), BUFFER)
          : buffered;
    } catch (IOException e) {
      in.close();
      throw e;
    }
  }

  private static boolean isTar(BufferedInputStream in) throws IOException {
    in.mark(TAR_BLOCK);
    byte[] header = in.readNBytes(TAR_BLOCK);
    in.reset();
    boolean binary = false;
    for (byte b : header) {
      binary |= b == 0;
    }
    try {
      return binary && header.length == TAR_BLOCK && TarUtils.verifyCheckSum(header);
    } catch (IllegalArgumentException e) {
      return false; // where the sum would stand there is no number
    }
  }

  /**
   * Keeps the header of a tar entry from growing without end: long names and attributes are read
   * into memory, and a small gzip file can hold any number of their bytes.
   */
  private static final class HeaderBound extends FilterInputStream {
    private long position;
    private long bound = Long.MAX_VALUE;
    private long entryEnd;
    private long zeros;

    HeaderBound(InputStream in) {
      super(in);
    }

    /** Goes on to the next entry; null at the end. */
    TarArchiveEntry next(TarArchiveInputStream tar) throws IOException {
      bound = Math.addExact(entryEnd, LONGEST_TAR_HEADER);
      TarArchiveEntry entry = tar.getNextEntry();
      if (entry == null && zeros < TAR_BLOCK) {
        // Two blocks of zeros end an archive; the library takes the end of the file for it, too.
        throw new EOFException("no end of archive");
      }
      if (entry != null) {
        entryEnd = Math.addExact(Math.addExact(position, entry.getSize()), TAR_BLOCK);
      }
      bound = Long.MAX_VALUE;
      return entry;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      if (position > bound) {
        throw new IOException("a tar header is longer than " + LONGEST_TAR_HEADER + " bytes");
      }
      int read = super.read(buffer, offset, length);
      position += Math.max(read, 0);
      int notZero = offset + read - 1;
      while (notZero >= offset && buffer[notZero] == 0) {
        notZero--;
      }
      zeros = notZero < offset ? zeros + Math.max(read, 0) : offset + read - 1 - notZero;
      return read;
    }

    @Override
    public long skip(long count) throws IOException {
      long skipped = super.skip(count);
      position += skipped;
      zeros = 0;
      return skipped;
    }
  }
}
