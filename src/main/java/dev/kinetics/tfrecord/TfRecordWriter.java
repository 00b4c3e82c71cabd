package dev.kinetics.tfrecord;

import com.google.protobuf.MessageLite;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.CRC32C;
import java.util.zip.CheckedOutputStream;
import java.util.zip.GZIPOutputStream;

/**
 * Frames messages as TensorFlow's record files do: the length as a little-endian 64-bit number, the
 * masked CRC-32C of those eight bytes, the message, the masked CRC-32C of the message (<a
 * href="https://www.tensorflow.org/tutorials/load_data/tfrecord#tfrecords_format_details">format</a>).
 */
public final class TfRecordWriter implements Closeable {
  private static final int MASK_DELTA = 0xa282ead8;
  private static final int BUFFER_BYTES = 1 << 16;

  private final OutputStream out;

  /** Writes to a stream, which is closed with the writer. */
  public TfRecordWriter(OutputStream out) {
    this.out = out;
  }

  /**
   * Writes into a new file, which is on the disk itself once the writer is closed.
   *
   * @param gzip whether it is compressed, as TensorFlow's {@code compression_type} {@code GZIP}
   *     reads it
   */
  public static TfRecordWriter to(Path file, boolean gzip) throws IOException {
    OutputStream out =
        new BufferedOutputStream(new OnDisk(new FileOutputStream(file.toFile())), BUFFER_BYTES);
    return new TfRecordWriter(gzip ? new GZIPOutputStream(out, BUFFER_BYTES) : out);
  }

  /** What a file of a set is called: {@code NAME-00000-of-00004}. */
  public static String shardName(String name, int shard, int shards) {
    return String.format(Locale.ROOT, "%s-%05d-of-%05d", name, shard, shards);
  }

  /**
   * Writes one record, straight from the message.
   *
   * @throws IOException when it can't be written; the stream then ends inside a record
   */
  public void write(MessageLite message) throws IOException {
    length(message.getSerializedSize());
    CheckedOutputStream data = new CheckedOutputStream(out, new CRC32C());
    message.writeTo(data);
    out.write(masked(data.getChecksum().getValue()));
  }

  /**
   * Writes one record, most of which stands in a file: it is not held in memory.
   *
   * @param before the record's first bytes
   * @param middle those that follow
   * @param after its last bytes
   * @throws IOException when it can't be written; the stream then ends inside a record
   */
  public void write(byte[] before, Path middle, byte[] after) throws IOException {
    long bytes = Files.size(middle);
    length(before.length + bytes + after.length);
    CheckedOutputStream data = new CheckedOutputStream(out, new CRC32C());
    data.write(before);
    if (Files.copy(middle, data) != bytes) {
      throw new IOException(middle + " changed while it was read");
    }
    data.write(after);
    out.write(masked(data.getChecksum().getValue()));
  }

  private void length(long bytes) throws IOException {
    byte[] length = littleEndian(Long.BYTES).putLong(bytes).array();
    CRC32C crc = new CRC32C();
    crc.update(length);
    out.write(length);
    out.write(masked(crc.getValue()));
  }

  /** A CRC that is kept with what it was made of is masked, so that a CRC over both stays good. */
  private static byte[] masked(long crc) {
    int value = (int) crc;
    return littleEndian(Integer.BYTES).putInt(Integer.rotateRight(value, 15) + MASK_DELTA).array();
  }

  private static ByteBuffer littleEndian(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  @Override
  public void close() throws IOException {
    out.close();
  }

  /** A file that is on the disk itself once it is closed. */
  private static final class OnDisk extends FilterOutputStream {
    private final FileOutputStream file;

    OnDisk(FileOutputStream file) {
      super(file);
      this.file = file;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      file.write(bytes, offset, length);
    }

    @Override
    public void close() throws IOException {
      try (file) {
        file.getFD().sync();
      }
    }
  }
}
