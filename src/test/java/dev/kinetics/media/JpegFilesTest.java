package dev.kinetics.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A row of pictures is cut where each ends, wherever the pipe cuts it. */
class JpegFilesTest {
  // Start, a stuffed FF, a restart marker, two fill bytes before the end: all that looks alike.
  private static final byte[] FIRST = picture(0xFF, 0xD8, 1, 0xFF, 0, 0xD9, 0xFF, 0xD0, 0xFF, 0xFF);
  private static final byte[] SECOND = picture(0xFF, 0xD8, 0xD9, 0xD9);

  @TempDir Path folder;

  private static byte[] picture(int... beforeEnd) {
    byte[] bytes = new byte[beforeEnd.length + 2];
    for (int i = 0; i < beforeEnd.length; i++) {
      bytes[i] = (byte) beforeEnd[i];
    }
    bytes[beforeEnd.length] = (byte) 0xFF;
    bytes[beforeEnd.length + 1] = (byte) 0xD9;
    return bytes;
  }

  private static byte[] row(byte[]... pictures) {
    ByteArrayOutputStream row = new ByteArrayOutputStream();
    for (byte[] picture : pictures) {
      row.writeBytes(picture);
    }
    return row.toByteArray();
  }

  private List<String> names(Path below) throws IOException {
    try (Stream<Path> files = Files.list(below)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void cutsTheSameWhereverTheChunksEnd() throws IOException {
    byte[] row = row(FIRST, SECOND, FIRST);
    for (int chunk = 1; chunk <= row.length; chunk++) {
      Path own = Files.createDirectory(folder.resolve(Integer.toString(chunk)));
      JpegFiles files = new JpegFiles(own, 100);
      for (int from = 0; from < row.length; from += chunk) {
        files.write(row, from, Math.min(chunk, row.length - from));
      }
      assertThat(names(own)).containsExactly("frame0.jpg", "frame1.jpg", "frame2.jpg");
      assertThat(own.resolve("frame0.jpg")).hasBinaryContent(FIRST);
      assertThat(own.resolve("frame1.jpg")).hasBinaryContent(SECOND);
      assertThat(own.resolve("frame2.jpg")).hasBinaryContent(FIRST);
      assertThat(files.count()).isEqualTo(3);
      assertThat(files.bytes()).isEqualTo(row.length);
      assertThat(files.endedWhole()).isTrue();
    }
  }

  @Test
  void takesSingleBytes() throws IOException {
    JpegFiles files = new JpegFiles(folder, 100);
    for (byte b : row(FIRST, SECOND)) {
      files.write(b);
    }
    assertThat(folder.resolve("frame0.jpg")).hasBinaryContent(FIRST);
    assertThat(folder.resolve("frame1.jpg")).hasBinaryContent(SECOND);
  }

  @Test
  void tellsAPictureThatIsNotWhole() throws IOException {
    JpegFiles files = new JpegFiles(folder, 100);
    files.write(row(FIRST, Arrays.copyOf(SECOND, SECOND.length - 1)));

    assertThat(files.endedWhole()).isFalse();
    assertThat(files.count()).isEqualTo(1);
    assertThat(names(folder)).containsExactly("frame0.jpg");
  }

  @Test
  void hasNoPictureOfNothing() throws IOException {
    JpegFiles files = new JpegFiles(folder, 100);
    files.write(new byte[0]);

    assertThat(files.count()).isZero();
    assertThat(files.endedWhole()).isTrue();
    assertThat(names(folder)).isEmpty();
  }

  @Test
  void writesOverNothing() throws IOException {
    Files.writeString(folder.resolve("frame0.jpg"), "another's");

    assertThatThrownBy(() -> new JpegFiles(folder, 100).write(FIRST))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThat(folder.resolve("frame0.jpg")).hasContent("another's");
  }
}
