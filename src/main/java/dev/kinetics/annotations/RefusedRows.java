package dev.kinetics.annotations;

import java.util.List;

/**
 * Rows of a list that were refused.
 *
 * @param count how many
 * @param firstFew the first of them, such as {@code train.csv:17: odd id '../x'}
 */
public record RefusedRows(long count, List<String> firstFew) {
  public RefusedRows {
    firstFew = List.copyOf(firstFew);
  }
}
