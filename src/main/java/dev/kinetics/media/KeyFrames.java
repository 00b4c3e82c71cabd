package dev.kinetics.media;

import dev.kinetics.dataset.PlainFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * How far a reader has to go back to get at any picture of an mp4: by its table of key frames
 * (ISO/IEC 14496-12, 8.6.2, {@code stss}).
 */
public final class KeyFrames {
  private static final int LARGEST_INDEX = 16 << 20;

  private KeyFrames() {}

  /**
   * The most pictures from one key frame up to the next, or to the end; 1 where each is one.
   *
   * @return 0 where the file is none that tells
   * @throws IOException when it can't be read
   */
  public static int largestGap(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(PlainFile.require(file), StandardOpenOption.READ)) {
      ByteBuffer index = index(channel);
      for (int at = 0; index != null && at + 8 <= index.limit(); at += Boxes.length(index, at)) {
        ByteBuffer track =
            Boxes.type(index, at + 4).equals("trak")
                ? index.slice(at + 8, Boxes.length(index, at) - 8)
                : null;
        ByteBuffer handler = track == null ? null : Boxes.find(track, 0, "mdia", "hdlr");
        if (handler != null && Boxes.type(handler, 8).equals("vide")) {
          return largestGap(Boxes.required(track, "mdia", "minf", "stbl"));
        }
      }
      return 0;
    } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
      return 0; // A box that promises more than it holds.
    }
  }

  private static int largestGap(ByteBuffer samples) {
    int count = Boxes.required(samples, "stsz").getInt(8);
    ByteBuffer keys = Boxes.find(samples, 0, "stss");
    if (keys == null) {
      return 1;
    }
    int largest = 0;
    int last = 1;
    for (int i = 0; i < keys.getInt(4); i++) {
      int key = keys.getInt(8 + 4 * i);
      largest = Math.max(largest, key - last);
      last = key;
    }
    return Math.max(largest, count + 1 - last);
  }

  /** The content of the box {@code moov}; null where there is none. */
  private static ByteBuffer index(FileChannel channel) throws IOException {
    long size = channel.size();
    for (long at = 0; at + 8 <= size; ) {
      ByteBuffer header = bytes(channel, at, (int) Math.min(16, size - at));
      long length = Integer.toUnsignedLong(header.getInt(0));
      if (length == 1 && header.limit() == 16) {
        length = header.getLong(8);
      }
      if (length < 8 || length > size - at) {
        return null;
      }
      if (Boxes.type(header, 4).equals("moov")) {
        return length > LARGEST_INDEX ? null : bytes(channel, at + 8, (int) length - 8);
      }
      at += length;
    }
    return null;
  }

  private static ByteBuffer bytes(FileChannel channel, long at, int count) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(count);
    while (bytes.hasRemaining() && channel.read(bytes, at + bytes.position()) >= 0) {
      // on to the rest
    }
    return bytes.flip();
  }
}
