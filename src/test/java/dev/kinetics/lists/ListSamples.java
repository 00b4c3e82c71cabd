package dev.kinetics.lists;

import dev.kinetics.annotations.ClassCatalog;
import dev.kinetics.annotations.Release;
import dev.kinetics.annotations.Selection;
import dev.kinetics.annotations.Split;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** What the tests of lists read, and what they ask for. */
final class ListSamples {
  static final String HEADER = "label,youtube_id,time_start,time_end,split\n";
  static final ClassCatalog CATALOG = ClassCatalog.of(Release.KINETICS_400);

  private ListSamples() {}

  /** Every clip of every split. */
  static Selection everything() {
    return new Selection(true, Set.of(), Set.of(), true, EnumSet.allOf(Split.class));
  }

  /** Train and valid clips of classes. */
  static Selection classes(String... classes) {
    return new Selection(false, Set.of(classes), Set.of(), false, EnumSet.allOf(Split.class));
  }

  /** Every clip of some splits. */
  static Selection splits(Split... splits) {
    return new Selection(true, Set.of(), Set.of(), true, Set.of(splits));
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }

  /** A tar archive of names and contents, in this order. */
  static byte[] tar(Map<String, byte[]> entries) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(out)) {
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        TarArchiveEntry header = new TarArchiveEntry(entry.getKey(), true);
        header.setSize(entry.getValue().length);
        tar.putArchiveEntry(header);
        tar.write(entry.getValue());
        tar.closeArchiveEntry();
      }
    }
    return out.toByteArray();
  }

  /** The archive of a release as the publisher packs it: a folder, and each list in both forms. */
  static Map<String, byte[]> publishersArchive() {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put("kinetics400/", new byte[0]);
    entries.put(
        "kinetics400/test.csv",
        utf8("youtube_id,time_start,time_end,split\ntest0000001,0,10,test\n"));
    entries.put(
        "kinetics400/test.json",
        utf8("{" + json("test0000001", null, "0.0, 10.0", "testing") + "}"));
    entries.put(
        "kinetics400/train.json",
        utf8("{" + json("train000001", "pole vault", "5.0, 15.0", "training") + "}"));
    entries.put(
        "kinetics400/train.csv",
        utf8(HEADER + "pole vault,train000001,5,15,train\nabseiling,train000002,7,17,train\n"));
    entries.put(
        "kinetics400/validate.csv", utf8(HEADER + "pole vault,valid000001,5,15,validate\n"));
    entries.put(
        "kinetics400/validate.json",
        utf8("{" + json("valid000001", "pole vault", "5.0, 15.0", "validation") + "}"));
    return entries;
  }

  /** An entry as the publisher writes it; without a label where that is null. */
  static String json(String id, String label, String segment, String subset) {
    return "\"%s\": {\"annotations\": {%s\"segment\": [%s]}, \"duration\": 10.0, \"subset\": \"%s\", \"url\": \"https://www.youtube.com/watch?v=%s\"}"
        .formatted(id, label == null ? "" : "\"label\": \"" + label + "\", ", segment, subset, id);
  }

  static Path write(Path file, byte[] content) throws IOException {
    Files.createDirectories(file.getParent());
    return Files.write(file, content);
  }

  static Path write(Path file, String content) throws IOException {
    return write(file, utf8(content));
  }

  static AnnotationList readAll(Path list) {
    return AnnotationReader.read(list, CATALOG, everything());
  }
}
