package dev.kinetics.lists;

import java.util.List;

/**
 * The rows of a list that can't be used.
 *
 * @param count how many there are
 * @param firstFew the first of them, each as one printable line: {@code train.csv:17: odd id
 *     '../x'}
 */
public record RefusedRows(long count, List<String> firstFew) {
  /** How many of them are shown. */
  static final int SHOWN = 5;

  public RefusedRows {
    firstFew = List.copyOf(firstFew);
  }
}
