package dev.kinetics.spark;

import java.util.Iterator;
import org.apache.spark.api.java.function.VoidFunction;
import org.apache.spark.broadcast.Broadcast;

/**
 * What a task is: the numbers of its batches, mostly one.
 *
 * @param call whose batches
 * @param common what the work on all items needs to know; null for nothing
 */
record Turn(int call, Broadcast<byte[]> common) implements VoidFunction<Iterator<Integer>> {
  private static final long serialVersionUID = 1L;

  @Override
  public void call(Iterator<Integer> batches) throws InterruptedException {
    while (batches.hasNext()) {
      Node.here().work(call, common, batches.next());
    }
  }
}
