package dev.kinetics.tfrecord;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/**
 * What stands before the bytes of a field in protobuf's wire format (protobuf.dev, "Encoding"), for
 * messages that are written piece by piece: a record of minutes of sound or of hundreds of pictures
 * would not fit into memory for each worker.
 */
public final class MessageHeads {
  private static final int LENGTH_DELIMITED = 2;

  private MessageHeads() {}

  /** What stands before a field of so many bytes. */
  public static byte[] field(int number, long bytes) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    CodedOutputStream coded = CodedOutputStream.newInstance(head);
    coded.writeTag(number, LENGTH_DELIMITED);
    coded.writeUInt64NoTag(bytes);
    coded.flush();
    return head.toByteArray();
  }

  /** How many bytes a field takes with what stands before it. */
  public static long sized(int number, long bytes) {
    return CodedOutputStream.computeTagSize(number)
        + CodedOutputStream.computeUInt64SizeNoTag(bytes)
        + bytes;
  }

  /** What stands before the value of an entry, in a message whose field 1 is a map by names. */
  public static byte[] mapEntry(String name, long bytes) throws IOException {
    byte[] key = name.getBytes(UTF_8);
    long entry = sized(1, key.length) + sized(2, bytes);
    return join(field(1, entry), field(1, key.length), key, field(2, bytes));
  }

  public static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }
}
