package dev.kinetics.annotations;

import dev.kinetics.error.KineticsException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Finds the classes or categories that a person means by names typed in any case. */
public final class ClassMatcher {
  private static final int MOST_SUGGESTIONS = 3;

  private ClassMatcher() {}

  /**
   * The known names that are meant: for each the one written just so, else all that differ in case
   * only. Underscores may stand for spaces.
   *
   * @param what what they are names of, for the error: {@code class} or {@code category}
   * @throws KineticsException when one is not known; it names the closest ones
   */
  public static Set<String> match(
      Collection<String> wanted, Collection<String> known, String what) {
    Set<String> exact = Set.copyOf(known);
    Set<String> matched = new LinkedHashSet<>();
    for (String name : wanted) {
      if (exact.contains(name)) {
        matched.add(name);
        continue;
      }
      List<String> alike = known.stream().filter(other -> fold(other).equals(fold(name))).toList();
      if (alike.isEmpty()) {
        throw unknown(name, known, what);
      }
      matched.addAll(alike);
    }
    return matched;
  }

  /** A name as it is compared. */
  static String fold(String name) {
    return name.strip().replace('_', ' ').toLowerCase(Locale.ROOT);
  }

  private static KineticsException unknown(String name, Collection<String> known, String what) {
    String folded = fold(name);
    List<String> closest = new ArrayList<>(new LinkedHashSet<>(known));
    closest.sort(Comparator.comparingDouble(other -> distance(folded, fold(other))));
    closest.removeIf(other -> distance(folded, fold(other)) > 0.6);
    List<String> some = closest.subList(0, Math.min(MOST_SUGGESTIONS, closest.size()));
    String hint =
        some.isEmpty()
            ? "'kinetics list-" + (what.equals("class") ? "classes" : "categories") + "' shows all"
            : "did you mean '" + String.join("', '", some) + "'?";
    return KineticsException.badInput("there is no " + what + " '" + name + "'; " + hint);
  }

  /**
   * How far two names are apart: edits as a share of the length, less where one holds the other.
   */
  private static double distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int above = row[j];
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        row[j] = Math.min(Math.min(row[j - 1], above) + 1, diagonal + change);
        diagonal = above;
      }
    }
    double share = row[b.length()] / (double) Math.max(1, Math.max(a.length(), b.length()));
    boolean holds = a.length() > 2 && b.length() > 2 && (a.contains(b) || b.contains(a));
    return holds ? share / 2 : share;
  }
}
