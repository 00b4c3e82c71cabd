package dev.kinetics.report;

import dev.kinetics.report.ReportPage.Counts;
import dev.kinetics.report.ReportPage.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a person can do about clips that are not there, as commands that run as they stand. */
final class NextSteps {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:=,+-]+");

  private NextSteps() {}

  /**
   * The steps, the most useful first.
   *
   * @param dataset the options that name the dataset and its release
   * @param selection the options that select the clips
   * @param counts how the clips stand
   * @param notAskedMirror clips that are lost and that the mirror was never asked for
   * @param withFrames clips that are open, and whose frames are there
   * @param withSound clips that are open, and whose sound tracks are there and no frames
   * @param unmeasured clips that are there and of which nothing is known
   */
  static List<Step> of(
      List<String> dataset,
      List<String> selection,
      Counts counts,
      long notAskedMirror,
      boolean hasMirror,
      long withFrames,
      long withSound,
      long unmeasured) {
    List<Step> steps = new ArrayList<>();
    if (hasMirror && notAskedMirror > 0) {
      add(
          steps,
          clips(notAskedMirror) + " lost, and the mirror was not asked for them; it may have them.",
          dataset,
          download(selection, "--source", "mirror"));
    }
    // Who keeps only frames or sound does not want the clips: another download would fetch them.
    long toGet = counts.open() - withFrames - withSound + counts.failed();
    if (toGet > 0) {
      add(
          steps,
          clips(toGet)
              + " not asked for yet, or failed for a reason that can pass: another run gets them.",
          dataset,
          download(selection));
    }
    if (withFrames > 0) {
      add(
          steps,
          have(withFrames) + " frames but no clip; frames are exported without clips, too.",
          dataset,
          "export",
          "webdataset",
          "--frames",
          "--out",
          "tars");
    }
    if (withSound > 0) {
      add(
          steps,
          have(withSound) + " a sound track but no clip; this makes the metadata of the tracks.",
          dataset,
          "meta",
          "sound",
          "--save",
          "resources/kinetics_sound");
    }
    if (counts.closed() > 0) {
      add(
          steps,
          clips(counts.closed())
              + " closed: they need an account, or another region. With the cookies of an account"
              + " they may open.",
          dataset,
          download(selection, "--cookies", "cookies.txt"));
    }
    if (counts.there() > 0) {
      add(steps, "Check that what is there is whole: each clip is decoded.", dataset, "verify");
    }
    if (unmeasured > 0) {
      add(
          steps,
          clips(unmeasured) + " there of which no journal tells; this reads the files themselves.",
          dataset,
          "stats",
          "--probe");
    }
    return steps;
  }

  private static String[] download(List<String> selection, String... more) {
    return Stream.of(List.of("download"), selection, List.of(more))
        .flatMap(List::stream)
        .toArray(String[]::new);
  }

  private static String clips(long count) {
    return ReportPage.count(count) + (count == 1 ? " clip is" : " clips are");
  }

  private static String have(long count) {
    return ReportPage.count(count) + (count == 1 ? " clip has" : " clips have");
  }

  private static void add(
      List<Step> steps, String what, List<String> dataset, String... subcommand) {
    List<String> words = new ArrayList<>(List.of("kinetics"));
    words.addAll(List.of(subcommand));
    words.addAll(dataset);
    steps.add(
        new Step(what, words.stream().map(NextSteps::quoted).collect(Collectors.joining(" "))));
  }

  /** A word as a shell takes it. */
  private static String quoted(String word) {
    return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
