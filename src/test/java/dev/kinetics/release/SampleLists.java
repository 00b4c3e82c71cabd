package dev.kinetics.release;

import dev.kinetics.annotations.Release;
import dev.kinetics.annotations.Split;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToIntFunction;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** Lists and archives in the publisher's shape, with as many clips as a test wants. */
final class SampleLists {
  private SampleLists() {}

  /** The list of one split: a header and a row a clip. */
  static byte[] csv(Split split, int clips) {
    StringBuilder rows = new StringBuilder("label,youtube_id,time_start,time_end,split\n");
    for (int i = 0; i < clips; i++) {
      rows.append("pole vault,").append(split.name().charAt(0)).append("-_");
      rows.append(10_000_000 + i).append(',').append(i % 90).append(',').append(i % 90 + 10);
      rows.append(',').append(split == Split.VALID ? "validate" : split).append('\n');
    }
    return rows.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** The publisher's archive of a release: one folder with a list a split. */
  static byte[] archive(Release release, ToIntFunction<Split> clips) {
    Map<String, byte[]> files = new LinkedHashMap<>();
    for (Split split : Split.values()) {
      if (clips.applyAsInt(split) > 0) {
        String name = split == Split.VALID ? "validate" : split.toString();
        files.put(release.archiveName() + "/" + name + ".csv", csv(split, clips.applyAsInt(split)));
      }
    }
    return archive(files);
  }

  static byte[] archive(Map<String, byte[]> files) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(bytes))) {
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        TarArchiveEntry entry = new TarArchiveEntry(file.getKey());
        entry.setSize(file.getValue().length);
        tar.putArchiveEntry(entry);
        tar.write(file.getValue());
        tar.closeArchiveEntry();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static byte[] gzip(byte[] content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
