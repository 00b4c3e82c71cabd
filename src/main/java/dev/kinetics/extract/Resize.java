package dev.kinetics.extract;

import dev.kinetics.annotations.Clip;
import dev.kinetics.dataset.DatasetLayout.Kind;
import dev.kinetics.dataset.Inventory;
import dev.kinetics.engine.Booking;
import dev.kinetics.engine.Ended;
import dev.kinetics.engine.Engine;
import dev.kinetics.engine.Results;
import dev.kinetics.engine.Workshop;
import dev.kinetics.error.KineticsException;
import dev.kinetics.history.Journals;
import dev.kinetics.history.LastResults;
import dev.kinetics.journal.ClipResult;
import dev.kinetics.journal.Jobs;
import dev.kinetics.journal.Outcome;
import dev.kinetics.run.ClipJob;
import dev.kinetics.run.RunSummary;
import dev.kinetics.run.StopSignal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Brings the clips that are there to one size and form, in place or into another dataset. Of each
 * the journal says what it was made of, and as a download how it is now: so all that asks for a
 * clip's download finds this one.
 */
public final class Resize {
  private final Extraction.Options options;
  private final ResizeForm form;
  private final Engine engine;
  private final ClipJob job;
  private final LastResults downloads;

  /** The job that brings clips to this form. */
  public Resize(Extraction.Options options, ResizeForm form, Engine engine, StopSignal stopSignal) {
    this.options = options;
    this.form = form;
    this.engine = engine;
    this.downloads = new Journals(options.layout().journals()).last(Jobs.DOWNLOAD, o -> true);
    this.job =
        new ClipJob(
            new ClipJob.Options(
                Jobs.RESIZE,
                options.output(),
                options.made(),
                options.redo().lost() ? EnumSet.of(Outcome.DAMAGED) : EnumSet.noneOf(Outcome.class),
                options.quiet(),
                options.logs()),
            stopSignal);
  }

  private boolean inPlace() {
    return options.output().equals(options.layout());
  }

  /**
   * What is to be done of these clips.
   *
   * @throws KineticsException when none of them is on the disk
   */
  public ClipJob.Plan plan(List<Clip> clips) {
    if (!inPlace() && !options.redo().there()) {
      options.made().requireFits(options.output());
    }
    Inventory videos = new Inventory(options.layout());
    Inventory target = new Inventory(options.output());
    List<Inventory.Entry> files =
        clips.stream().map(clip -> videos.entry(clip, Kind.VIDEO).orElse(null)).toList();
    BitSet fitting = fitting(files);
    LastResults before =
        new Journals(options.output().journals()).last(Jobs.RESIZE, o -> o == Outcome.DONE);
    boolean[] any = {false};
    int[] at = {0};
    ClipJob.Plan plan =
        job.plan(
            clips,
            (clip, known) -> {
              int i = at[0]++;
              Inventory.Entry entry = files.get(i);
              boolean there = !inPlace() && target.has(clip, Kind.VIDEO);
              any[0] |= there || entry != null;
              if (there && (!options.redo().there() || entry == null)) {
                return ClipJob.State.THERE;
              }
              if (entry == null) {
                return downloads
                        .of(clip)
                        .filter(why -> !why.result().outcome().isThere())
                        .filter(why -> !ClipJob.ALWAYS_RETRIED.contains(why.result().outcome()))
                        .isEmpty()
                    ? ClipJob.State.ABSENT_UNEXPLAINED
                    : ClipJob.State.ABSENT;
              }
              if (fitting.get(i)) {
                return isBooked(clip, entry.path(options.layout()))
                    ? ClipJob.State.THERE
                    : ClipJob.State.WANTED_ANEW; // It is found, and booked as it is now.
              }
              if (inPlace() && isMade(clip, entry.path(options.layout()), before, form.words())) {
                return ClipJob.State.THERE;
              }
              boolean newer =
                  known != null
                      && Files.getLastModifiedTime(entry.path(options.layout()))
                          .toInstant()
                          .isAfter(known.time());
              return there || newer ? ClipJob.State.WANTED_ANEW : ClipJob.State.WANTED;
            });
    if (!any[0] && !clips.isEmpty()) {
      throw KineticsException.badInput(
          "none of the selected clips ("
              + clips.size()
              + ") is in "
              + options.layout().root()
              + "; run 'kinetics download' first");
    }
    return plan;
  }

  /** Looks into all files side by side: a release has 650,000. */
  private BitSet fitting(List<Inventory.Entry> files) {
    BitSet fitting = new BitSet();
    if (inPlace()) {
      IntStream.range(0, files.size())
          .parallel()
          .filter(i -> files.get(i) != null && !files.get(i).compressed() && fits(files.get(i)))
          .boxed()
          .toList()
          .forEach(fitting::set);
    }
    return fitting;
  }

  private boolean fits(Inventory.Entry entry) {
    try {
      return form.fits(entry.path(options.layout()));
    } catch (IOException e) {
      return false; // Whoever works on it tells.
    }
  }

  /** Whether the journal knows this file: a run may have been killed before it booked it. */
  private boolean isBooked(Clip clip, Path file) throws IOException {
    ClipResult known = downloads.of(clip).map(LastResults.Booked::result).orElse(null);
    return known != null && known.bytes() == Files.size(file);
  }

  /** Whether it was made by an earlier run in this form, where the file itself does not tell. */
  private static boolean isMade(Clip clip, Path file, LastResults before, String form)
      throws IOException {
    ClipResult made = before.of(clip).map(LastResults.Booked::result).orElse(null);
    return made != null && made.bytes() == Files.size(file) && made.detail().endsWith(": " + form);
  }

  /**
   * Does what is planned.
   *
   * @throws KineticsException when a tool is missing, or the disk is full
   */
  public RunSummary run(ClipJob.Plan plan) {
    if (plan.wanted().isEmpty()) {
      job.runNothing(plan, entry -> false);
      return plan.summary();
    }
    try (Workshop<Clip, Ended> workshop =
        engine.open(new ExtractionRecipe(options, new ResizeMaker(form)))) {
      job.run(
          plan,
          entry -> false,
          (planned, notes) -> new Booked(workshop.on(null, planned.wanted(), notes)));
    }
    return plan.summary();
  }

  /** With a line more for each clip: how it is now, as if it had been downloaded so. */
  private final class Booked implements Results<Booking> {
    private final Results<Ended> all;
    private final Deque<Booking> ready = new ArrayDeque<>();

    Booked(Results<Ended> all) {
      this.all = all;
    }

    @Override
    public Booking next() throws InterruptedException {
      if (ready.isEmpty()) {
        Ended ended = all.next();
        if (ended == null) {
          return null;
        }
        ready.add(new Booking(Jobs.RESIZE, ended.clip(), ended.result()));
        if (ended.result().outcome().isThere()) {
          ready.addFirst(new Booking(Jobs.DOWNLOAD, ended.clip(), asDownload(ended)));
        }
      }
      return ready.remove();
    }

    @Override
    public void close() {
      all.close();
    }
  }

  private ClipResult asDownload(Ended ended) {
    ClipResult result = ended.result();
    ClipResult known = downloads.of(ended.clip()).map(LastResults.Booked::result).orElse(null);
    double wanted = ended.clip().length().toMillis() / 1000.0;
    boolean isShort = result.media().seconds() < wanted - 0.5;
    return ClipResult.made(isShort ? Outcome.SHORT : Outcome.DONE, result.bytes(), result.media())
        .from(known == null || !known.outcome().isThere() ? "" : known.source());
  }
}
