package dev.kinetics.extract;

import dev.kinetics.annotations.Clip;
import dev.kinetics.dataset.DatasetLayout;
import dev.kinetics.dataset.DatasetLayout.Kind;
import dev.kinetics.dataset.Inventory;
import dev.kinetics.dataset.Made;
import dev.kinetics.engine.Booking;
import dev.kinetics.engine.Ended;
import dev.kinetics.engine.Engine;
import dev.kinetics.engine.Notes;
import dev.kinetics.engine.Results;
import dev.kinetics.engine.Workshop;
import dev.kinetics.error.KineticsException;
import dev.kinetics.history.Journals;
import dev.kinetics.history.LastResults;
import dev.kinetics.journal.Jobs;
import dev.kinetics.journal.JournalEntry;
import dev.kinetics.journal.Outcome;
import dev.kinetics.run.ClipJob;
import dev.kinetics.run.RunSummary;
import dev.kinetics.run.StopSignal;
import dev.kinetics.words.Counts;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.function.Predicate;

/** What {@code frames} and {@code sound} share: which clips have work to do, and running it. */
public final class Extraction {

  /**
   * What an extraction is run with.
   *
   * @param kind what is taken out: frames or sound
   * @param ending of the files that are made; empty for frames
   * @param layout the dataset with the clips
   * @param output the dataset for what is made of them; mostly the same
   * @param made what the output is to remember of itself
   * @param workers how many at once
   * @param redo what is done once more
   * @param quiet whether no progress is shown
   * @param logs the logs to rewrite at the end
   */
  public record Options(
      Kind kind,
      String ending,
      DatasetLayout layout,
      DatasetLayout output,
      Made made,
      int workers,
      Redo redo,
      boolean quiet,
      List<ClipJob.Log> logs)
      implements Serializable {
    /** Where what is made of a clip lies. */
    Path target(Clip clip) {
      return output.path(clip, kind, ending);
    }
  }

  /**
   * What is done once more.
   *
   * @param there whether what is there is made again
   * @param lost whether clips that are known to be damaged or silent are tried again
   */
  public record Redo(boolean there, boolean lost) implements Serializable {}

  private final String name;
  private final Options options;
  private final Maker maker;
  private final Engine engine;
  private final ClipJob job;

  Extraction(String name, Options options, Maker maker, Engine engine, StopSignal stopSignal) {
    this.name = name;
    this.options = options;
    this.maker = maker;
    this.engine = engine;
    this.job =
        new ClipJob(
            new ClipJob.Options(
                name,
                options.output(),
                options.made(),
                options.redo().lost()
                    ? EnumSet.of(Outcome.DAMAGED, Outcome.SILENT)
                    : EnumSet.noneOf(Outcome.class),
                options.quiet(),
                options.logs()),
            stopSignal);
  }

  /**
   * What is to be done of these clips.
   *
   * @throws KineticsException when none of them is on the disk, or what is there was made otherwise
   */
  public ClipJob.Plan plan(List<Clip> clips) {
    if (!options.redo().there()) {
      options.made().requireFits(options.output());
    }
    DatasetLayout layout = options.layout();
    Inventory made = new Inventory(options.output());
    Inventory videos = new Inventory(layout);
    Journals.Known download = new Journals(layout.journals()).known(Jobs.DOWNLOAD, layout.naming());
    Journals.Known earlier =
        new Journals(options.output().journals()).known(name, options.output().naming());
    boolean[] any = {false};
    long[] others = {0};
    ClipJob.Plan plan =
        job.plan(
            clips,
            earlier.results(),
            (clip, known) -> {
              boolean there = made.has(clip, options.kind(), options.ending());
              any[0] |= there;
              if (there && !options.redo().there() && !earlier.sections().isOther(clip)) {
                return ClipJob.State.THERE;
              }
              Inventory.Entry video = videos.entry(clip, Kind.VIDEO).orElse(null);
              if (video != null && download.sections().isOther(clip)) {
                any[0] = true;
                others[0]++;
                return ClipJob.State.ABSENT_UNEXPLAINED;
              }
              if (there) {
                return video == null ? ClipJob.State.THERE : ClipJob.State.WANTED_ANEW;
              }
              if (video == null) {
                return download
                        .results()
                        .of(clip)
                        .filter(why -> !ClipJob.ALWAYS_RETRIED.contains(why.result().outcome()))
                        .isEmpty()
                    ? ClipJob.State.ABSENT_UNEXPLAINED
                    : ClipJob.State.ABSENT;
              }
              any[0] = true;
              return known != null && isNewer(video.path(layout), known)
                  ? ClipJob.State.WANTED_ANEW
                  : ClipJob.State.WANTED;
            });
    if (others[0] > 0) {
      plan.summary()
          .note(
              Counts.of(others[0], "clip is", "clips are")
                  + " of another section than the list has; 'kinetics download' makes that anew",
              false);
    }
    if (!any[0] && !clips.isEmpty()) {
      throw KineticsException.badInput(
          "none of the selected clips ("
              + clips.size()
              + ") is in "
              + layout.root()
              + "; run 'kinetics download' first");
    }
    return plan;
  }

  /** Whether the clip was made again since it was found wanting. */
  private static boolean isNewer(Path file, LastResults.Booked known) throws IOException {
    return Files.getLastModifiedTime(file).toInstant().isAfter(known.time());
  }

  /**
   * Does what is planned.
   *
   * @throws KineticsException when a tool is missing, or the disk is full
   */
  public RunSummary run(ClipJob.Plan plan) {
    Predicate<JournalEntry> isThere = entry -> Files.exists(options.target(entry.asClip()));
    if (plan.wanted().isEmpty()) {
      job.runNothing(plan, isThere);
      return plan.summary();
    }
    try (Workshop<Clip, Ended> workshop = engine.open(new ExtractionRecipe(options, maker))) {
      job.run(plan, isThere, (planned, notes) -> bookings(workshop, planned.wanted(), notes));
    }
    return plan.summary();
  }

  private Results<Booking> bookings(Workshop<Clip, Ended> workshop, List<Clip> clips, Notes notes)
      throws InterruptedException {
    Results<Ended> all = workshop.on(null, clips, notes);
    return new Results<>() {
      @Override
      public Booking next() throws InterruptedException {
        Ended ended = all.next();
        return ended == null ? null : new Booking(name, ended.clip(), ended.result());
      }

      @Override
      public void close() {
        all.close();
      }
    };
  }
}
