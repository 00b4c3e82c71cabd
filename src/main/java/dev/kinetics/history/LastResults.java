package dev.kinetics.history;

import dev.kinetics.annotations.Clip;
import dev.kinetics.journal.ClipResult;
import dev.kinetics.journal.EntryParser.Head;
import dev.kinetics.journal.EntryParser.Read;
import dev.kinetics.journal.EntryParser.Want;
import dev.kinetics.journal.JournalEntry;
import dev.kinetics.journal.JournalFiles;
import dev.kinetics.journal.Outcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The last result of each clip of one job, by time and whatever the order of files and lines: runs
 * overlap, and are folded. Of their details as many are kept as {@link Details} does.
 */
public final class LastResults {
  private final JournalFiles files;
  private final String job;
  private final Predicate<Outcome> kept;
  private final ClipNumbers clips;
  private final Details details = new Details();
  private long[] times = new long[1 << 9];
  private Outcome[] outcomes = new Outcome[1 << 9];
  private ClipResult[] results = new ClipResult[1 << 9];

  /**
   * Without any yet.
   *
   * @param kept the outcomes whose results are wanted; of others, it is known only that they are
   *     not these
   * @param clips the numbers of the job's clips, which others may use as well
   */
  LastResults(JournalFiles files, String job, Predicate<Outcome> kept, ClipNumbers clips) {
    this.files = files;
    this.job = job;
    this.kept = kept;
    this.clips = clips;
  }

  /** How much of an entry it wants. */
  Want wants(Head head) {
    return kept.test(head.outcome()) ? Want.ALL : Want.HEAD;
  }

  /**
   * A result and when it was booked.
   *
   * @param result how it ended; without its detail where there are too many of them
   */
  public record Booked(Instant time, ClipResult result) {}

  /** The last result of a clip; empty where there is none, or none of the outcomes asked for. */
  public Optional<Booked> of(Clip clip) {
    int number = clips.find(job, clip.split(), clip.name());
    return number < 0 || results[number] == null
        ? Optional.empty()
        : Optional.of(new Booked(Instant.EPOCH.plusNanos(times[number]), results[number]));
  }

  /** Whether no clip has one of the outcomes asked for. */
  public boolean isEmpty() {
    for (int i = 0; i < clips.size(); i++) {
      if (results[i] != null) {
        return false;
      }
    }
    return true;
  }

  /**
   * The names of the clips whose last outcome is one of these, sorted, and each once; the journals
   * are read for them once more. No result has to be kept for it.
   *
   * @param wanted what else must be true of the entry
   */
  public List<String> names(Set<Outcome> wantedOutcomes, Predicate<JournalEntry> wanted) {
    List<String> names = new ArrayList<>();
    if (Arrays.stream(outcomes).anyMatch(o -> o != null && wantedOutcomes.contains(o))) {
      files.entries(
          job,
          head -> wantedOutcomes.contains(head.outcome()) && isLast(head) ? Want.ALL : Want.HEAD,
          read -> {
            if (read.entry() != null && wanted.test(read.entry())) {
              names.add(read.entry().clip());
            }
          });
    }
    Collections.sort(names);
    return withoutRepeated(names);
  }

  /** Of a sorted list: a clip may have its last entry in two files, and a name in two splits. */
  private static List<String> withoutRepeated(List<String> sorted) {
    List<String> single = new ArrayList<>(sorted.size());
    for (String name : sorted) {
      if (single.isEmpty() || !single.get(single.size() - 1).equals(name)) {
        single.add(name);
      }
    }
    return single;
  }

  private boolean isLast(Head head) {
    int number = clips.find(job, head.split(), head.clip());
    return number >= 0 && times[number] == head.nanos() && outcomes[number] == head.outcome();
  }

  /** Takes what it wants of an entry; the order does not matter. */
  void add(Read read) {
    add(read, clips.number(job, read.head().split(), read.head().clip()));
  }

  /** The same, of a clip whose number is known. */
  void add(Read read, int number) {
    Head head = read.head();
    if (number >= times.length) {
      int grown = number + number / 2;
      times = Arrays.copyOf(times, grown);
      outcomes = Arrays.copyOf(outcomes, grown);
      results = Arrays.copyOf(results, grown);
    }
    if (outcomes[number] == null
        || JournalEntry.isLater(head.nanos(), head.outcome(), times[number], outcomes[number])) {
      times[number] = head.nanos();
      outcomes[number] = head.outcome();
      results[number] = read.entry() == null ? null : details.bounded(read.entry().result());
    }
  }
}
