package dev.kinetics.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArchiveReaderTest {
  /** Each entry has a block for its header and two for its content. */
  private static final int ENTRY_BYTES = 3 * 512;

  private static byte[] archive(String... names) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, 512)) {
      for (String name : names) {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(1000);
        tar.putArchiveEntry(entry);
        tar.write(new byte[1000]);
        tar.closeArchiveEntry();
      }
    }
    return bytes.toByteArray();
  }

  private static List<String> clips(byte[] bytes) throws IOException {
    List<String> names = new ArrayList<>();
    try (ArchiveReader reader = new ArchiveReader(new ByteArrayInputStream(bytes))) {
      for (String name = reader.nextClip(); name != null; name = reader.nextClip()) {
        names.add(name);
      }
    }
    return names;
  }

  @Test
  void anArchiveEndsWithItsEndBlocks() throws IOException {
    byte[] whole = archive("part/one.mp4", "part/two.mp4");
    assertThat(clips(whole)).containsExactly("one", "two");
    assertThat(clips(Arrays.copyOf(whole, 2 * ENTRY_BYTES + 512))).containsExactly("one", "two");
  }

  /** A hole of a file that was not written whole, a preallocated one, two archives in one. */
  @ParameterizedTest
  @ValueSource(ints = {512, 1024, 1536, 10_240, 1 << 20, 3 << 20})
  void zerosBeforeMoreAreNoEnd(int zeros) throws IOException {
    byte[] entries = Arrays.copyOf(archive("one.mp4", "two.mp4"), 2 * ENTRY_BYTES);
    for (byte[] whole : List.of(new byte[0], entries)) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      bytes.write(whole);
      bytes.write(new byte[zeros]);
      bytes.write(archive("three.mp4"));
      assertThatThrownBy(() -> clips(bytes.toByteArray()))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("a hole");
    }
  }

  @Test
  void paddingIsNoHoleAndZerosAloneAreNoArchive() throws IOException {
    byte[] whole = archive("one.mp4");
    assertThat(clips(Arrays.copyOf(whole, whole.length + 9_728))).containsExactly("one");
    assertThatThrownBy(() -> clips(Arrays.copyOf(whole, whole.length + (2 << 20))))
        .hasMessageContaining("a hole");
    assertThatThrownBy(() -> clips(new byte[10_240])).hasMessageContaining("no clip");
    assertThatThrownBy(() -> clips(archive())).hasMessageContaining("no clip");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 511, 512, 1000, ENTRY_BYTES, ENTRY_BYTES + 100, 2 * ENTRY_BYTES})
  void anArchiveThatStopsBeforeThemHasNotEnded(int length) throws IOException {
    byte[] cut = Arrays.copyOf(archive("one.mp4", "two.mp4"), length);
    assertThatThrownBy(() -> clips(cut)).isInstanceOf(IOException.class);
  }

  @Test
  void anArchiveWithoutEndIsLeftBeforeItsNamesFillTheMemory() {
    InputStream endless =
        new InputStream() {
          private long number;
          private byte[] entry = new byte[0];
          private int at;

          @Override
          public int read() {
            if (at == entry.length) {
              TarArchiveEntry header = new TarArchiveEntry("a/" + number++ + ".mp4");
              entry = new byte[512];
              header.writeEntryHeader(entry);
              at = 0;
            }
            return entry[at++] & 0xff;
          }
        };
    assertThatThrownBy(
            () -> {
              try (ArchiveReader reader = new ArchiveReader(endless)) {
                while (reader.nextClip() != null) {
                  assertThat(reader.held()).hasSizeLessThanOrEqualTo(1 << 17);
                }
              }
            })
        .isInstanceOf(IOException.class)
        .hasMessageContaining("entries");
  }

  @Test
  void anEmptyAnswerIsNoArchive() {
    assertThatThrownBy(() -> clips(new byte[0]))
        .isInstanceOf(IOException.class)
        .hasMessage("it is empty");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 100})
  void aPageIsNoArchiveAndItsWordsAreShown(int paragraphs) {
    String page = "<html><body>Please log in first" + "<p>and wait".repeat(paragraphs);
    assertThatThrownBy(() -> clips(page.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no archive")
        .hasMessageContaining("Please log in first");
  }
}
