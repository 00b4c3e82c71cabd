package dev.kinetics.statistics;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.kinetics.annotations.Split;
import dev.kinetics.journal.Outcome;
import dev.kinetics.words.Counts;
import dev.kinetics.words.Durations;
import dev.kinetics.words.Sizes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Statistics as a person or a program reads them. */
public final class StatisticsReport {
  private static final int MOST_ROWS = 12;
  private static final int BAR = 40;

  /** A column of clips that are not there, and which outcomes it counts. */
  private record Column(String name, List<Outcome> outcomes) {
    long of(Tally tally) {
      return outcomes.stream().mapToLong(tally::lost).sum();
    }
  }

  private static final List<Column> LOST =
      List.of(
          new Column("gone", List.of(Outcome.GONE)),
          new Column("closed", List.of(Outcome.CLOSED)),
          new Column("damaged", List.of(Outcome.DAMAGED)),
          new Column("failed", List.of(Outcome.FAILED, Outcome.OUTDATED)));

  private final Map<Split, Map<String, Tally>> tallies;
  private final Shape shape;
  private final long framesAlone;
  private final long otherSections;
  private final boolean details;
  private final long threshold;

  /**
   * A report.
   *
   * @param details whether each class is shown
   * @param threshold classes with fewer clips there are named, of each split; 0 for none
   */
  public StatisticsReport(Statistics statistics, boolean details, long threshold) {
    this.tallies = statistics.tallies();
    this.shape = statistics.shape();
    this.framesAlone = statistics.framesAlone();
    this.otherSections = statistics.otherSections();
    this.details = details;
    this.threshold = threshold;
  }

  public static Tally total(Map<String, Tally> classes) {
    Tally total = new Tally();
    classes.values().forEach(total::add);
    return total;
  }

  public Tally total() {
    Tally total = new Tally();
    tallies.values().forEach(classes -> total.add(total(classes)));
    return total;
  }

  /** For a person. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    StringBuilder head = new StringBuilder(String.format("%10s %10s", "wanted", "there"));
    LOST.forEach(column -> head.append(String.format(" %9s", column.name())));
    lines.add(head + String.format(" %9s  %s", "open", details ? "split, class" : "split"));
    tallies.forEach(
        (split, classes) -> {
          if (details) {
            classes.forEach((label, tally) -> lines.add(row(tally, split + "  " + name(label))));
          }
          lines.add(row(total(classes), split + (details ? "  (all classes)" : "")));
        });
    lines.add(row(total(), "all"));
    addPercentages(lines);
    if (framesAlone > 0) {
      lines.add("");
      lines.add(
          "not there themselves, but their frames are: "
              + Counts.clips(framesAlone)
              + "; 'kinetics export webdataset --frames' exports them");
    }
    if (otherSections > 0) {
      lines.add("");
      lines.add(
          "not there, but files of other sections than the list's are: "
              + Counts.clips(otherSections)
              + "; 'kinetics download' makes them anew");
    }
    addReasons(lines);
    addThin(lines);
    addShape(lines);
    return lines;
  }

  private void addPercentages(List<String> lines) {
    if (total().there() > 0) {
      lines.add("");
      lines.add("per cent of wanted");
      tallies.forEach((split, classes) -> lines.add(percentages(total(classes), split.toString())));
      lines.add(percentages(total(), "all"));
    }
  }

  private static String percentages(Tally tally, String name) {
    StringBuilder row =
        new StringBuilder(String.format("%10s %10s", "", percent(tally.there(), tally)));
    LOST.forEach(column -> row.append(String.format(" %9s", percent(column.of(tally), tally))));
    return row + String.format(" %9s  %s", percent(tally.open(), tally), name);
  }

  private static String percent(long count, Tally tally) {
    return String.format(Locale.ROOT, "%.1f %%", 100.0 * count / Math.max(1, tally.wanted()));
  }

  /** Counts by split and class, classes sorted. */
  public Map<Split, Map<String, Tally>> tallies() {
    return tallies;
  }

  private static String row(Tally tally, String name) {
    StringBuilder row =
        new StringBuilder(String.format(Locale.ROOT, "%,10d %,10d", tally.wanted(), tally.there()));
    LOST.forEach(column -> row.append(String.format(Locale.ROOT, " %,9d", column.of(tally))));
    return row + String.format(Locale.ROOT, " %,9d  %s", tally.open(), name);
  }

  private static String name(String label) {
    return label.isEmpty() ? "(no class)" : label;
  }

  private void addReasons(List<String> lines) {
    Map<Outcome, Map<String, Long>> reasons = total().reasons();
    if (!reasons.isEmpty()) {
      lines.add("");
      lines.add("not there, because");
      reasons.forEach(
          (outcome, counts) ->
              counts.forEach(
                  (reason, count) ->
                      lines.add(
                          String.format(
                              Locale.ROOT,
                              "%,10d  %s%s",
                              count,
                              outcome,
                              reason.isEmpty() ? "" : ": " + reason))));
    }
  }

  private void addThin(List<String> lines) {
    if (threshold > 0) {
      lines.add("");
      lines.add("classes with fewer than " + Counts.clips(threshold) + " there");
      thin()
          .forEach(
              (split, classes) ->
                  classes.forEach(
                      (label, count) ->
                          lines.add(
                              String.format(Locale.ROOT, "%,10d  %s  %s", count, split, label))));
    }
  }

  private Map<String, Map<String, Long>> thin() {
    Map<String, Map<String, Long>> thin = new LinkedHashMap<>();
    tallies.forEach(
        (split, classes) ->
            classes.forEach(
                (label, tally) -> {
                  if (tally.there() < threshold && !label.isEmpty()) {
                    thin.computeIfAbsent(split.toString(), s -> new LinkedHashMap<>())
                        .put(label, tally.there());
                  }
                }));
    return thin;
  }

  private void addShape(List<String> lines) {
    long there = total().there();
    if (there == 0) {
      return;
    }
    lines.add("");
    lines.add(
        Sizes.format(shape.bytes())
            + ", "
            + Durations.format(Duration.ofMillis(Math.round(shape.seconds() * 1000)))
            + " of video");
    if (shape.unknown() > 0) {
      lines.add(
          String.format(
              Locale.ROOT,
              "  without %s that no journal tells of, or can't be read;"
                  + " --probe reads the files themselves",
              Counts.clips(shape.unknown())));
    }
    long known = there - shape.unknown();
    histograms()
        .forEach(
            (title, rows) -> {
              if (!rows.isEmpty()) {
                lines.add("");
                lines.add(title);
                rows.forEach(
                    (name, count) ->
                        lines.add(
                            String.format(
                                    Locale.ROOT,
                                    "%,10d  %-14s %s",
                                    count,
                                    name,
                                    "#".repeat((int) (BAR * count / known)))
                                .stripTrailing()));
              }
            });
  }

  public Map<String, Map<String, Long>> histograms() {
    Map<String, Map<String, Long>> histograms = new LinkedHashMap<>();
    histograms.put("resolution", shape.resolution.rows(MOST_ROWS));
    histograms.put("frame rate", shape.frameRate.rows(MOST_ROWS));
    histograms.put("length", shape.length.rows(MOST_ROWS));
    histograms.put("size", shape.size.rows(MOST_ROWS));
    histograms.put("sound", shape.sound.rows(MOST_ROWS));
    return histograms;
  }

  /** For a program: one JSON object. */
  public String json() {
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("all", counts(total()));
    Map<String, Object> splits = new LinkedHashMap<>();
    tallies.forEach(
        (split, classes) -> {
          Map<String, Object> ofSplit = counts(total(classes));
          if (details) {
            Map<String, Object> ofClasses = new LinkedHashMap<>();
            classes.forEach((label, tally) -> ofClasses.put(label, counts(tally)));
            ofSplit.put("classes", ofClasses);
          }
          splits.put(split.toString(), ofSplit);
        });
    report.put("splits", splits);
    if (threshold > 0) {
      report.put("below_threshold", thin());
    }
    report.put("frames_alone", framesAlone);
    report.put("other_sections", otherSections);
    report.put("bytes", shape.bytes());
    report.put("seconds", Math.round(shape.seconds() * 1000) / 1000.0);
    report.put("unknown", shape.unknown());
    Map<String, Object> histograms = new LinkedHashMap<>();
    histograms().forEach((title, rows) -> histograms.put(title.replace(' ', '_'), rows));
    report.put("histograms", histograms);
    try {
      return new ObjectMapper()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .writeValueAsString(report);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static Map<String, Object> counts(Tally tally) {
    Map<String, Object> counts = new LinkedHashMap<>();
    counts.put("wanted", tally.wanted());
    counts.put("there", tally.there());
    LOST.forEach(column -> counts.put(column.name(), column.of(tally)));
    counts.put("open", tally.open());
    counts.put(
        "percent_there", Math.round(1000.0 * tally.there() / Math.max(1, tally.wanted())) / 10.0);
    Map<String, Object> reasons = new LinkedHashMap<>();
    tally.reasons().forEach((outcome, ofOutcome) -> reasons.put(outcome.toString(), ofOutcome));
    counts.put("reasons", reasons);
    return counts;
  }
}
