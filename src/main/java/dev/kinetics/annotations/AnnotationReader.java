package dev.kinetics.annotations;

import dev.kinetics.error.KineticsException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * Reads annotation lists: a CSV or JSON file, plain or gzipped, a folder of them, or the
 * publisher's tar archive. A list is streamed; memory grows only with the clips that are wanted and
 * with a compact index of sections. What a file is, its content says, not its name.
 */
public final class AnnotationReader {
  private static final int GZIP_MAGIC = 0x1f8b;
  private static final int TAR_MAGIC_OFFSET = 257;
  private static final int LOOK_AHEAD = 512;

  private AnnotationReader() {}

  /**
   * Reads and checks the whole list and keeps the clips that are wanted.
   *
   * @param annotations a file, a folder or an archive
   * @param catalog the classes and categories that names are looked up in, beside the list's own
   * @throws KineticsException when it is no Kinetics list, or a class or category is not known
   */
  public static AnnotationList read(Path annotations, ClassCatalog catalog, Selection selection) {
    Set<String> ofCategories = new HashSet<>();
    if (!selection.categories().isEmpty()) {
      if (catalog.categories().isEmpty()) {
        throw KineticsException.badInput(
            "this release has no published categories; name --classes instead");
      }
      ClassMatcher.match(selection.categories(), catalog.categories().keySet(), "category")
          .forEach(category -> ofCategories.addAll(catalog.categories().get(category)));
    }
    Set<String> folded = new HashSet<>();
    selection.classes().forEach(name -> folded.add(ClassMatcher.fold(name)));
    AnnotationList list =
        read(
            annotations,
            selection.wantedSplits(),
            (split, label) ->
                selection.namesClasses() && !(selection.all() && split != Split.TEST)
                    ? ofCategories.contains(label) || folded.contains(ClassMatcher.fold(label))
                    : true);
    if (selection.classes().isEmpty()) {
      return list;
    }
    Set<String> known = new TreeSet<>(catalog.classes());
    list.counts().values().forEach(labels -> known.addAll(labels.keySet()));
    known.remove("");
    Set<String> matched = ClassMatcher.match(selection.classes(), known, "class");
    if (selection.all()) {
      return list;
    }
    List<Clip> clips =
        list.clips().stream()
            .filter(c -> matched.contains(c.label()) || ofCategories.contains(c.label()))
            .toList();
    return new AnnotationList(clips, list.counts(), list.refused());
  }

  /**
   * Reads and checks the whole list, and only counts.
   *
   * @throws KineticsException when it is no Kinetics list
   */
  public static AnnotationList count(Path annotations) {
    return read(annotations, EnumSet.allOf(Split.class), (split, label) -> false);
  }

  private static AnnotationList read(
      Path annotations, Set<Split> splits, BiPredicate<Split, String> wanted) {
    RowCollector rows = new RowCollector(splits, wanted);
    String name = String.valueOf(annotations.getFileName());
    try {
      if (Files.isDirectory(annotations)) {
        readFolder(annotations, splits, rows);
      } else if (!Files.isRegularFile(annotations)) {
        throw KineticsException.badInput(
            "there is no list " + annotations + "; check --annotations");
      } else {
        readFile(annotations, splits, rows);
      }
    } catch (KineticsException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw KineticsException.badInput(
          annotations
              + ": the list can't be read to its end ("
              + e.getMessage()
              + "); it is damaged or cut off, get it again",
          e);
    }
    return rows.list(name);
  }

  private static void readFile(Path file, Set<Split> splits, RowCollector rows) throws IOException {
    String name = file.getFileName().toString();
    Set<String> chosen = null;
    try (InputStream in = unpacked(Files.newInputStream(file))) {
      if (!isTar(in)) {
        readList(in, name, rows);
        return;
      }
      chosen = choose(entryNames(in), splits, name);
    }
    try (InputStream in = unpacked(Files.newInputStream(file));
        TarArchiveInputStream tar = new TarArchiveInputStream(in)) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        if (chosen.remove(entry.getName())) {
          readList(unpacked(tar), baseName(entry.getName()), rows);
        }
      }
    }
  }

  private static List<String> entryNames(InputStream in) throws IOException {
    List<String> names = new ArrayList<>();
    try (TarArchiveInputStream tar = new TarArchiveInputStream(in)) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        if (entry.isFile() && names.size() < 10_000) {
          names.add(entry.getName());
        }
      }
      in.transferTo(OutputStream.nullOutputStream()); // Also the end has to be whole.
    }
    return names;
  }

  private static void readFolder(Path folder, Set<Split> splits, RowCollector rows)
      throws IOException {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        if (Files.isRegularFile(file)) {
          names.add(file.getFileName().toString());
        }
      }
    }
    names.sort(null);
    for (String name : choose(names, splits, folder.toString())) {
      try (InputStream in = unpacked(Files.newInputStream(folder.resolve(name)))) {
        readList(in, name, rows);
      }
    }
  }

  /**
   * Which of some files to read: lists, of splits that are wanted, and where a split has both forms
   * only the CSV.
   */
  private static Set<String> choose(Collection<String> names, Set<Split> splits, String where) {
    Set<String> csv = new LinkedHashSet<>();
    Set<String> json = new LinkedHashSet<>();
    for (String name : names) {
      String plain = withoutGzip(baseName(name));
      boolean hidden = plain.startsWith(".");
      if (!hidden && (plain.endsWith(".csv") || plain.endsWith(".txt"))) {
        csv.add(name);
      } else if (!hidden && plain.endsWith(".json")) {
        json.add(name);
      }
    }
    if (csv.isEmpty() && json.isEmpty()) {
      throw KineticsException.badInput(where + " holds no list: no .csv, .txt or .json file");
    }
    Set<Object> covered = new HashSet<>();
    csv.forEach(name -> covered.add(splitOrStem(name)));
    Set<String> chosen = new LinkedHashSet<>(csv);
    json.stream().filter(name -> !covered.contains(splitOrStem(name))).forEach(chosen::add);
    chosen.removeIf(
        name -> {
          Split named = splitOf(baseName(name));
          return named != null && !splits.contains(named);
        });
    if (chosen.isEmpty()) {
      throw KineticsException.badInput(
          where + " holds no list of " + String.join(" or ", RowCollector.names(splits)));
    }
    return chosen;
  }

  private static Object splitOrStem(String name) {
    Split split = splitOf(baseName(name));
    return split != null
        ? split
        : withoutGzip(baseName(name)).replaceFirst("\\.(csv|txt|json)$", "");
  }

  private static String withoutGzip(String name) {
    return name.toLowerCase(Locale.ROOT).replaceFirst("\\.gz$", "");
  }

  private static String baseName(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** The split that a file's name says, such as {@code kinetics-400-val.csv}; null for none. */
  private static Split splitOf(String name) {
    Split found = null;
    for (String word : name.toLowerCase(Locale.ROOT).split("[^a-z]+")) {
      Split split = Split.parse(word).orElse(null);
      if (split != null && found != null && split != found) {
        return null;
      }
      found = split == null ? found : split;
    }
    return found;
  }

  private static void readList(InputStream in, String name, RowCollector rows) throws IOException {
    Split named = splitOf(name);
    if (firstSign(in) == '{') {
      JsonList.read(in, name, named, rows);
    } else {
      CsvList.read(in, name, named, rows);
    }
  }

  /** The first byte that is no white space and no byte order mark; -1 where there is none. */
  private static int firstSign(InputStream in) throws IOException {
    in.mark(LOOK_AHEAD);
    byte[] start = in.readNBytes(LOOK_AHEAD);
    in.reset();
    for (byte b : start) {
      boolean mark = b == (byte) 0xEF || b == (byte) 0xBB || b == (byte) 0xBF;
      if (b != ' ' && b != '\t' && b != '\r' && b != '\n' && !mark) {
        return b;
      }
    }
    return -1;
  }

  /** The content under gzip, where there is gzip; with a mark. */
  private static InputStream unpacked(InputStream raw) throws IOException {
    BufferedInputStream in = new BufferedInputStream(raw, 1 << 16);
    in.mark(2);
    int magic = in.read() << 8 | in.read();
    in.reset();
    return magic == GZIP_MAGIC
        ? new BufferedInputStream(new GZIPInputStream(in, 1 << 16), 1 << 16)
        : in;
  }

  private static boolean isTar(InputStream in) throws IOException {
    in.mark(LOOK_AHEAD);
    byte[] header = in.readNBytes(LOOK_AHEAD);
    in.reset();
    return header.length > TAR_MAGIC_OFFSET + 5
        && new String(header, TAR_MAGIC_OFFSET, 5, StandardCharsets.US_ASCII).equals("ustar");
  }
}
