package dev.kinetics.engine;

import java.io.Serializable;

/**
 * How a job works on clips, in plain data alone: whoever gets it, here or on another machine,
 * builds all that the work needs from it.
 */
public interface Recipe extends Serializable {
  /**
   * Builds what the work needs in one process.
   *
   * @throws dev.kinetics.error.KineticsException when a tool is missing, or the dataset can't be
   *     written
   */
  Workshop open(Surroundings surroundings);

  /** How many clips one process works on at once; 0 for as many as it has cores. */
  int workers();

  /** Whether anybody hears what the tools say. */
  default boolean hearsTools() {
    return false;
  }

  /** How many clips it pays to take at once. */
  int largestBatch();
}
