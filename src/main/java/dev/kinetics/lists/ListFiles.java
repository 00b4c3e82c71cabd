package dev.kinetics.lists;

import dev.kinetics.annotations.Release;
import dev.kinetics.annotations.Split;
import dev.kinetics.error.KineticsException;
import dev.kinetics.error.Visible;
import java.io.BufferedInputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.io.input.BOMInputStream;

/**
 * Finds the lists that a path stands for, and opens them. The path is a list, a folder of lists or
 * a tar archive of lists ({@link FileCollection}).
 */
final class ListFiles {
  private static final int PEEK = 4096;

  /** More than any folder of lists has. */
  private static final int MOST_LISTS = 10_000;

  private static final Pattern LIST_NAME =
      Pattern.compile(
          "(?<stem>[^.].*)\\.(?<ending>csv|json|txt)(\\.gz)?", Pattern.CASE_INSENSITIVE);

  private static final Pattern RELEASE_NAME =
      Pattern.compile("(?<!\\d)([467]00)(?:[-_ ]?(2020))?(?!\\d)");

  /** Reads one list. */
  @FunctionalInterface
  interface ListReader {
    /** Reads the text of a list, without a byte order mark; the text is closed by the caller. */
    void read(ListFile file, InputStream text);
  }

  /** What the first bytes of a list tell. */
  private record Start(ListFile.Form form, boolean listsVideos, boolean labelled) {}

  private final Path path;
  private final List<List<ListFile>> passes;

  private final List<String> notes;

  private ListFiles(Path path, List<List<ListFile>> passes, List<String> notes) {
    this.path = path;
    this.passes = passes;
    this.notes = notes;
  }

  /** What a person should know of the choice of lists, each a line. */
  List<String> notes() {
    return notes;
  }

  /**
   * Finds the lists to read. In a folder or archive these are the lists of the wanted splits, as
   * far as names tell; where a split is there as CSV and as JSON, the CSV; where names tell several
   * releases, the lists of this one.
   *
   * @throws KineticsException bad input: there is no such path, or no list in it
   */
  static ListFiles find(Path path, Set<Split> wanted, Release release) {
    if (!Files.exists(path)) {
      throw KineticsException.badInput(
          "there is no annotation list " + Visible.path(path) + ": check the path");
    }
    try {
      if (!FileCollection.isOne(path)) {
        // Not opened yet: what comes through a pipe can be read but once.
        return new ListFiles(path, List.of(), List.of());
      }
      List<ListFile> found = new ArrayList<>();
      FileCollection.visit(
          path,
          (number, place, name, opening) -> {
            Matcher matcher = LIST_NAME.matcher(name);
            if (!matcher.matches()) {
              return;
            }
            if (found.size() == MOST_LISTS) {
              throw new IOException("it holds more than " + MOST_LISTS + " lists");
            }
            try (InputStream in = opening.open()) {
              Start start = peek(in);
              // Of other text files (a licence, class names) there may be any number.
              if (start.listsVideos() || !matcher.group("ending").equalsIgnoreCase("txt")) {
                found.add(
                    new ListFile(
                        number, place, name, splitOf(name), start.form(), start.labelled()));
              }
            } catch (IOException e) {
              throw KineticsException.badInput(place + ": " + ListFile.explain(e), e);
            }
          });
      List<String> notes = new ArrayList<>();
      return new ListFiles(
          path, passes(choose(path, ofRelease(path, found, release, notes), wanted)), notes);
    } catch (IOException e) {
      throw KineticsException.badInput(Visible.path(path) + ": " + ListFile.explain(e), e);
    }
  }

  /**
   * Reads each list, those with labels before those of the same split without. It can be called
   * again.
   *
   * @throws KineticsException bad input: a list can't be read
   */
  void read(ListReader reader) {
    try {
      if (passes.isEmpty()) {
        String name = String.valueOf(path.getFileName());
        try (BufferedInputStream in = FileCollection.decompressed(opened())) {
          Start start = peek(in);
          ListFile file =
              new ListFile(
                  0, Visible.path(path), name, splitOf(name), start.form(), start.labelled());
          reader.read(file, withoutMark(in));
        }
      }
      for (List<ListFile> pass : passes) {
        FileCollection.visit(
            path,
            (number, place, name, opening) -> {
              for (ListFile file : pass) {
                if (file.number() == number) {
                  try (BufferedInputStream in = opening.open()) {
                    reader.read(file, withoutMark(in));
                  }
                }
              }
            });
      }
    } catch (IOException e) {
      throw KineticsException.badInput(Visible.path(path) + ": " + ListFile.explain(e), e);
    }
  }

  /** Java's channels ask a pipe for its position, which it has not. */
  private InputStream opened() throws IOException {
    return Files.isRegularFile(path)
        ? Files.newInputStream(path)
        : new FileInputStream(path.toFile());
  }

  /** The split that a list's name says, as {@code kinetics-400-val.csv} does; null where none. */
  static Split splitOf(String name) {
    Matcher matcher = LIST_NAME.matcher(name);
    Set<Split> said = EnumSet.noneOf(Split.class);
    for (String word : (matcher.matches() ? matcher.group("stem") : name).split("[^A-Za-z]+")) {
      Split.parse(word).ifPresent(said::add);
    }
    return said.size() == 1 ? said.iterator().next() : null;
  }

  /** Of the lists of several releases those whose names say this one. */
  private static List<ListFile> ofRelease(
      Path path, List<ListFile> found, Release release, List<String> notes) {
    Set<Release> named = EnumSet.noneOf(Release.class);
    found.forEach(file -> releaseOf(file.name()).ifPresent(named::add));
    if (named.size() < 2) {
      return found;
    }
    List<ListFile> own =
        found.stream().filter(file -> releaseOf(file.name()).equals(Optional.of(release))).toList();
    String names = String.join(", ", named.stream().map(Release::toString).toList());
    if (own.isEmpty()) {
      throw KineticsException.badInput(
          Visible.path(path)
              + " holds lists of the releases "
              + names
              + " and none of "
              + release
              + ": choose with --release, or name a list with --annotations");
    }
    notes.add(
        Visible.path(path)
            + " holds lists of the releases "
            + names
            + "; taken are those of "
            + release
            + ": "
            + String.join(", ", own.stream().map(file -> Visible.text(file.name())).toList()));
    return own;
  }

  /** The release that a list's name says, as {@code kinetics-700_2020_val.csv} does. */
  private static Optional<Release> releaseOf(String name) {
    Matcher matcher = RELEASE_NAME.matcher(name);
    return matcher.find()
        ? Release.parse(matcher.group(1) + (matcher.group(2) == null ? "" : "-2020"))
        : Optional.empty();
  }

  private static List<ListFile> choose(Path path, List<ListFile> found, Set<Split> wanted) {
    List<ListFile> named = new ArrayList<>(found);
    named.removeIf(file -> file.split() == null);
    Map<Object, ListFile> chosen = new LinkedHashMap<>();
    if (named.isEmpty()) {
      for (ListFile file : found) {
        put(chosen, stem(file.name()), file);
      }
    } else {
      for (ListFile file : named) {
        boolean hasCsv =
            named.stream()
                .anyMatch(
                    other -> other.split() == file.split() && other.form() == ListFile.Form.CSV);
        if (wanted.contains(file.split()) && (file.form() == ListFile.Form.CSV || !hasCsv)) {
          put(chosen, List.of(file.split(), stem(file.name())), file);
        }
      }
    }
    if (chosen.isEmpty()) {
      throw KineticsException.badInput(
          Visible.path(path)
              + (named.isEmpty()
                  ? " holds no annotation list (train.csv, validate.csv, test.csv or .json)"
                  : " holds no list of " + names(wanted) + ", only " + names(splitsOf(named))));
    }
    return List.copyOf(chosen.values());
  }

  /** Of a list that is there in several forms, the CSV stays; else the one that is seen last. */
  private static void put(Map<Object, ListFile> chosen, Object key, ListFile file) {
    ListFile other = chosen.get(key);
    if (other == null || file.form() == ListFile.Form.CSV || other.form() == ListFile.Form.JSON) {
      chosen.put(key, file);
    }
  }

  /** Lists without labels wait for those of their split that have labels: these say more. */
  private static List<List<ListFile>> passes(List<ListFile> chosen) {
    List<ListFile> first = new ArrayList<>();
    List<ListFile> second = new ArrayList<>();
    for (ListFile file : chosen) {
      boolean waits =
          !file.labelled()
              && file.split() != null
              && chosen.stream()
                  .anyMatch(other -> other.split() == file.split() && other.labelled());
      (waits ? second : first).add(file);
    }
    return second.isEmpty() ? List.of(first) : List.of(first, second);
  }

  private static String stem(String name) {
    Matcher matcher = LIST_NAME.matcher(name);
    return (matcher.matches() ? matcher.group("stem") : name).toLowerCase(Locale.ROOT);
  }

  private static Set<Split> splitsOf(List<ListFile> files) {
    Set<Split> splits = EnumSet.noneOf(Split.class);
    files.forEach(file -> splits.add(file.split()));
    return splits;
  }

  /** Splits as a message names them. */
  static String names(Set<Split> splits) {
    List<String> names = new ArrayList<>();
    EnumSet.copyOf(splits).forEach(split -> names.add(split.toString()));
    return String.join(", ", names);
  }

  /** Looks at the first bytes of a list. */
  private static Start peek(InputStream in) throws IOException {
    in.mark(PEEK);
    byte[] bytes = in.readNBytes(PEEK);
    in.reset();
    if (bytes.length >= 2
        && ((bytes[0] == (byte) 0xff && bytes[1] == (byte) 0xfe)
            || (bytes[0] == (byte) 0xfe && bytes[1] == (byte) 0xff))) {
      throw new IOException("it is UTF-16; save it as UTF-8");
    }
    String text = new String(bytes, StandardCharsets.UTF_8);
    if (text.startsWith("\uFEFF")) {
      text = text.substring(1);
    }
    String header = text.stripLeading();
    if (header.startsWith("{")) {
      return new Start(ListFile.Form.JSON, true, header.contains("\"label\""));
    }
    header = header.lines().findFirst().orElse("").toLowerCase(Locale.ROOT);
    return new Start(ListFile.Form.CSV, header.contains("youtube_id"), header.contains("label"));
  }

  private static InputStream withoutMark(InputStream in) throws IOException {
    return BOMInputStream.builder().setInputStream(in).get();
  }
}
