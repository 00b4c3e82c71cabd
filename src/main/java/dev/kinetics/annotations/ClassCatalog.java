package dev.kinetics.annotations;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The classes of a release and, for 400, the categories that they fall into. It comes with the
 * program: no network, no annotation list.
 *
 * <p>Sources: the class lists as DeepMind publishes them; 38 categories from the appendix of Kay et
 * al. 2017, "The Kinetics Human Action Video Dataset", and {@code custom} for the 14 classes that
 * stand in none of these. A class can stand in several categories.
 */
public final class ClassCatalog {
  private final Release release;
  private final List<String> classes;
  private final Map<String, List<String>> categories;

  private ClassCatalog(
      Release release, List<String> classes, Map<String, List<String>> categories) {
    this.release = release;
    this.classes = Collections.unmodifiableList(classes);
    this.categories = Collections.unmodifiableMap(categories);
  }

  /** The classes and categories of a release. */
  public static ClassCatalog of(Release release) {
    return switch (release) {
      case KINETICS_400 -> new ClassCatalog(release, lines("/classes/400.txt"), categoriesOf400());
      case KINETICS_600 -> new ClassCatalog(release, lines("/classes/600.txt"), Map.of());
      case KINETICS_700, KINETICS_700_2020 ->
          new ClassCatalog(release, lines("/classes/700.txt"), Map.of());
      case DEMO -> {
        List<String> classes = lines("/classes/demo.txt");
        yield new ClassCatalog(release, classes, restricted(categoriesOf400(), classes));
      }
    };
  }

  /** The release that these are of. */
  public Release release() {
    return release;
  }

  /** The classes, in the order of the published list. */
  public List<String> classes() {
    return classes;
  }

  /** Each category with its classes, both sorted; empty where the release has no categories. */
  public Map<String, List<String>> categories() {
    return categories;
  }

  private static Map<String, List<String>> categoriesOf400() {
    Map<String, List<String>> categories = new TreeMap<>();
    for (String line : lines("/categories/400.tsv")) {
      List<String> fields = Arrays.asList(line.split("\t"));
      categories.put(fields.get(0), List.copyOf(fields.subList(1, fields.size())));
    }
    return categories;
  }

  private static Map<String, List<String>> restricted(
      Map<String, List<String>> categories, List<String> classes) {
    Map<String, List<String>> rest = new TreeMap<>();
    for (Map.Entry<String, List<String>> category : categories.entrySet()) {
      List<String> kept = new ArrayList<>(category.getValue());
      kept.retainAll(classes);
      if (!kept.isEmpty()) {
        rest.put(category.getKey(), List.copyOf(kept));
      }
    }
    return rest;
  }

  /**
   * The lines of one of our own files in the jar. Listing classes must start fast: no streams, no
   * joined strings.
   */
  private static List<String> lines(String name) {
    try (InputStream in = ClassCatalog.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new FileNotFoundException(name);
      }
      return Arrays.asList(new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n"));
    } catch (IOException e) {
      throw new UncheckedIOException("the program's jar is damaged", e);
    }
  }
}
