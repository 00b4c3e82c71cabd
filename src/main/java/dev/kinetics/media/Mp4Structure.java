package dev.kinetics.media;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * Reads what a plain mp4 is from its boxes (ISO/IEC 14496-12), and whether all its samples lie
 * inside the file. The mirror's clips are such files; a process of ffprobe for each would take
 * longer than the unpacking. What is unusual in any way is left to ffprobe.
 */
public final class Mp4Structure {
  private static final int LARGEST_INDEX = 16 << 20;

  private final ByteBuffer index;
  private final long fileSize;
  private MediaFacts video;
  private boolean audio;

  private Mp4Structure(ByteBuffer index, long fileSize) {
    this.index = index;
    this.fileSize = fileSize;
  }

  /**
   * What the file is; empty when it is no whole, plain mp4 with a picture.
   *
   * @throws IOException when the file can't be read
   */
  public static Optional<MediaFacts> read(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long size = channel.size();
      ByteBuffer index = null;
      boolean first = true;
      for (long at = 0; at < size; ) {
        ByteBuffer header = bytes(channel, at, (int) Math.min(16, size - at));
        if (header.limit() < 8) {
          return Optional.empty();
        }
        long length = Integer.toUnsignedLong(header.getInt(0));
        String type = type(header, 4);
        if (length == 1 && header.limit() == 16) {
          length = header.getLong(8);
        }
        boolean whole = length >= 8 && length <= size - at;
        if (!whole || type.equals("moof") || (first && !type.equals("ftyp"))) {
          return Optional.empty();
        }
        if (type.equals("moov")) {
          if (index != null || length > LARGEST_INDEX) {
            return Optional.empty();
          }
          index = bytes(channel, at + 8, (int) length - 8);
        }
        first = false;
        at += length;
      }
      if (index == null) {
        return Optional.empty();
      }
      Mp4Structure structure = new Mp4Structure(index, size);
      structure.movie();
      MediaFacts video = structure.video;
      return video == null
          ? Optional.empty()
          : Optional.of(
              new MediaFacts(
                  video.width(),
                  video.height(),
                  video.frameRate(),
                  video.seconds(),
                  video.frames(),
                  structure.audio));
    } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
      return Optional.empty(); // A box that promises more than it holds.
    }
  }

  private static ByteBuffer bytes(FileChannel channel, long at, int count) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(count);
    while (bytes.hasRemaining() && channel.read(bytes, at + bytes.position()) >= 0) {
      // on to the rest
    }
    return bytes.flip();
  }

  private static String type(ByteBuffer bytes, int at) {
    StringBuilder type = new StringBuilder(4);
    for (int i = 0; i < 4; i++) {
      type.append((char) (bytes.get(at + i) & 0xff));
    }
    return type.toString();
  }

  /** The content of a box that has to be there. */
  private static ByteBuffer required(ByteBuffer of, String... path) {
    ByteBuffer found = box(of, path);
    if (found == null) {
      throw new IllegalArgumentException("no " + path[path.length - 1]);
    }
    return found;
  }

  /**
   * The content of the first box of a type among those of another one; null where there is none.
   */
  private static ByteBuffer box(ByteBuffer of, String... path) {
    ByteBuffer found = of;
    for (String type : path) {
      ByteBuffer next = null;
      for (int at = 0; at + 8 <= found.limit() && next == null; at += length(found, at)) {
        if (type(found, at + 4).equals(type)) {
          next = found.slice(at + 8, length(found, at) - 8);
        }
      }
      if (next == null) {
        return null;
      }
      found = next;
    }
    return found;
  }

  private static int length(ByteBuffer of, int at) {
    int length = of.getInt(at);
    if (length < 8 || length > of.limit() - at) {
      throw new IllegalArgumentException("a box of " + length);
    }
    return length;
  }

  private void movie() {
    for (int at = 0; at + 8 <= index.limit(); at += length(index, at)) {
      if (type(index, at + 4).equals("trak")) {
        track(index.slice(at + 8, length(index, at) - 8));
      }
    }
  }

  private void track(ByteBuffer track) {
    ByteBuffer handler = box(track, "mdia", "hdlr");
    String kind = handler == null ? "" : type(handler, 8);
    if (!kind.equals("vide") && !kind.equals("soun")) {
      return;
    }
    ByteBuffer samples = required(track, "mdia", "minf", "stbl");
    ByteBuffer sizes = required(samples, "stsz");
    long count = Integer.toUnsignedLong(sizes.getInt(8));
    requireInside(samples, sizes, count);
    if (kind.equals("soun")) {
      audio |= count > 0;
      return;
    }
    ByteBuffer media = required(track, "mdia", "mdhd");
    boolean wide = media.get(0) == 1;
    long scale = Integer.toUnsignedLong(media.getInt(wide ? 20 : 12));
    long units = wide ? media.getLong(24) : Integer.toUnsignedLong(media.getInt(16));
    ByteBuffer description = required(samples, "stsd");
    int width = Short.toUnsignedInt(description.getShort(40));
    int height = Short.toUnsignedInt(description.getShort(42));
    if (scale > 0 && units > 0 && count > 0 && width > 0 && height > 0 && video == null) {
      double seconds = (double) units / scale;
      video = new MediaFacts(width, height, count / seconds, seconds, count, false);
    }
  }

  /** Every piece begins inside the file, and all samples together fit into it. */
  private void requireInside(ByteBuffer samples, ByteBuffer sizes, long count) {
    long each = Integer.toUnsignedLong(sizes.getInt(4));
    long total = 0;
    if (each > 0 && count > fileSize / each) {
      throw new IllegalArgumentException("samples larger than the file");
    }
    for (int i = 0; each == 0 && i < count; i++) {
      total += Integer.toUnsignedLong(sizes.getInt(12 + 4 * i));
    }
    ByteBuffer offsets = box(samples, "stco");
    boolean wide = offsets == null;
    offsets = wide ? required(samples, "co64") : offsets;
    long pieces = Integer.toUnsignedLong(offsets.getInt(4));
    boolean inside = total <= fileSize && (pieces > 0 || count == 0);
    for (int i = 0; i < pieces; i++) {
      long place =
          wide ? offsets.getLong(8 + 8 * i) : Integer.toUnsignedLong(offsets.getInt(8 + 4 * i));
      inside &= place > 0 && place < fileSize;
    }
    if (!inside) {
      throw new IllegalArgumentException("samples outside the file");
    }
  }
}
