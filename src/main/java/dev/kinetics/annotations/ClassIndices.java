package dev.kinetics.annotations;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kinetics.error.KineticsException;
import dev.kinetics.error.Visible;
import dev.kinetics.words.Counts;
import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The index of each class, as a model's last layer counts them.
 *
 * <p>Published models count the classes of a release in the alphabetical order of its whole list,
 * whatever is missing on a disk: MMAction2's {@code label_map_k400.txt}, {@code _k600.txt} and
 * {@code _k700.txt} and the class ids of video-nonlocal-net (PySlowFast) have the order of {@link
 * ClassCatalog#classes()}.
 */
public final class ClassIndices implements Serializable {
  private static final long serialVersionUID = 1L;

  /** How classes are counted. */
  public enum Labels {
    /** By the place in the release's whole list. */
    FULL,
    /** From 0 without gaps, by the sorted classes that are there. */
    DENSE
  }

  /** By code points, as Python sorts; Java's own order differs beyond the basic plane. */
  public static final Comparator<String> SORTED =
      (a, b) ->
          Arrays.compareUnsigned(
              a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));

  private static final long LARGEST_FILE = 16 << 20;

  private final List<String> labels;
  private final Map<String, Integer> byLabel = new HashMap<>();

  private ClassIndices(List<String> labels) {
    this.labels = Collections.unmodifiableList(labels);
    for (int i = 0; i < labels.size(); i++) {
      byLabel.put(labels.get(i), i);
    }
  }

  /**
   * The places in a release's whole list; where a list of one's own has classes that the release
   * has not, those of all its classes, sorted.
   *
   * @param whole the classes of the release, in the order of the published list
   * @param present the classes of the annotation list; an empty label is none
   */
  public static ClassIndices full(List<String> whole, Collection<String> present) {
    TreeSet<String> own = sorted(present);
    return new HashSet<>(whole).containsAll(own) ? new ClassIndices(whole) : dense(own);
  }

  /** From 0 without gaps, by the sorted labels; an empty label is none. */
  public static ClassIndices dense(Collection<String> present) {
    return new ClassIndices(new ArrayList<>(sorted(present)));
  }

  /** Just these classes, in this order. */
  public static ClassIndices inOrder(List<String> labels) {
    return new ClassIndices(new ArrayList<>(labels));
  }

  /**
   * The order that a label map gives: text with a class a line; or JSON, a list of classes, {@code
   * {"class": index}} or {@code {"index": "class"}}. Names match as they do on the command line:
   * whatever their case, with underscores or spaces.
   *
   * @param present the classes that need an index; an empty label is none
   * @throws KineticsException when the file can't be read or is something else, names a class
   *     twice, leaves a gap, or lacks one of these classes
   */
  public static ClassIndices ordered(Path file, Collection<String> present) {
    List<String> names = read(file);
    Map<String, Integer> places = new HashMap<>();
    for (int i = 0; i < names.size(); i++) {
      Integer before = places.put(ClassMatcher.key(names.get(i)), i);
      if (before != null && !names.get(i).equals(names.get(before))) {
        // 600 has classes that differ in case alone; then only the very name counts.
        places.put(ClassMatcher.key(names.get(i)), -1);
      } else if (before != null) {
        throw bad(file, "names the class '" + Visible.text(names.get(i)) + "' twice");
      }
    }
    List<String> labels = new ArrayList<>(names);
    List<String> missing = new ArrayList<>();
    for (String label : sorted(present)) {
      int place = names.indexOf(label);
      place = place >= 0 ? place : places.getOrDefault(ClassMatcher.key(label), -1);
      if (place < 0) {
        missing.add("'" + Visible.text(label) + "'");
      } else {
        labels.set(place, label);
      }
    }
    if (!missing.isEmpty()) {
      throw bad(
          file,
          "lacks "
              + missing.size()
              + " of the classes, such as "
              + String.join(", ", missing.subList(0, Math.min(3, missing.size()))));
    }
    return new ClassIndices(labels);
  }

  /** The index of a class; empty for one that has none, and for an empty label. */
  public OptionalInt index(String label) {
    Integer index = byLabel.get(label);
    return index == null ? OptionalInt.empty() : OptionalInt.of(index);
  }

  /** The classes, each at its index. */
  public List<String> labels() {
    return labels;
  }

  /** How many classes a model's last layer needs. */
  public int size() {
    return labels.size();
  }

  private static TreeSet<String> sorted(Collection<String> labels) {
    TreeSet<String> sorted = new TreeSet<>(SORTED);
    sorted.addAll(labels);
    sorted.remove("");
    return sorted;
  }

  private static List<String> read(Path file) {
    String text;
    try {
      if (Files.size(file) > LARGEST_FILE) {
        throw bad(file, "is larger than any list of classes");
      }
      // Some editors write a byte order mark.
      text = Files.readString(file, StandardCharsets.UTF_8).replaceFirst("^\\uFEFF", "").strip();
    } catch (NoSuchFileException e) {
      throw bad(file, "is not there");
    } catch (IOException e) {
      throw bad(file, "can't be read (" + e.getMessage() + ")");
    }
    List<String> names =
        text.startsWith("{") || text.startsWith("[")
            ? json(file, text)
            : text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
    if (names.isEmpty()) {
      throw bad(file, "names no class");
    }
    return names;
  }

  private static List<String> json(Path file, String text) {
    JsonNode root;
    try {
      root = new ObjectMapper().readTree(text);
    } catch (JsonProcessingException e) {
      throw bad(file, "is no JSON (" + e.getOriginalMessage() + ")");
    }
    TreeMap<Integer, String> byIndex = new TreeMap<>();
    if (root.isArray()) {
      root.forEach(name -> byIndex.put(byIndex.size(), name.asText()));
    } else {
      for (Map.Entry<String, JsonNode> field : root.properties()) {
        boolean nameFirst = field.getValue().isIntegralNumber();
        String index = nameFirst ? field.getValue().asText() : field.getKey();
        String name = nameFirst ? field.getKey() : field.getValue().asText();
        // PySlowFast's kinetics_classnames.json has quotes inside its names.
        name = name.replaceAll("^\"|\"$", "");
        if (!index.matches("\\d{1,6}") || byIndex.put(Integer.parseInt(index), name) != null) {
          throw bad(file, "has no index of its own for '" + Visible.text(name) + "'");
        }
      }
    }
    if (!byIndex.isEmpty() && byIndex.lastKey() != byIndex.size() - 1) {
      throw bad(
          file,
          "has "
              + Counts.of(byIndex.size(), "class", "classes")
              + " and not the indices from 0 on");
    }
    return new ArrayList<>(byIndex.values());
  }

  private static KineticsException bad(Path file, String what) {
    return KineticsException.badInput(
        "the order of classes "
            + file
            + " "
            + what
            + "; it has one class per line, from index 0 on");
  }
}
