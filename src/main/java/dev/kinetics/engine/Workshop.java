package dev.kinetics.engine;

import java.util.List;

/**
 * All that the work needs; one for a process.
 *
 * @param <T> what is worked on
 * @param <R> what is said of it
 */
public interface Workshop<T, R extends Answer<?>> extends AutoCloseable {
  /**
   * Begins to work. Several may do so at once; they keep to one gate and one pace.
   *
   * @param common what the work on all items needs to know, in plain data; null for nothing
   * @param notes what is said on the way; the first notes that are given stay
   * @return what came of it, in any order; last of each item that it has ended
   */
  Results<R> on(Object common, List<T> items, Notes notes) throws InterruptedException;

  /**
   * Puts away what was made half.
   *
   * @throws dev.kinetics.error.KineticsException when that can't be done
   */
  @Override
  void close();
}
