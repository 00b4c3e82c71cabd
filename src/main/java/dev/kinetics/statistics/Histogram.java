package dev.kinetics.statistics;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongFunction;

/** How many clips have which value. */
final class Histogram {
  private final LongFunction<String> name;
  private final TreeMap<Long, Long> counts = new TreeMap<>();

  /**
   * An empty one.
   *
   * @param name how a value is written
   */
  Histogram(LongFunction<String> name) {
    this.name = name;
  }

  void count(long value) {
    counts.merge(value, 1L, Long::sum);
  }

  /**
   * The values in order, the rarest put together as {@code other} at the end where there are more
   * than so many.
   */
  Map<String, Long> rows(int most) {
    List<Long> byCount = new ArrayList<>(counts.keySet());
    byCount.sort((one, two) -> Long.compare(counts.get(two), counts.get(one)));
    List<Long> shown = byCount.subList(0, Math.min(most, byCount.size()));
    Map<String, Long> rows = new LinkedHashMap<>();
    shown.stream().sorted().forEach(value -> rows.put(name.apply(value), counts.get(value)));
    long rest = byCount.stream().skip(shown.size()).mapToLong(counts::get).sum();
    if (rest > 0) {
      rows.put("other", rest);
    }
    return rows;
  }
}
