package dev.kinetics.engine;

/**
 * What work on a batch says of one of its items.
 *
 * @param <T> what is worked on, such as a clip
 */
public interface Answer<T> {
  /** What it is about. */
  T item();

  /** Whether what was to be made is there. */
  boolean isThere();

  /** Whether it is no result yet: the item is to be worked on once more, alone. */
  default boolean isAgain() {
    return false;
  }
}
