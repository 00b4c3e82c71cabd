package dev.kinetics.report;

import java.util.List;
import java.util.Locale;

/**
 * What the report's page shows, top to bottom. Texts are as they came from lists, tools and file
 * names: escaping them is the template's work.
 *
 * @param head what the dataset is, and how much of it is there
 * @param splits a row a split, and one of all
 * @param sources how many of the clips that are there came from where
 * @param classes a row a class
 * @param threshold classes with fewer clips there stand out; 0 for none
 * @param reasons why clips are not there
 * @param charts what the clips that are there are like
 * @param sheet pictures of some clips of each class; empty where none were asked for
 * @param speed how many clips came in a day, for a person; empty where none did
 * @param runs the runs that made this, the newest first
 * @param steps what to do next
 * @param data the same for the page's script, as JSON that streams: charts, days, and the clips of
 *     each class
 */
public record ReportPage(
    Head head,
    List<SplitRow> splits,
    List<SourceRow> sources,
    List<ClassRow> classes,
    long threshold,
    List<ReasonRow> reasons,
    List<Chart> charts,
    List<SheetRow> sheet,
    String speed,
    List<RunRow> runs,
    List<Step> steps,
    PageData data) {

  /** The states that a clip can be in, as the page orders and colours them. */
  public static final List<String> STATES =
      List.of("there", "gone", "closed", "damaged", "failed", "open");

  /**
   * What the dataset is.
   *
   * @param release the release's name
   * @param list the annotation list
   * @param folder the dataset's folder
   * @param written when the page was written, for a person
   * @param version the program's version
   * @param size the clips' size, with its unit
   * @param length the clips' length, with its unit
   * @param unmeasured clips that are there and of which no size or length is known
   */
  public record Head(
      String release,
      String list,
      String folder,
      String written,
      String version,
      String size,
      String length,
      long unmeasured) {}

  /** How many clips are in which state. */
  public record Counts(
      long wanted, long there, long gone, long closed, long damaged, long failed, long open) {

    /** The counts in the order of {@link ReportPage#STATES}. */
    public List<Long> byState() {
      return List.of(there, gone, closed, damaged, failed, open);
    }

    /** The share of these in all that are wanted, in percent with one decimal place. */
    public String percent(long part) {
      return wanted == 0 ? "–" : String.format(Locale.ROOT, "%.1f %%", 100.0 * part / wanted);
    }
  }

  /** How a split stands; {@code all} names the row of all splits. */
  public record SplitRow(String name, Counts counts) {}

  /** How many clips came from a source. */
  public record SourceRow(String name, long clips) {}

  /**
   * How a class stands.
   *
   * @param category the class's category; empty where none is known
   * @param meanSeconds the mean length of its clips in seconds; 0 where none is known
   * @param bytes the size of its clips
   * @param size the same with a unit
   */
  public record ClassRow(
      String name, String category, Counts counts, double meanSeconds, long bytes, String size) {}

  /**
   * Why some clips are not there.
   *
   * @param words what the tools said, the most frequent first, a few
   */
  public record ReasonRow(String outcome, String reason, long clips, List<Words> words) {}

  /** What a tool said, and of how many clips. */
  public record Words(String text, long clips) {}

  /**
   * A histogram.
   *
   * @param unit what the values are, for the axis
   */
  public record Chart(String id, String title, String unit) {}

  /** Pictures of one class. */
  public record SheetRow(String label, List<Sample> samples) {}

  /**
   * A clip's picture.
   *
   * @param name the clip
   * @param split its split
   * @param clip the address of the clip's file, relative to the page
   * @param playable whether a browser can play it as it lies there
   * @param picture the address of the picture: relative, or the picture itself as a data address
   */
  public record Sample(String name, String split, String clip, boolean playable, String picture) {}

  /**
   * A run.
   *
   * @param started when, for a person
   * @param wanted how many clips it set out to work on
   * @param blocks how often the site refused to answer
   * @param waited how long it waited for that
   * @param asked its command line
   * @param tools the versions of the program and of the tools that it used
   */
  public record RunRow(
      String started,
      String job,
      long wanted,
      long blocks,
      String waited,
      String asked,
      String tools) {}

  /** Something to do next, and the command that does it. */
  public record Step(String what, String command) {}

  /** A count as a person reads it. */
  public static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }
}
