package dev.kinetics.engine;

import dev.kinetics.tool.Tools;

/** Where clips are worked on: in threads of this process, or on the machines of a cluster. */
@FunctionalInterface
public interface Engine extends AutoCloseable {
  /**
   * Makes ready to work. Of the job nothing is written yet.
   *
   * @throws dev.kinetics.error.KineticsException when a tool is missing, the dataset can't be
   *     written, or there is no cluster
   */
  Workshop open(Recipe recipe);

  /** Lets the machines go. */
  @Override
  default void close() {}

  /** The engine that is this process. */
  static Engine here(Tools tools) {
    return recipe -> recipe.open(Surroundings.here(tools));
  }
}
