package dev.kinetics.spark;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorAdded;
import org.apache.spark.scheduler.cluster.ExecutorInfo;

/** Where each executor is, and how many cores it has. */
final class Slots extends SparkListener {
  private static final Place UNKNOWN = new Place("", 0);

  private final Map<String, Place> places = new ConcurrentHashMap<>();

  private record Place(String host, int cores) {}

  @Override
  public void onExecutorAdded(SparkListenerExecutorAdded added) {
    ExecutorInfo executor = added.executorInfo();
    places.put(added.executorId(), new Place(executor.executorHost(), executor.totalCores()));
  }

  /** The cores of one; 0 while they are not known. */
  int cores(String executor) {
    return places.getOrDefault(executor, UNKNOWN).cores();
  }

  /** The machine of one; empty while it is not known. */
  String host(String executor) {
    return places.getOrDefault(executor, UNKNOWN).host();
  }
}
