package dev.kinetics.engine;

import java.io.Serializable;

/**
 * How a job works on its items, in plain data alone: whoever gets it, here or on another machine,
 * builds all that the work needs from it.
 *
 * @param <T> what is worked on, in plain data; two that are the same are equal
 * @param <R> what is said of it, in plain data; of equal items only the first is heard
 */
public interface Recipe<T, R extends Answer<?>> extends Serializable {
  /**
   * Builds what the work needs in one process.
   *
   * @throws dev.kinetics.error.KineticsException when a tool is missing, or the dataset can't be
   *     written
   */
  Workshop<T, R> open(Surroundings surroundings);

  /** How many items one process works on at once; 0 for as many as it has cores. */
  int workers();

  /** Whether anybody hears what the tools say. */
  default boolean hearsTools() {
    return false;
  }

  /** How many items it pays to take at once. */
  int largestBatch();
}
