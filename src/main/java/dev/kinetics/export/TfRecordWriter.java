package dev.kinetics.export;

import com.google.protobuf.MessageLite;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;
import java.util.zip.CheckedOutputStream;

/**
 * Frames messages as TensorFlow's record files do: the length as a little-endian 64-bit number, the
 * masked CRC-32C of those eight bytes, the message, the masked CRC-32C of the message (<a
 * href="https://www.tensorflow.org/tutorials/load_data/tfrecord#tfrecords_format_details">format</a>).
 */
final class TfRecordWriter implements Closeable {
  private static final int MASK_DELTA = 0xa282ead8;

  private final OutputStream out;

  /** Writes to a stream, which is closed with the writer. */
  TfRecordWriter(OutputStream out) {
    this.out = out;
  }

  /**
   * Writes one record, straight from the message: a long sound track is not copied.
   *
   * @throws IOException when it can't be written; the stream then ends inside a record
   */
  void write(MessageLite message) throws IOException {
    byte[] length = littleEndian(Long.BYTES).putLong(message.getSerializedSize()).array();
    CRC32C lengthCrc = new CRC32C();
    lengthCrc.update(length);
    out.write(length);
    out.write(masked(lengthCrc));
    CRC32C dataCrc = new CRC32C();
    message.writeTo(new CheckedOutputStream(out, dataCrc));
    out.write(masked(dataCrc));
  }

  /** A CRC that is kept with what it was made of is masked, so that a CRC over both stays good. */
  private static byte[] masked(CRC32C crc) {
    int value = (int) crc.getValue();
    return littleEndian(Integer.BYTES).putInt(Integer.rotateRight(value, 15) + MASK_DELTA).array();
  }

  private static ByteBuffer littleEndian(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
