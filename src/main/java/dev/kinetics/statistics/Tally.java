package dev.kinetics.statistics;

import dev.kinetics.journal.ClipResult;
import dev.kinetics.journal.Outcome;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/** How many clips are wanted, there, lost and why. */
public final class Tally {
  private final Map<Outcome, Map<String, Long>> lost = new EnumMap<>(Outcome.class);
  private long wanted;
  private long there;

  /** Counts a clip; {@code last} is its last outcome, or null. */
  void count(boolean isThere, ClipResult last) {
    wanted++;
    if (isThere) {
      there++;
    } else if (last != null && !last.outcome().isThere()) {
      lost.computeIfAbsent(last.outcome(), outcome -> new TreeMap<>())
          .merge(last.reason(), 1L, Long::sum);
    }
  }

  public void add(Tally other) {
    wanted += other.wanted;
    there += other.there;
    other.lost.forEach(
        (outcome, reasons) ->
            reasons.forEach(
                (reason, count) ->
                    lost.computeIfAbsent(outcome, o -> new TreeMap<>())
                        .merge(reason, count, Long::sum)));
  }

  long wanted() {
    return wanted;
  }

  long there() {
    return there;
  }

  long lost(Outcome outcome) {
    return lost.getOrDefault(outcome, Map.of()).values().stream().mapToLong(n -> n).sum();
  }

  /** Neither there nor booked as lost: not asked for yet, or removed since. */
  long open() {
    long open = wanted - there;
    for (Outcome outcome : lost.keySet()) {
      open -= lost(outcome);
    }
    return open;
  }

  /** Why clips are not there: outcome, then reason, to how many. */
  public Map<Outcome, Map<String, Long>> reasons() {
    return lost;
  }
}
