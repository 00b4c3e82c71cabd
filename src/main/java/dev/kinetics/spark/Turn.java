package dev.kinetics.spark;

import java.util.Iterator;
import org.apache.spark.api.java.function.VoidFunction;

/**
 * What a task is: the numbers of its batches, mostly one.
 *
 * @param call whose batches
 */
record Turn(int call) implements VoidFunction<Iterator<Integer>> {
  private static final long serialVersionUID = 1L;

  @Override
  public void call(Iterator<Integer> batches) throws InterruptedException {
    while (batches.hasNext()) {
      Node.here().work(call, batches.next());
    }
  }
}
