package dev.kinetics.report;

import dev.kinetics.annotations.ClassCatalog;
import dev.kinetics.annotations.Clip;
import dev.kinetics.dataset.DatasetLayout;
import dev.kinetics.error.DiskFull;
import dev.kinetics.error.KineticsException;
import dev.kinetics.journal.ClipResult;
import dev.kinetics.report.ReportPage.Chart;
import dev.kinetics.report.ReportPage.ClassRow;
import dev.kinetics.report.ReportPage.Counts;
import dev.kinetics.report.ReportPage.Head;
import dev.kinetics.report.ReportPage.ReasonRow;
import dev.kinetics.report.ReportPage.SourceRow;
import dev.kinetics.report.ReportPage.SplitRow;
import dev.kinetics.report.ReportPage.Words;
import dev.kinetics.statistics.Shape;
import dev.kinetics.statistics.Statistics;
import dev.kinetics.statistics.StatisticsReport;
import dev.kinetics.statistics.Tally;
import dev.kinetics.words.Durations;
import dev.kinetics.words.Sizes;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.TreeMap;

/** Makes the page about a dataset from its statistics. */
public final class Report {
  static final DateTimeFormatter WHEN =
      DateTimeFormatter.ofPattern("d MMMM yyyy, HH:mm 'UTC'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  /** How many different words of the tools are shown of one reason. */
  private static final int MOST_WORDS = 4;

  private static final int LONGEST_WORDS = 300;

  /**
   * What a report is about.
   *
   * @param layout the dataset
   * @param release the release's name
   * @param list the annotation list, for a person
   * @param categories the categories of each class
   * @param arguments the options that name the dataset, its release and list in a command
   * @param selection the options that select its clips there
   * @param hasMirror whether the mirror has this release
   * @param threshold classes with fewer clips there stand out; 0 for none
   * @param version the program's version
   */
  public record Subject(
      DatasetLayout layout,
      String release,
      String list,
      Map<String, String> categories,
      List<String> arguments,
      List<String> selection,
      boolean hasMirror,
      long threshold,
      String version) {}

  private final Subject subject;
  private final Statistics statistics;
  private final StatisticsReport figures;

  /** A report with the same figures as {@code stats}. */
  public Report(Subject subject, Statistics statistics) {
    this.subject = subject;
    this.statistics = statistics;
    this.figures = new StatisticsReport(statistics, true, subject.threshold());
  }

  /** Each class's categories in one text; classes of releases without categories are left out. */
  public static Map<String, String> categories(ClassCatalog catalog) {
    Map<String, String> categories = new HashMap<>();
    catalog
        .categories()
        .forEach(
            (category, classes) ->
                classes.forEach(
                    label -> categories.merge(label, category, (one, two) -> one + ", " + two)));
    return categories;
  }

  /**
   * Writes the page.
   *
   * @param samples pictures of clips, or null for a page without
   * @throws KineticsException when it can't be written
   */
  public void write(Path page, Samples samples) throws InterruptedException {
    try {
      ReportPage content = content(page, samples);
      ReportWriter.write(content, page);
    } catch (IOException e) {
      throw DiskFull.in(e)
          ? DiskFull.stop(page)
          : KineticsException.badInput(
              "the report can't be written to "
                  + page
                  + " ("
                  + e.getMessage()
                  + "); name another"
                  + " file with --out");
    }
  }

  private ReportPage content(Path page, Samples samples) throws InterruptedException, IOException {
    Shape shape = statistics.shape();
    List<SplitRow> splits = new ArrayList<>();
    figures
        .tallies()
        .forEach(
            (split, classes) ->
                splits.add(
                    new SplitRow(split.toString(), counts(StatisticsReport.total(classes)))));
    Counts all = counts(figures.total());
    splits.add(new SplitRow("all", all));
    ClipGroups table = new ClipGroups(statistics, subject.layout(), page);
    List<PageData.ClassClips> clips = table.classes();
    List<Chart> charts = new ArrayList<>();
    List<PageData.ChartData> bars = new ArrayList<>();
    figures
        .histograms()
        .forEach(
            (title, rows) -> {
              if (!rows.isEmpty()) {
                String id = title.replace(' ', '-');
                PageData.Bars values = PageData.Bars.of(rows);
                charts.add(new Chart(id, title, unit(title)));
                bars.add(new PageData.ChartData(id, unit(title), values.labels(), values.values()));
              }
            });
    PageData data =
        new PageData(
            table.splits(),
            ReportPage.STATES,
            table.reasons(),
            clips,
            bars,
            PageData.Bars.of(statistics.days()));
    return new ReportPage(
        new Head(
            subject.release(),
            subject.list(),
            subject.layout().root().toAbsolutePath().normalize().toString(),
            WHEN.format(Instant.now()),
            subject.version(),
            Sizes.format(shape.bytes()),
            Durations.format(Duration.ofSeconds(Math.round(shape.seconds()))),
            shape.unknown()),
        splits,
        sources(),
        classes(table, clips),
        subject.threshold(),
        reasons(),
        charts,
        samples == null ? List.of() : samples.sheet(statistics, subject.layout(), page),
        speed(statistics.days()),
        RunRows.of(subject.layout()),
        NextSteps.of(
            subject.arguments(),
            subject.selection(),
            all,
            notAskedMirror(),
            subject.hasMirror(),
            statistics.openWithFrames(),
            statistics.openWithSound(),
            shape.unknown()),
        data);
  }

  private static String unit(String title) {
    return switch (title) {
      case "resolution" -> "pixels";
      case "frame rate" -> "frames a second";
      case "length" -> "seconds";
      case "size" -> "bytes";
      default -> "sound";
    };
  }

  private static Counts counts(Tally tally) {
    Map<String, Object> counts = StatisticsReport.counts(tally);
    return new Counts(
        number(counts, "wanted"),
        number(counts, "there"),
        number(counts, "gone"),
        number(counts, "closed"),
        number(counts, "damaged"),
        number(counts, "failed"),
        number(counts, "open"));
  }

  private static long number(Map<String, Object> counts, String name) {
    return (Long) counts.get(name);
  }

  private List<ClassRow> classes(ClipGroups table, List<PageData.ClassClips> clips) {
    Map<String, Tally> tallies = new TreeMap<>();
    figures
        .tallies()
        .values()
        .forEach(
            ofSplit ->
                ofSplit.forEach(
                    (label, tally) ->
                        tallies.computeIfAbsent(label, key -> new Tally()).add(tally)));
    List<ClassRow> rows = new ArrayList<>();
    for (PageData.ClassClips each : clips) {
      ClipGroups.Measure measure = table.measure(each.name());
      rows.add(
          new ClassRow(
              each.name(),
              subject.categories().getOrDefault(each.name(), ""),
              counts(tallies.get(each.name())),
              measure.measured() == 0 ? 0 : measure.seconds() / measure.measured(),
              measure.bytes(),
              measure.bytes() == 0 ? "–" : Sizes.format(measure.bytes())));
    }
    return rows;
  }

  private List<SourceRow> sources() {
    Map<String, Long> sources = new TreeMap<>();
    for (int i = 0; i < statistics.clips().size(); i++) {
      if (statistics.isThere(i)) {
        ClipResult last = statistics.last(i);
        boolean known = last != null && last.outcome().isThere() && !last.source().isEmpty();
        sources.merge(known ? last.source() : "unknown", 1L, Long::sum);
      }
    }
    return sources.entrySet().stream()
        .map(entry -> new SourceRow(entry.getKey(), entry.getValue()))
        .toList();
  }

  /** Of the days on which clips came in, the mean and the best. */
  private static String speed(Map<String, Long> days) {
    LongSummaryStatistics clips =
        days.values().stream().mapToLong(day -> day).filter(day -> day > 0).summaryStatistics();
    return clips.getCount() == 0
        ? ""
        : ReportPage.count(Math.round(clips.getAverage()))
            + (Math.round(clips.getAverage()) == 1 ? " clip" : " clips")
            + " a day on average over "
            + (clips.getCount() == 1 ? "1 day" : ReportPage.count(clips.getCount()) + " days")
            + " with new clips, at most "
            + ReportPage.count(clips.getMax());
  }

  private long notAskedMirror() {
    long count = 0;
    for (int i = 0; i < statistics.clips().size(); i++) {
      ClipResult last = statistics.last(i);
      if (!statistics.isThere(i) && last != null && !last.outcome().isThere()) {
        count += List.of(last.source().split(",")).contains("mirror") ? 0 : 1;
      }
    }
    return count;
  }

  private List<ReasonRow> reasons() {
    Map<String, Map<String, Long>> words = new HashMap<>();
    for (int i = 0; i < statistics.clips().size(); i++) {
      ClipResult last = statistics.last(i);
      if (!statistics.isThere(i) && last != null && !last.outcome().isThere()) {
        String detail = last.detail();
        Clip clip = statistics.clips().get(i);
        if (!detail.isEmpty()) {
          // The same words about another video are the same words.
          String plain = detail.replace(clip.id(), "ID");
          words
              .computeIfAbsent(key(last.outcome().toString(), last.reason()), k -> new HashMap<>())
              .merge(
                  plain.length() > LONGEST_WORDS ? plain.substring(0, LONGEST_WORDS) + "…" : plain,
                  1L,
                  Long::sum);
        }
      }
    }
    List<ReasonRow> rows = new ArrayList<>();
    figures
        .total()
        .reasons()
        .forEach(
            (outcome, counts) ->
                counts.forEach(
                    (reason, count) ->
                        rows.add(
                            new ReasonRow(
                                outcome.toString(),
                                reason,
                                count,
                                mostFrequent(
                                    words.getOrDefault(
                                        key(outcome.toString(), reason), Map.of()))))));
    rows.sort(Comparator.comparingLong(ReasonRow::clips).reversed());
    return rows;
  }

  private static String key(String outcome, String reason) {
    return outcome + '\n' + reason;
  }

  private static List<Words> mostFrequent(Map<String, Long> words) {
    return words.entrySet().stream()
        .sorted(
            Map.Entry.<String, Long>comparingByValue().reversed().thenComparing(Map.Entry::getKey))
        .limit(MOST_WORDS)
        .map(entry -> new Words(entry.getKey(), entry.getValue()))
        .toList();
  }
}
