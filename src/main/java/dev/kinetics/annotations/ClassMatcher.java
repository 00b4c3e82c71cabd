package dev.kinetics.annotations;

import dev.kinetics.error.KineticsException;
import dev.kinetics.error.Visible;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Finds the classes or categories that a person means by the names typed. */
public final class ClassMatcher {
  private static final int SUGGESTIONS = 3;

  private ClassMatcher() {}

  /**
   * The known names that are meant: the very name where it is known, else each that is equal but
   * for case (600 has such) and for underscores instead of spaces, as the dataset's folders have
   * them.
   *
   * @param wanted what was typed
   * @param known the names that exist
   * @param what what kind of name it is: {@code class} or {@code category}
   * @param release the release that they are of
   * @throws KineticsException bad input: names each unknown one, and the known ones closest to it
   */
  public static Set<String> match(
      Collection<String> wanted, Collection<String> known, String what, Release release) {
    Set<String> exact = new LinkedHashSet<>(known);
    Map<String, List<String>> byKey = new HashMap<>();
    for (String name : exact) {
      byKey.computeIfAbsent(key(name), k -> new ArrayList<>()).add(name);
    }
    Set<String> found = new LinkedHashSet<>();
    List<String> unknown = new ArrayList<>();
    for (String name : wanted) {
      if (exact.contains(name)) {
        found.add(name);
      } else if (byKey.containsKey(key(name))) {
        found.addAll(byKey.get(key(name)));
      } else {
        unknown.add("'" + Visible.text(name) + "'" + hint(name, exact));
      }
    }
    if (!unknown.isEmpty()) {
      String list = what.equals("category") ? "list-categories" : "list-classes";
      throw KineticsException.badInput(
          String.format(
              "release %s has no %s %s; 'kinetics %s --release %s' prints those it has",
              release, what, String.join(", ", unknown), list, release));
    }
    return found;
  }

  /** What names have in common that are taken for the same. */
  public static String key(String name) {
    return name.strip().replace('_', ' ').toLowerCase(Locale.ROOT);
  }

  private static String hint(String name, Collection<String> known) {
    String key = key(name);
    record Near(String name, int distance) {}
    List<Near> near = new ArrayList<>();
    // Nobody types a name of this length by mistake for another.
    if (!key.isEmpty() && key.length() <= 200) {
      for (String candidate : known) {
        String other = key(candidate);
        int distance = distance(key, other);
        if (distance <= Math.max(2, key.length() / 3)) {
          near.add(new Near(candidate, distance));
        } else if (key.length() > 2 && other.contains(key)) {
          near.add(new Near(candidate, key.length()));
        }
      }
    }
    if (near.isEmpty()) {
      return "";
    }
    near.sort(Comparator.comparingInt(Near::distance).thenComparing(Near::name));
    List<String> names = new ArrayList<>();
    for (Near one : near.subList(0, Math.min(SUGGESTIONS, near.size()))) {
      names.add("'" + one.name() + "'");
    }
    return " (did you mean " + String.join(" or ", names) + "?)";
  }

  /**
   * How many characters have to be put in, left out, changed or swapped with their neighbour to get
   * from one name to the other (the optimal string alignment distance).
   */
  static int distance(String a, String b) {
    int[] beforeLast = new int[b.length() + 1];
    int[] last = new int[b.length() + 1];
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      last[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        row[j] = Math.min(Math.min(row[j - 1], last[j]) + 1, last[j - 1] + change);
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
        }
      }
      int[] free = beforeLast;
      beforeLast = last;
      last = row;
      row = free;
    }
    return last[b.length()];
  }
}
