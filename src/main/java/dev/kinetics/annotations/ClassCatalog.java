package dev.kinetics.annotations;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The classes and categories of a release, from files inside the program. The categories are those
 * of Kay et al. 2017, "The Kinetics Human Action Video Dataset", appendix; a class may stand in
 * several, and {@code custom} holds the classes of Kinetics-400 that stand in none.
 */
public final class ClassCatalog {
  private final List<String> classes;
  private final Map<String, List<String>> categories;

  private ClassCatalog(List<String> classes, Map<String, List<String>> categories) {
    this.classes = classes;
    this.categories = categories;
  }

  /** The catalog of a release; 700-2020 has the classes of 700. */
  public static ClassCatalog of(Release release) {
    String name = release == Release.KINETICS_700_2020 ? "700" : release.toString();
    Map<String, List<String>> categories = new LinkedHashMap<>();
    if (release == Release.KINETICS_400 || release == Release.DEMO) {
      for (String line : lines("categories/" + name + ".tsv")) {
        List<String> fields = List.of(line.split("\t"));
        categories.put(fields.get(0), fields.subList(1, fields.size()));
      }
    }
    return new ClassCatalog(
        lines("classes/" + name + ".txt"), Collections.unmodifiableMap(categories));
  }

  /** The classes, in the order of the published list. */
  public List<String> classes() {
    return classes;
  }

  /** The classes of each category, both sorted; empty where the release has no categories. */
  public Map<String, List<String>> categories() {
    return categories;
  }

  private static List<String> lines(String resource) {
    List<String> lines = new ArrayList<>();
    try (InputStream in = ClassCatalog.class.getResourceAsStream("/" + resource);
        BufferedReader reader =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        lines.add(line);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Collections.unmodifiableList(lines);
  }
}
