package dev.kinetics.meta;

import dev.kinetics.annotations.ClassIndices;
import dev.kinetics.annotations.ClassIndices.Labels;
import dev.kinetics.error.KineticsException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;

/**
 * How the classes of a set are counted.
 *
 * @param labels by their place in the whole list, or those of the set alone from 0; null for the
 *     usual: by their place in a set of all classes, alone in a smaller one
 * @param order a label map with an order of its own; null for none
 * @param whole the whole list of classes, in its order
 */
public record Indexing(Labels labels, Path order, List<String> whole) {
  /**
   * Checks the options.
   *
   * @throws KineticsException when both are given
   */
  public Indexing {
    whole = List.copyOf(whole);
    if (labels != null && order != null) {
      throw KineticsException.badInput("--labels and --class-order do not go together: give one");
    }
  }

  /** The usual, by this list. */
  public static Indexing usual(List<String> whole) {
    return new Indexing(null, null, whole);
  }

  /**
   * The indices of a set.
   *
   * @param size how many classes the set was to have; 0 where they were named one by one
   * @param classes the classes that it has
   * @param warnings takes a line where a class has no place in the whole list
   * @throws KineticsException when the order can't be read, or lacks one of the classes
   */
  public ClassIndices of(int size, SortedSet<String> classes, List<String> warnings) {
    if (order != null) {
      return ClassIndices.ordered(order, classes);
    }
    List<String> others = new ArrayList<>(classes);
    others.removeAll(whole);
    boolean isFull = labels == null ? size >= whole.size() : labels == Labels.FULL;
    if (!isFull || others.size() == classes.size()) {
      return ClassIndices.inOrder(List.copyOf(classes));
    }
    if (!others.isEmpty()) {
      warnings.add(
          "the whole list of classes lacks "
              + others.size()
              + " that are there, such as '"
              + others.get(0)
              + "': they are counted behind it, from "
              + whole.size()
              + " on");
    }
    List<String> all = new ArrayList<>(whole);
    all.addAll(others);
    return ClassIndices.inOrder(all);
  }
}
