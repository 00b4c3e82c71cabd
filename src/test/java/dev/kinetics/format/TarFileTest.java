package dev.kinetics.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TarFileTest {
  @TempDir Path folder;

  @Test
  void isPlainUstarWithoutTimesAndNames() throws IOException {
    Path tar = folder.resolve("a.tar");
    try (TarFile file = new TarFile(tar)) {
      assertThat(file.add("-id_000001_000011.cls", bytes("24"))).isEqualTo(512);
    }
    byte[] bytes = Files.readAllBytes(tar);
    assertThat(bytes).hasSize(4 * 512);
    // POSIX.1-1988, 10.1.1: magic and version at 257, the type at 156.
    assertThat(text(bytes, 257, 8)).isEqualTo("ustar\00000");
    assertThat(text(bytes, 156, 1)).isEqualTo("0");
    assertThat(text(bytes, 136, 11)).as("time").matches("0+");
    assertThat(text(bytes, 108, 7)).as("user").matches("0+");
    assertThat(text(bytes, 265, 8)).as("user's name").matches("\0+");
    assertThat(text(bytes, 512, 2)).isEqualTo("24");
    assertThat(Arrays.copyOfRange(bytes, 1024, 2048)).containsOnly(0);
  }

  @Test
  void contentsComeBackFromWhereTheyBegin() throws IOException {
    Path tar = folder.resolve("a.tar");
    byte[][] contents = new byte[40][];
    long[] offsets = new long[contents.length];
    Random random = new Random(1);
    try (TarFile file = new TarFile(tar)) {
      for (int i = 0; i < contents.length; i++) {
        contents[i] = new byte[random.nextInt(3) * 512 + random.nextInt(2000) * (i % 3)];
        random.nextBytes(contents[i]);
        String name = "id_" + i + ".mp4";
        offsets[i] =
            i % 2 == 0
                ? file.add(name, Files.write(folder.resolve("in"), contents[i]))
                : file.add(name, contents[i]);
        assertThat(file.lastSize()).isEqualTo(contents[i].length);
      }
    }
    byte[] bytes = Files.readAllBytes(tar);
    try (InputStream in = Files.newInputStream(tar);
        TarArchiveInputStream entries = new TarArchiveInputStream(in)) {
      for (int i = 0; i < contents.length; i++) {
        TarArchiveEntry entry = entries.getNextEntry();
        assertThat(entry.getName()).isEqualTo("id_" + i + ".mp4");
        assertThat(entries.readAllBytes()).isEqualTo(contents[i]);
        int at = (int) offsets[i];
        assertThat(Arrays.copyOfRange(bytes, at, at + contents[i].length)).isEqualTo(contents[i]);
      }
      assertThat((Object) entries.getNextEntry()).isNull();
    }
  }

  @Test
  void refusesANameThatNeedsAnExtension() throws IOException {
    try (TarFile file = new TarFile(folder.resolve("a.tar"))) {
      assertThatThrownBy(() -> file.add("x".repeat(101), bytes("")))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("plain tar");
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static String text(byte[] bytes, int from, int count) {
    return new String(bytes, from, count, StandardCharsets.ISO_8859_1);
  }
}
