package dev.kinetics.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FrameFolderTest {
  private static final byte[] WHOLE = {(byte) 0xFF, (byte) 0xD8, 1, 2, (byte) 0xFF, (byte) 0xD9};
  private static final byte[] CUT = {(byte) 0xFF, (byte) 0xD8, 1, 2, 3};

  @TempDir private Path folder;

  private void frames(int... numbers) throws IOException {
    for (int number : numbers) {
      Files.write(folder.resolve("frame" + number + ".jpg"), WHOLE);
    }
  }

  @Test
  void countsFramesWithoutHoles() throws IOException {
    frames(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
    FrameFolder read = FrameFolder.read(folder);
    assertThat(read.frames()).isEqualTo(12);
    assertThat(read.fault()).isEmpty();
  }

  @Test
  void findsAHole() throws IOException {
    frames(0, 1, 3);
    assertThat(FrameFolder.read(folder).fault()).isEqualTo("frame2.jpg is missing");
  }

  @Test
  void findsThatTheFirstIsMissing() throws IOException {
    frames(1, 2);
    assertThat(FrameFolder.read(folder).fault()).isEqualTo("frame0.jpg is missing");
  }

  @Test
  void findsACutAndAnEmptyFrame() throws IOException {
    frames(0, 1);
    Files.write(folder.resolve("frame2.jpg"), CUT);
    assertThat(FrameFolder.read(folder).fault()).isEqualTo("frame2.jpg is no whole JPEG");
    Files.write(folder.resolve("frame2.jpg"), new byte[0]);
    assertThat(FrameFolder.read(folder).fault()).isEqualTo("frame2.jpg is no whole JPEG");
  }

  @Test
  void findsAnEmptyFolder() throws IOException {
    assertThat(FrameFolder.read(folder).fault()).isEqualTo("it has no frames");
  }

  @Test
  void namesWhatIsNoFrame() throws IOException {
    frames(0);
    Path number = Files.write(folder.resolve("frame01.jpg"), WHOLE);
    Path notes = Files.writeString(folder.resolve("notes.txt"), "x");
    FrameFolder read = FrameFolder.read(folder);
    assertThat(read.fault()).isEmpty();
    assertThat(read.foreign()).containsExactlyInAnyOrder(number, notes);
  }
}
