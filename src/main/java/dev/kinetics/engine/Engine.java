package dev.kinetics.engine;

import dev.kinetics.tool.Tools;

/** Where work is done: in threads of this process, or on the machines of a cluster. */
public interface Engine extends AutoCloseable {
  /**
   * Makes ready to work. Of the job nothing is written yet.
   *
   * @param <T> what is worked on: clips, archives, parts of an export
   * @param <R> what is said of it
   * @throws dev.kinetics.error.KineticsException when a tool is missing, the dataset can't be
   *     written, or there is no cluster
   */
  <T, R extends Answer<?>> Workshop<T, R> open(Recipe<T, R> recipe);

  /** Whether machines do it that each ask from an address of their own, or may do. */
  default boolean isCluster() {
    return false;
  }

  /** Lets the machines go. */
  @Override
  default void close() {}

  /** The engine that is this process. */
  static Engine here(Tools tools) {
    return new Engine() {
      @Override
      public <T, R extends Answer<?>> Workshop<T, R> open(Recipe<T, R> recipe) {
        return recipe.open(Surroundings.here(tools));
      }
    };
  }
}
