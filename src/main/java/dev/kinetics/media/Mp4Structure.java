package dev.kinetics.media;

import dev.kinetics.dataset.PlainFile;
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

  /** Where in stsd the boxes of its first entry begin, that of a picture. */
  private static final int BEHIND_THE_ENTRY = 8 + 86;

  private final ByteBuffer index;
  private final long fileSize;
  private MediaFile.Picture picture;
  private boolean audio;
  private long movieScale;
  private boolean movieIsPlain;

  private Mp4Structure(ByteBuffer index, long fileSize) {
    this.index = index;
    this.fileSize = fileSize;
  }

  /**
   * What the file is; empty when it is no whole, plain mp4 with a picture.
   *
   * @throws IOException when the file can't be read
   */
  public static Optional<MediaFile> read(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(PlainFile.require(file), StandardOpenOption.READ)) {
      long size = channel.size();
      ByteBuffer index = null;
      Box box;
      for (long at = 0; at < size; at += box.length()) {
        box = Box.read(channel, at, size);
        if (!box.whole() || box.type().equals("moof") || (at == 0 && !box.isFirst())) {
          return Optional.empty();
        }
        if (box.type().equals("moov")) {
          if (index != null || box.length() > LARGEST_INDEX) {
            return Optional.empty();
          }
          index = bytes(channel, at + 8, (int) box.length() - 8);
        }
      }
      if (index == null) {
        return Optional.empty();
      }
      Mp4Structure structure = new Mp4Structure(index, size);
      structure.movie();
      return structure.picture == null
          ? Optional.empty()
          : Optional.of(new MediaFile(Optional.of(structure.picture), structure.audio));
    } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
      return Optional.empty(); // A box that promises more than it holds.
    }
  }

  /**
   * Whether a file begins as an mp4 does; one that can't be read begins as none.
   *
   * @throws IOException when it can't be read
   */
  static boolean isMp4(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return Box.read(channel, 0, channel.size()).isFirst();
    }
  }

  /**
   * Whether a file ends inside one of its boxes. An index that comes first looks whole however much
   * is missing behind it. What does not begin as an mp4 is none.
   *
   * @throws IOException when it can't be read
   */
  static boolean isCutOff(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(PlainFile.require(file), StandardOpenOption.READ)) {
      long size = channel.size();
      Box box;
      for (long at = 0; at < size; at += box.length()) {
        box = Box.read(channel, at, size);
        boolean isMp4 = at > 0 || box.isFirst();
        boolean toTheEnd = box.length() == 0;
        if (!isMp4 || toTheEnd || !box.whole()) {
          return isMp4 && !toTheEnd;
        }
      }
      return false;
    }
  }

  /**
   * A box of a file (4.2: a size of 32 bits and a type; 1 stands for a size of 64 bits behind them,
   * 0 for all the rest).
   *
   * @param type its four letters; empty where the file ends inside its header
   * @param length how long it says that it is, in bytes, with its header; 0 for all the rest
   * @param whole whether all of it is in the file
   */
  private record Box(String type, long length, boolean whole) {
    static Box read(FileChannel channel, long at, long size) throws IOException {
      ByteBuffer header = bytes(channel, at, (int) Math.min(16, size - at));
      if (header.limit() < 8) {
        return new Box("", header.limit(), false);
      }
      long length = Integer.toUnsignedLong(header.getInt(0));
      if (length == 1 && header.limit() == 16) {
        length = header.getLong(8);
      }
      return new Box(Boxes.type(header, 4), length, length >= 8 && length <= size - at);
    }

    /** Whether an mp4 begins with it. */
    boolean isFirst() {
      return type.equals("ftyp");
    }
  }

  private static ByteBuffer bytes(FileChannel channel, long at, int count) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(count);
    while (bytes.hasRemaining() && channel.read(bytes, at + bytes.position()) >= 0) {
      // on to the rest
    }
    return bytes.flip();
  }

  private void movie() {
    ByteBuffer header = Boxes.required(index, "mvhd");
    movieScale = Integer.toUnsignedLong(header.getInt(header.get(0) == 1 ? 20 : 12));
    movieIsPlain = isPlain(header, header.get(0) == 1 ? 48 : 36);
    for (int at = 0; at + 8 <= index.limit(); at += Boxes.length(index, at)) {
      if (Boxes.type(index, at + 4).equals("trak")) {
        track(index.slice(at + 8, Boxes.length(index, at) - 8));
      }
    }
  }

  private void track(ByteBuffer track) {
    ByteBuffer handler = Boxes.find(track, 0, "mdia", "hdlr");
    String kind = handler == null ? "" : Boxes.type(handler, 8);
    if (!kind.equals("vide") && !kind.equals("soun")) {
      return;
    }
    ByteBuffer samples = Boxes.required(track, "mdia", "minf", "stbl");
    ByteBuffer sizes = Boxes.required(samples, "stsz");
    long count = Integer.toUnsignedLong(sizes.getInt(8));
    requireInside(samples, sizes, count);
    if (kind.equals("soun")) {
      audio |= count > 0;
      return;
    }
    ByteBuffer media = Boxes.required(track, "mdia", "mdhd");
    long scale = Integer.toUnsignedLong(media.getInt(media.get(0) == 1 ? 20 : 12));
    ByteBuffer description = Boxes.required(samples, "stsd");
    int width = Short.toUnsignedInt(description.getShort(40));
    int height = Short.toUnsignedInt(description.getShort(42));
    if (scale > 0 && count > 0 && width > 0 && height > 0 && picture == null) {
      SampleTimes times = SampleTimes.read(track, samples, count, movieScale, scale);
      picture =
          new MediaFile.Picture(
              codec(description),
              width,
              height,
              movieIsPlain && isShownAsStored(track, description),
              times.shown(),
              times.start(),
              times.end(),
              times.hidden(),
              "");
    }
  }

  /** Whether its picture is neither turned nor of pixels that are no squares (12.1.4.3). */
  private static boolean isShownAsStored(ByteBuffer track, ByteBuffer description) {
    ByteBuffer header = Boxes.required(track, "tkhd");
    ByteBuffer pixels = Boxes.find(description, BEHIND_THE_ENTRY, "pasp");
    boolean square = pixels == null || pixels.getInt(0) == pixels.getInt(4);
    return square && isPlain(header, header.get(0) == 1 ? 52 : 40);
  }

  /** Whether the matrix that stands here turns and stretches nothing (6.2.2); all 0, it is none. */
  private static boolean isPlain(ByteBuffer header, int at) {
    int across = header.getInt(at);
    return header.getInt(at + 4) == 0
        && header.getInt(at + 12) == 0
        && across >= 0
        && across == header.getInt(at + 16);
  }

  /**
   * {@code h264} where the picture has eight bits a sample and no high dynamic range; else the four
   * letters of the sample entry (ISO/IEC 14496-15, 5.3.3: the profile is avcC's second byte).
   */
  private static String codec(ByteBuffer description) {
    String entry = Boxes.type(description, 12);
    ByteBuffer configuration = Boxes.find(description, BEHIND_THE_ENTRY, "avcC");
    ByteBuffer colour = Boxes.find(description, BEHIND_THE_ENTRY, "colr");
    boolean highRange =
        colour != null
            && Boxes.type(colour, 0).equals("nclx")
            && (colour.getShort(6) == 16 || colour.getShort(6) == 18);
    boolean eightBits = configuration != null && configuration.get(1) <= 100;
    return entry.startsWith("avc") && eightBits && !highRange ? "h264" : entry;
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
    ByteBuffer offsets = Boxes.find(samples, 0, "stco");
    boolean wide = offsets == null;
    offsets = wide ? Boxes.required(samples, "co64") : offsets;
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
