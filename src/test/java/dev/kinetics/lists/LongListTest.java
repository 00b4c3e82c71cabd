package dev.kinetics.lists;

import static dev.kinetics.lists.ListSamples.CATALOG;
import static dev.kinetics.lists.ListSamples.classes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kinetics.annotations.Split;
import dev.kinetics.error.KineticsException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Lists that do not fit into memory. */
class LongListTest {
  private static final int ROWS = 600_000;

  @TempDir private Path folder;

  /** Reads a list in a process of its own, whose memory is bounded. */
  static final class Reading {
    public static void main(String[] arguments) {
      AnnotationList list =
          AnnotationReader.read(Path.of(arguments[0]), CATALOG, classes("pole vault"));
      list.clips().forEach(clip -> System.out.println(clip.name()));
      System.out.println(list.counts().get(Split.TRAIN).get("yoga"));
    }
  }

  @Test
  @Timeout(60)
  void aListFourTimesAsLargeAsMemoryStreams() throws Exception {
    Path list = folder.resolve("train.csv.gz");
    // Each id stands on two rows; of some the later one is a pole vault.
    String rest = ",train," + "x".repeat(150) + "\n";
    long bytes = 0;
    try (OutputStream out = gzip(list)) {
      out.write(utf8("label,youtube_id,time_start,time_end,split,note\n"));
      for (int i = 0; i < ROWS; i++) {
        String label = i % (ROWS / 10) == ROWS / 20 + 7 ? "pole vault" : "yoga";
        int start = i < ROWS / 2 ? 30 : 50;
        byte[] row = utf8(label + ",id" + i % (ROWS / 2) + "," + start + "," + (start + 10) + rest);
        out.write(row);
        bytes += row.length;
      }
    }
    long memory = 24 << 20;
    assertThat(bytes).isGreaterThan(4 * memory);

    Process reading =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + memory,
                "-cp",
                System.getProperty("java.class.path"),
                Reading.class.getName(),
                list.toString())
            .redirectErrorStream(true)
            .start();
    String printed = new String(reading.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(reading.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(printed.lines())
        .isEqualTo(
            List.of(
                "id30007",
                "id90007",
                "id150007",
                "id210007",
                "id270007",
                "id30007_000050_000060",
                "id90007_000050_000060",
                "id150007_000050_000060",
                "id210007_000050_000060",
                "id270007_000050_000060",
                String.valueOf(ROWS - 10)));
  }

  @Test
  @Timeout(60)
  void aSmallFileThatUnpacksToAHugeOneIsBadInput() throws IOException {
    byte[] header = utf8("label,youtube_id,time_start,time_end,split\nyoga,a,1,2,train\n");
    for (String endless : List.of("\0", "\n", "\"", "a", ",", "{\"", "{\"a\":", "{\"a\":1, ")) {
      Path list = folder.resolve("list.gz");
      try (OutputStream out = gzip(list)) {
        if (endless.startsWith("{")) {
          out.write(utf8(endless));
        } else {
          out.write(header);
        }
        byte[] block = utf8(endless.substring(endless.length() - 1).repeat(1 << 20));
        for (int i = 0; i < 20; i++) {
          out.write(block);
        }
      }
      assertThatThrownBy(() -> ListSamples.readAll(list))
          .isInstanceOf(KineticsException.class)
          .hasMessageContaining("list.gz:");
    }
  }

  private static OutputStream gzip(Path file) throws IOException {
    OutputStream out = Files.newOutputStream(file);
    return new BufferedOutputStream(
        new GZIPOutputStream(out) {
          {
            def.setLevel(Deflater.BEST_SPEED);
          }
        },
        1 << 16);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
