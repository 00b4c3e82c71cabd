package dev.kinetics.run;

import dev.kinetics.error.ExitCode;
import dev.kinetics.error.Visible;
import dev.kinetics.journal.ClipResult;
import dev.kinetics.journal.Outcome;
import dev.kinetics.standing.RunState;
import dev.kinetics.words.Counts;
import dev.kinetics.words.Durations;
import dev.kinetics.words.Sizes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** How a run over many clips ended: a count for each outcome that adds up to what was selected. */
public final class RunSummary {
  /** What failed for a reason that nobody knows; a person may, who reads the words. */
  private static final String UNKNOWN = "unknown";

  private static final int MOST_WORDS_SHOWN = 3;
  private static final int MOST_WORDS_KEPT = 1000;

  /** What stands before the words of yt-dlp: its extractor, and the id. */
  private static final Pattern BEFORE_WORDS =
      Pattern.compile("^ERROR: *(?:\\[[^\\]]*\\] *(?:([\\w-]+): +(?:\\1: +)?)?)?");

  private final String job;
  private final long selected;
  private final Map<Outcome, Map<String, Long>> booked = new EnumMap<>(Outcome.class);
  private final Map<Outcome, Map<String, Long>> known = new EnumMap<>(Outcome.class);
  private final Map<String, Long> unknownWords = new HashMap<>();
  private final List<String> notes = new ArrayList<>();
  private long there;
  private long absent;
  private long notNow;
  private long elsewhere;
  private long shared;
  private long bytes;
  private boolean incomplete;
  private Duration elapsed = Duration.ZERO;
  private boolean stopped;

  RunSummary(String job, long selected) {
    this.job = job;
    this.selected = selected;
  }

  void alreadyThere() {
    there++;
  }

  /** Another run is at work on so many of the clips, and gets them or not. */
  void elsewhere(long count) {
    elsewhere += count;
    incomplete = true;
  }

  /** So many clips may lie where other shares of the selection look, and those get them or not. */
  public void ofOtherShares(long count, boolean rerunTells) {
    shared += count;
    if (count > 0) {
      note(
          "where other shares look: when all have ended, the same command once more tells what is"
              + " nowhere",
          rerunTells);
    }
  }

  /** What was asked for, of which so many clips are to be done. */
  RunState.Task task(long wanted) {
    return new RunState.Task(selected, there, wanted, elsewhere);
  }

  void absent(boolean explained) {
    absent++;
    incomplete |= !explained;
  }

  void notNow() {
    notNow++;
    incomplete = true;
  }

  void known(Outcome outcome, String reason) {
    count(known, outcome, reason, 1);
  }

  /** Counts a result, in place of an earlier one of the same clip; null for none. */
  void booked(ClipResult result, ClipResult supersedes) {
    bytes += result.bytes();
    count(booked, result.outcome(), result.reason(), 1);
    if (result.outcome() == Outcome.FAILED && result.reason().equals(UNKNOWN)) {
      String words =
          BEFORE_WORDS.matcher(result.detail().lines().findFirst().orElse("")).replaceFirst("");
      if (!words.isBlank() && unknownWords.size() < MOST_WORDS_KEPT) {
        unknownWords.merge(words, 1L, Long::sum);
      }
    }
    if (supersedes != null) {
      bytes -= supersedes.bytes();
      count(booked, supersedes.outcome(), supersedes.reason(), -1);
    }
  }

  void ended(Duration after, boolean early) {
    elapsed = after;
    stopped = early;
  }

  private static void count(
      Map<Outcome, Map<String, Long>> counts, Outcome outcome, String reason, long more) {
    counts
        .computeIfAbsent(outcome, o -> new TreeMap<>())
        .merge(reason, more, (a, b) -> a + b == 0 ? null : a + b);
  }

  /** Adds a line for the person, such as one about refused rows. */
  public void note(String line, boolean rerunMayGetMore) {
    notes.add(line);
    incomplete |= rerunMayGetMore;
  }

  /** How many clips have this outcome by this run's own work. */
  public long count(Outcome outcome) {
    return total(booked, outcome);
  }

  /** Whether this run has found that clips can't be had, which a rerun would not change. */
  public boolean hasLostForGood() {
    return count(Outcome.GONE) + count(Outcome.CLOSED) + count(Outcome.DAMAGED) > 0;
  }

  /** How many clips were there before. */
  public long countThere() {
    return there;
  }

  private static long total(Map<Outcome, Map<String, Long>> counts, Outcome outcome) {
    return counts.getOrDefault(outcome, Map.of()).values().stream().mapToLong(n -> n).sum();
  }

  /** A few words on how things stand, for the progress bar. */
  String state() {
    StringBuilder state = new StringBuilder();
    for (Outcome outcome : Outcome.values()) {
      long count = count(outcome);
      if (count > 0) {
        state.append(state.length() == 0 ? "" : ", ").append(count).append(' ').append(outcome);
      }
    }
    return state.toString();
  }

  /**
   * The exit code that these outcomes stand for.
   *
   * @param damagedFails whether a damaged clip is one that a person should act on, as for frames
   *     and sound
   */
  public ExitCode exitCode(boolean damagedFails) {
    if (count(Outcome.OUTDATED) > 0) {
      return ExitCode.UNAVAILABLE;
    }
    boolean failed = incomplete || stopped || count(Outcome.FAILED) > 0;
    boolean damaged = count(Outcome.DAMAGED) + total(known, Outcome.DAMAGED) > 0;
    return failed || (damagedFails && damaged) ? ExitCode.INCOMPLETE : ExitCode.DONE;
  }

  /** The lines that a person reads at the end. */
  public List<String> lines() {
    return lines("not reached");
  }

  /** The lines that a person reads who only asked what would be done. */
  public List<String> planLines() {
    return lines("to be done");
  }

  private List<String> lines(String nameOfTheRest) {
    List<String> lines = new ArrayList<>();
    lines.add(job + ": " + Counts.clips(selected) + " selected");
    if (there > 0) {
      lines.add(row("there already", there, Map.of()));
    }
    for (Outcome outcome : Outcome.values()) {
      if (count(outcome) > 0) {
        lines.add(row(outcome.toString(), count(outcome), booked.get(outcome)));
      }
    }
    unknownWords.entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
        .limit(MOST_WORDS_SHOWN)
        .map(said -> "    " + Counts.clips(said.getValue()) + ": " + Visible.text(said.getKey()))
        .forEach(lines::add);
    known.forEach(
        (outcome, reasons) -> lines.add(row(outcome + " before", total(known, outcome), reasons)));
    if (absent > 0) {
      lines.add(row("no clip on disk", absent, Map.of()));
    }
    if (notNow > 0) {
      lines.add(row("not asked again", notNow, Map.of("lost by a probe of the last day", notNow)));
    }
    if (elsewhere > 0) {
      lines.add(row("of another run", elsewhere, Map.of()));
    }
    if (shared > 0) {
      lines.add(row("of other shares", shared, Map.of()));
    }
    long left = selected - there - absent - notNow - elsewhere - shared;
    for (Outcome outcome : Outcome.values()) {
      left -= count(outcome) + total(known, outcome);
    }
    if (left > 0) {
      lines.add(row(nameOfTheRest, left, Map.of()));
    }
    long worked = 0;
    for (Outcome outcome : Outcome.values()) {
      worked += count(outcome);
    }
    if (worked > 0) {
      double seconds = Math.max(0.001, elapsed.toMillis() / 1000.0);
      lines.add(
          String.format(
              Locale.ROOT,
              "  %s, %s, %.2f clips a second",
              Durations.format(elapsed),
              Sizes.format(bytes),
              worked / seconds));
    }
    notes.forEach(note -> lines.add("  " + note));
    return Collections.unmodifiableList(lines);
  }

  private static String row(String name, long count, Map<String, Long> reasons) {
    StringBuilder row = new StringBuilder(String.format(Locale.ROOT, "  %-16s %,9d", name, count));
    String separator = "  ";
    for (Map.Entry<String, Long> reason : reasons.entrySet()) {
      if (!reason.getKey().isEmpty()) {
        row.append(separator).append(reason.getKey()).append(' ').append(reason.getValue());
        separator = ", ";
      }
    }
    return row.toString();
  }
}
