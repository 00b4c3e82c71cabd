package dev.kinetics.annotations;

import dev.kinetics.error.KineticsException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * A part of a release that somebody chose: by classes, by the ids of videos, or by clips' names. It
 * leaves fewer of what is selected otherwise, never more.
 *
 * <p>Those in common use come with the program, as lists of classes in the words of 400; the
 * sources stand in the files of {@code resources/subsets}.
 */
public final class Subset {
  /** No subset: leaves everything. */
  public static final Subset NONE = new Subset("", false, List.of());

  /** Which files a name stands for. */
  private static final Map<String, List<String>> PUBLISHED =
      new TreeMap<>(
          Map.of(
              "kinetics-100-cmn",
              List.of("kinetics-100-cmn-train", "kinetics-100-cmn-val", "kinetics-100-cmn-test"),
              "kinetics-100-cmn-train",
              List.of("kinetics-100-cmn-train"),
              "kinetics-100-cmn-val",
              List.of("kinetics-100-cmn-val"),
              "kinetics-100-cmn-test",
              List.of("kinetics-100-cmn-test"),
              "kinetics-motion",
              List.of("kinetics-motion"),
              "kinetics-sounds",
              List.of("kinetics-sounds"),
              "mini-kinetics-200",
              List.of("mini-kinetics-200")));

  private static final Pattern TIMED = Pattern.compile("(.+)_\\d{6}_\\d{6}");
  private static final Pattern CLIP = Pattern.compile("[A-Za-z0-9_-]{1,78}");

  private final String name;
  private final boolean published;
  private final Set<String> entries;
  private final Set<String> keys = new HashSet<>();
  private final Set<String> ids = new HashSet<>();

  private Subset(String name, boolean published, List<String> entries) {
    this.name = name;
    this.published = published;
    this.entries = new LinkedHashSet<>(entries);
    for (String entry : entries) {
      keys.add(ClassMatcher.key(entry));
      if (!published && CLIP.matcher(entry).matches()) {
        ids.add(TIMED.matcher(entry).replaceFirst("$1"));
      }
    }
  }

  /**
   * The subset of this name; else what the file lists, see {@link NameList}.
   *
   * @throws KineticsException when there is neither
   */
  public static Subset of(String nameOrFile) {
    List<String> files = PUBLISHED.get(nameOrFile);
    if (files != null) {
      List<String> classes = new ArrayList<>();
      files.forEach(file -> classes.addAll(resource(file)));
      return new Subset(nameOrFile, true, classes);
    }
    Path file = Path.of(nameOrFile);
    if (!Files.exists(file)) {
      throw KineticsException.badInput(
          "there is no subset '"
              + nameOrFile
              + "' and no such file; there are "
              + String.join(", ", names()));
    }
    return new Subset(nameOrFile, false, NameList.read(file));
  }

  /** What the subsets are called that come with the program. */
  public static Collection<String> names() {
    return PUBLISHED.keySet();
  }

  /** What it is called, or the file. */
  public String name() {
    return name;
  }

  /** Whether it is {@link #NONE}. */
  public boolean isNone() {
    return entries.isEmpty();
  }

  /** Whether a class may be meant; {@link #classes} tells, once all of them are known. */
  public boolean mayHave(String label) {
    return isNone() || keys.contains(ClassMatcher.key(label));
  }

  /** Whether the clip itself is listed, by its id or its timed name. */
  public boolean hasClip(String id, long startMillis, long endMillis) {
    return ids.contains(id)
        && (entries.contains(id) || entries.contains(Clip.timedName(id, startMillis, endMillis)));
  }

  /** The ids of the videos of which clips are listed. */
  public Set<String> ids() {
    return Set.copyOf(ids);
  }

  /**
   * The known classes that are listed.
   *
   * @param release the release that they are of
   * @throws KineticsException when a file lists what is neither a known class nor looks like a clip
   */
  public Set<String> classes(Collection<String> known, Release release) {
    Set<String> knownKeys = keys(known);
    List<String> meant = new ArrayList<>();
    for (String entry : entries) {
      boolean noClip = !published && !CLIP.matcher(entry).matches();
      if (noClip || knownKeys.contains(ClassMatcher.key(entry))) {
        meant.add(entry);
      }
    }
    return ClassMatcher.match(meant, known, "class", release);
  }

  /**
   * What is listed and neither a known class nor a clip that was seen.
   *
   * @param seen the ids of the videos that were seen, of {@link #ids}
   */
  public List<String> missing(Collection<String> known, Set<String> seen) {
    Set<String> knownKeys = keys(known);
    return entries.stream()
        .filter(entry -> !knownKeys.contains(ClassMatcher.key(entry)))
        .filter(entry -> !seen.contains(TIMED.matcher(entry).replaceFirst("$1")))
        .toList();
  }

  private static Set<String> keys(Collection<String> labels) {
    Set<String> keys = new HashSet<>();
    labels.forEach(label -> keys.add(ClassMatcher.key(label)));
    return keys;
  }

  private static List<String> resource(String name) {
    String path = "/subsets/" + name + ".txt";
    try (InputStream in = Subset.class.getResourceAsStream(path)) {
      if (in == null) {
        throw new FileNotFoundException(path);
      }
      return NameList.lines(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("the program's jar is damaged", e);
    }
  }
}
