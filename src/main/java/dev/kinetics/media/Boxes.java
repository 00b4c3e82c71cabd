package dev.kinetics.media;

import java.nio.ByteBuffer;

/**
 * The boxes of an mp4 (ISO/IEC 14496-12, 4.2) that lie in memory. What reads beyond its bytes ends
 * in an IndexOutOfBoundsException, what can't be in an IllegalArgumentException.
 */
final class Boxes {
  private Boxes() {}

  /** The type of four letters that stands here. */
  static String type(ByteBuffer bytes, int at) {
    StringBuilder type = new StringBuilder(4);
    for (int i = 0; i < 4; i++) {
      type.append((char) (bytes.get(at + i) & 0xff));
    }
    return type.toString();
  }

  /** The content of a box that has to be there. */
  static ByteBuffer required(ByteBuffer of, String... path) {
    ByteBuffer found = find(of, 0, path);
    if (found == null) {
      throw new IllegalArgumentException("no " + path[path.length - 1]);
    }
    return found;
  }

  /**
   * The content of the first box of a type among those of another one; null where there is none.
   *
   * @param from where the first of them begins
   */
  static ByteBuffer find(ByteBuffer of, int from, String... path) {
    ByteBuffer found = of;
    int first = from;
    for (String type : path) {
      ByteBuffer next = null;
      for (int at = first; at + 8 <= found.limit() && next == null; at += length(found, at)) {
        if (type(found, at + 4).equals(type)) {
          next = found.slice(at + 8, length(found, at) - 8);
        }
      }
      if (next == null) {
        return null;
      }
      found = next;
      first = 0;
    }
    return found;
  }

  /** The length of the box that begins here. */
  static int length(ByteBuffer of, int at) {
    int length = of.getInt(at);
    if (length < 8 || length > of.limit() - at) {
      throw new IllegalArgumentException("a box of " + length);
    }
    return length;
  }
}
