package dev.kinetics.engine;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;

/**
 * Results that come one by one, as they are known. Whoever works on clips returns them; whoever
 * needs them pulls them.
 *
 * @param <R> the kind of result
 */
public interface Results<R> extends AutoCloseable {
  /**
   * The next result; waits for it. Null when there is none any more.
   *
   * @throws RuntimeException what ended the work early, when all results before it are taken
   */
  R next() throws InterruptedException;

  /** Ends the work: nothing more is begun. What has ended already can still be taken. */
  @Override
  void close();

  /** All that are left. */
  default List<R> rest() throws InterruptedException {
    List<R> rest = new ArrayList<>();
    for (R result = next(); result != null; result = next()) {
      rest.add(result);
    }
    return rest;
  }

  /** Results that are known already; closed, it gives no more of them. */
  static <R> Results<R> of(Collection<R> known) {
    Iterator<R> results = known.iterator();
    return new Results<>() {
      private boolean closed;

      @Override
      public synchronized R next() {
        return !closed && results.hasNext() ? results.next() : null;
      }

      @Override
      public synchronized void close() {
        closed = true;
      }
    };
  }
}
