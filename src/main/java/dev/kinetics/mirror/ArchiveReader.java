package dev.kinetics.mirror;

import dev.kinetics.net.LimitedInputStream;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/**
 * Reads a tar archive of clips as it arrives, gzipped or not. Its bytes are not trusted: headers
 * are bounded, and an entry's name is only ever compared.
 */
final class ArchiveReader implements AutoCloseable {
  private static final long LARGEST_CLIP = 1L << 30;
  private static final int BUFFER_BYTES = 1 << 18;
  private static final int LONGEST_HEADER = 1 << 20;
  private static final int OPENING_BYTES = 100;
  private static final int BLOCK_BYTES = 512;

  /** Programs fill an archive up to a multiple of 10 KiB, and to more for a tape. */
  private static final int MOST_PADDING = 1 << 20;

  /** The largest archives of the mirror have some 1,500 clips. */
  private static final int MOST_ENTRIES = 1 << 17;

  private final LimitedInputStream plain;
  private final TarArchiveInputStream tar;
  private final Set<String> held = new LinkedHashSet<>();
  private int entries;
  private String opening = "";
  private boolean endBlock;
  private boolean goesOn;

  /** A reader of these bytes, which it closes in the end. */
  ArchiveReader(InputStream raw) throws IOException {
    plain = new LimitedInputStream(unzipped(raw), LONGEST_HEADER, "the header of an entry");
    tar =
        new TarArchiveInputStream(plain, BLOCK_BYTES, BLOCK_BYTES) {
          @Override
          protected boolean isEOFRecord(byte[] record) {
            boolean end = super.isEOFRecord(record);
            goesOn |= endBlock && !end;
            endBlock |= end && record != null; // null: there was nothing more to read.
            return end;
          }
        };
  }

  /** The name of the next clip; null when the archive has ended. */
  String nextClip() throws IOException {
    for (TarArchiveEntry entry = nextEntry(); entry != null; entry = nextEntry()) {
      String name = clipName(entry);
      if (name != null) {
        held.add(name);
        return name;
      }
    }
    return null;
  }

  /** The bytes of the clip that {@link #nextClip} named; not to be closed. */
  InputStream content() {
    return tar;
  }

  /** The names of the clips that were met so far. */
  Set<String> held() {
    return held;
  }

  @Override
  public void close() throws IOException {
    tar.close();
  }

  /** The next entry; what was left of the one before is passed over. */
  private TarArchiveEntry nextEntry() throws IOException {
    if (tar.getCurrentEntry() != null) {
      tar.transferTo(OutputStream.nullOutputStream());
    }
    plain.renew();
    TarArchiveEntry entry;
    try {
      entry = tar.getNextEntry();
    } catch (IOException e) {
      throw noArchive(e);
    }
    plain.suspend(); // What comes next is a clip, or the end.
    if (++entries > MOST_ENTRIES) {
      throw new IOException("it has more than " + MOST_ENTRIES + " entries, as no archive has");
    }
    if (entry == null && !endBlock) {
      // What is missing from a part of an archive is not missing from the archive.
      throw noArchive(new EOFException("the archive breaks off before its end"));
    }
    if (entry == null) {
      requireEnd();
    }
    return entry;
  }

  /**
   * That zeros which look like an archive's end are no hole in it: after them there is padding and
   * nothing else.
   */
  private void requireEnd() throws IOException {
    byte[] padding = new byte[BUFFER_BYTES];
    long bytes = 0;
    for (int read = 0; read >= 0 && !goesOn; read = plain.read(padding)) {
      bytes += read;
      goesOn = bytes > MOST_PADDING;
      for (int i = 0; i < read; i++) {
        goesOn |= padding[i] != 0;
      }
    }
    if (goesOn) {
      throw new IOException("the archive has a hole: after its end there is more");
    }
    if (held.isEmpty()) {
      throw new IOException("the archive holds no clip");
    }
  }

  /** The fault of bytes that were never an archive says what they are instead, else the given. */
  private IOException noArchive(IOException fault) {
    if (isWords(opening)) {
      return new IOException("it is no archive, but begins with '" + opening + "'", fault);
    }
    return opening.isEmpty() ? new IOException("it is empty", fault) : fault;
  }

  /** Whether these are the words of a page or a message; a tar header and gzip have zeros. */
  private static boolean isWords(String bytes) {
    return !bytes.isBlank()
        && bytes.codePoints().allMatch(c -> c >= ' ' && c < 0x7f || Character.isWhitespace(c))
        && bytes.strip().matches("(?s)[<{\\[].*|.*\\s.*");
  }

  /** Gzip or not, which the content says and not the name. */
  private InputStream unzipped(InputStream raw) throws IOException {
    BufferedInputStream in = new BufferedInputStream(raw, BUFFER_BYTES);
    in.mark(OPENING_BYTES);
    byte[] first = in.readNBytes(OPENING_BYTES);
    in.reset();
    opening = new String(first, StandardCharsets.ISO_8859_1);
    if (!GzipCompressorInputStream.matches(first, first.length)) {
      return in;
    }
    LimitedInputStream packed = new LimitedInputStream(in, LONGEST_HEADER, "a header of gzip");
    InputStream gzip =
        GzipCompressorInputStream.builder()
            .setInputStream(packed)
            .setBufferSize(BUFFER_BYTES)
            .setDecompressConcatenated(true)
            .get();
    return new BufferedInputStream(
        new FilterInputStream(gzip) {
          @Override
          public int read(byte[] bytes, int offset, int count) throws IOException {
            packed.renew();
            return super.read(bytes, offset, count);
          }
        },
        BUFFER_BYTES);
  }

  /**
   * The clip that an entry is, by its last name alone; null for what is no ordinary file, what
   * leads out of the archive's own folders, and what can't be a clip. No path is made of it.
   */
  private static String clipName(TarArchiveEntry entry) {
    String path = entry.getName();
    boolean plain =
        entry.isFile()
            && !entry.isLink()
            && !entry.isSymbolicLink()
            && !entry.isSparse()
            && !entry.isCharacterDevice() // isFile() says yes to devices.
            && !entry.isBlockDevice()
            && !entry.isFIFO()
            && entry.getSize() <= LARGEST_CLIP;
    boolean hostile =
        path.startsWith("/") || path.contains("\\") || ("/" + path + "/").contains("/../");
    String name = path.substring(path.lastIndexOf('/') + 1);
    return plain && !hostile && name.matches("[A-Za-z0-9_-]{1,80}\\.mp4")
        ? name.substring(0, name.length() - ".mp4".length())
        : null;
  }
}
