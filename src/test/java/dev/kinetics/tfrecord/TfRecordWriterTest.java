package dev.kinetics.tfrecord;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.BytesValue;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TfRecordWriterTest {

  @Test
  void framesTheEmptyMessage() throws IOException {
    // An empty record as TensorFlow's own writer makes it: the CRC-32C of eight zero bytes is
    // 8c28b28a, of nothing 00000000.
    assertThat(HexFormat.of().formatHex(record(BytesValue.getDefaultInstance())))
        .isEqualTo("0000000000000000" + "29039807" + "d8ea82a2");
  }

  @Test
  void framesAnyMessage() throws IOException {
    Random random = new Random(1);
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    byte[][] contents = new byte[20][];
    try (TfRecordWriter writer = new TfRecordWriter(file)) {
      for (int i = 0; i < contents.length; i++) {
        BytesValue message =
            BytesValue.of(
                ByteString.copyFrom(
                    new Random(i)
                        .ints(i * i * 500L)
                        .collect(
                            ByteArrayOutputStream::new, ByteArrayOutputStream::write, (a, b) -> {})
                        .toByteArray()));
        contents[i] = message.toByteArray();
        writer.write(message);
      }
    }
    assertThat(RecordFrames.read(file.toByteArray())).containsExactly(contents);
    // And the reader that says so would notice a single wrong bit anywhere.
    byte[] bytes = Arrays.copyOf(file.toByteArray(), 600);
    for (int i = 0; i < 50; i++) {
      byte[] wrong = record(BytesValue.of(ByteString.copyFromUtf8("pole vault")));
      int bit = random.nextInt(wrong.length * 8);
      wrong[bit / 8] ^= (byte) (1 << bit % 8);
      assertThat(RecordFrames.isWhole(wrong)).as("bit " + bit).isFalse();
    }
    assertThat(RecordFrames.isWhole(bytes)).isFalse();
  }

  @Test
  void theTestsOwnChecksumIsCrc32c() {
    // RFC 3720, appendix B.4, and the check value of the catalogue of parametrised CRCs.
    assertThat(RecordFrames.crc32c("123456789".getBytes(StandardCharsets.US_ASCII)))
        .isEqualTo(0xe3069283);
    assertThat(RecordFrames.crc32c(new byte[32])).isEqualTo(0x8a9136aa);
    byte[] ones = new byte[32];
    Arrays.fill(ones, (byte) 0xff);
    assertThat(RecordFrames.crc32c(ones)).isEqualTo(0x62a8ab43);
  }

  private static byte[] record(BytesValue message) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (TfRecordWriter writer = new TfRecordWriter(out)) {
      writer.write(message);
    }
    return out.toByteArray();
  }
}
