package dev.kinetics.run;

import dev.kinetics.annotations.Clip;
import dev.kinetics.dataset.DatasetLayout;
import dev.kinetics.dataset.Made;
import dev.kinetics.dataset.NamingFile;
import dev.kinetics.engine.Booking;
import dev.kinetics.engine.Notes;
import dev.kinetics.engine.Results;
import dev.kinetics.error.KineticsException;
import dev.kinetics.history.Journals;
import dev.kinetics.history.LastResults;
import dev.kinetics.journal.ClipResult;
import dev.kinetics.journal.Jobs;
import dev.kinetics.journal.Journal;
import dev.kinetics.journal.JournalEntry;
import dev.kinetics.journal.Outcome;
import dev.kinetics.journal.RunHeader;
import dev.kinetics.standing.Claim;
import dev.kinetics.standing.RunState;
import dev.kinetics.standing.Standing;
import dev.kinetics.words.Counts;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * A long job over clips, the same for all subcommands: passes over what is there and what is known
 * to be lost, has the rest worked on, books each result in the journal, rewrites the logs, and sums
 * up.
 */
public final class ClipJob {

  /**
   * What a job is run with.
   *
   * @param name the subcommand
   * @param layout the dataset
   * @param made what the dataset is to remember of itself
   * @param retried outcomes of earlier runs that are asked again
   * @param quiet whether to show no progress
   * @param logs the logs to rewrite at the end
   */
  public record Options(
      String name,
      DatasetLayout layout,
      Made made,
      Set<Outcome> retried,
      boolean quiet,
      List<Log> logs) {}

  /** A log: one name a line of the clips whose last outcome is one of these. */
  public record Log(Path file, Set<Outcome> outcomes) implements Serializable {}

  /** What stands on the disk of a clip before the job begins. */
  public enum State {
    /** What the job makes is there. */
    THERE,
    /** What the job needs is not there, and the reason is known: another run would not help. */
    ABSENT,
    /** What the job needs is not there, though it could be. */
    ABSENT_UNEXPLAINED,
    /** There is work to do, but a probe has said within a day that it would be in vain. */
    NOT_NOW,
    /** There is work to do, unless an earlier run has booked why not. */
    WANTED,
    /** There is work to do, whatever an earlier run has booked: what it was about has changed. */
    WANTED_ANEW
  }

  /** Looks at the disk. */
  @FunctionalInterface
  public interface Disk {
    /** How a clip stands; {@code known} is its last outcome that left no file, or null. */
    State look(Clip clip, LastResults.Booked known) throws IOException;
  }

  /** Outcomes that a rerun asks again without being told to. */
  public static final Set<Outcome> ALWAYS_RETRIED = Set.of(Outcome.FAILED, Outcome.OUTDATED);

  private final Options options;
  private final StopSignal stopSignal;
  private final Journals journals;
  private final ClipLogs logs;

  /** Makes a job that ends when the signal comes. */
  public ClipJob(Options options, StopSignal stopSignal) {
    this.options = options;
    this.stopSignal = stopSignal;
    this.journals = new Journals(options.layout().journals());
    this.logs = new ClipLogs(options.layout().root(), options.logs());
  }

  /**
   * What is to be done of a selection, and what not.
   *
   * @param wanted the clips to work on, in order
   * @param lost how an earlier run lost those of them that it asked for
   * @param known how earlier runs lost all that they have not made
   * @param claimed which of them no other run may work on at the same time
   * @param summary the count so far
   * @param program what asks for it; looked at when the first result is booked
   */
  public record Plan(
      List<Clip> wanted,
      Map<Clip, ClipResult> lost,
      LastResults known,
      Predicate<Clip> claimed,
      RunSummary summary,
      Supplier<RunHeader.Program> program) {

    /** The same, asked for by this program. */
    public Plan by(Supplier<RunHeader.Program> newProgram) {
      return new Plan(wanted, lost, known, claimed, summary, newProgram);
    }

    /** The same, where other runs may have some of the clips, too. */
    public Plan claiming(Predicate<Clip> alone) {
      return new Plan(wanted, lost, known, alone, summary, program);
    }

    /** What of it is this run's; says who has the rest. */
    private Plan of(Claim claim) {
      if (claim.others().isEmpty()) {
        return this;
      }
      List<String> others = new ArrayList<>();
      for (RunState.Identity other : claim.others()) {
        others.add(other.host() + ", process " + other.process() + ", since " + other.start());
      }
      System.err.printf(
          Locale.ROOT,
          "another run of %s is at work here (%s): %,d of %s left to it%n",
          claim.others().get(0).job(),
          String.join("; ", others),
          wanted.size() - claim.clips().size(),
          Counts.of(wanted.size(), "clip is", "clips are"));
      summary.elsewhere(wanted.size() - claim.clips().size());
      return new Plan(claim.clips(), lost, known, claimed, summary, program);
    }
  }

  /**
   * The work on all clips of a plan. Results of other jobs than this one are booked as well, and
   * not counted.
   */
  @FunctionalInterface
  public interface Work {
    /** Begins. */
    Results<Booking> on(Plan plan, Notes notes) throws InterruptedException;
  }

  /** Sorts the selection into what is there, what is lost, and what is to be done. */
  public Plan plan(List<Clip> selection, Disk disk) {
    return plan(selection, journals.unfinished(options.name()), disk);
  }

  /** The same, where it has been read how earlier runs lost what they have not made. */
  public Plan plan(List<Clip> selection, LastResults unfinished, Disk disk) {
    RunSummary summary = new RunSummary(options.name(), selection.size());
    List<Clip> wanted = new ArrayList<>();
    Map<Clip, ClipResult> lost = new HashMap<>();
    // A few odd videos must not end each rerun before the others had their turn.
    List<Clip> atLast = new ArrayList<>();
    for (Clip clip : selection) {
      LastResults.Booked known = unfinished.of(clip).orElse(null);
      State state = look(disk, clip, known);
      switch (state) {
        case THERE -> summary.alreadyThere();
        case ABSENT -> summary.absent(true);
        case ABSENT_UNEXPLAINED -> summary.absent(false);
        case NOT_NOW -> summary.notNow();
        default -> {
          boolean ask =
              known == null || state == State.WANTED_ANEW || asksAgain(known.result().outcome());
          if (ask && known != null) {
            lost.put(clip, known.result());
          }
          if (ask && known != null && isDoubtful(known.result())) {
            atLast.add(clip);
          } else if (ask) {
            wanted.add(clip);
          } else {
            summary.known(known.result().outcome(), known.result().reason());
          }
        }
      }
    }
    wanted.addAll(atLast);
    return new Plan(
        wanted, lost, unfinished, clip -> true, summary, () -> RunHeader.Program.UNKNOWN);
  }

  /** What may be no clip's fault, but the tool's. */
  private static boolean isDoubtful(ClipResult lost) {
    return lost.outcome() == Outcome.OUTDATED || lost.reason().equals(ClipResult.SAME_FOR_ALL);
  }

  /** Whether clips with this outcome of an earlier run are asked again. */
  public boolean asksAgain(Outcome known) {
    return options.retried().contains(known) || ALWAYS_RETRIED.contains(known);
  }

  private static State look(Disk disk, Clip clip, LastResults.Booked known) {
    try {
      return disk.look(clip, known);
    } catch (IOException e) {
      throw KineticsException.badInput(
          "the dataset can't be read: " + e.getMessage() + "; check --dataset-dir", e);
    }
  }

  /**
   * Does what is to be done.
   *
   * @param isThere whether what the job makes of a clip is on the disk, for the logs
   * @throws KineticsException when the run can't go on; its summary is printed before, through the
   *     plan's
   */
  public void run(Plan plan, Predicate<JournalEntry> isThere, Work work) {
    long start = System.nanoTime();
    RunSummary summary = plan.summary();
    logs.requireWritable();
    boolean complete = false;
    if (!options.name().equals(Jobs.PROBE)) {
      // A probe makes nothing that has a name, or a size.
      NamingFile.remember(options.layout());
      remember(options.made());
    }
    try (Journal journal = new Journal(options.layout().journals(), () -> header(plan));
        Standing standing = standing(plan, journal, isThere);
        Progress progress =
            new Progress(
                options.name(), standing.claim().clips().size(), "clips", options.quiet())) {
      Plan own = plan.of(standing.claim());
      Notes notes =
          new Notes(
              progress::say,
              block -> {
                journal.append(block);
                standing.blocked(block);
              },
              line -> {});
      if (!own.wanted().isEmpty()) {
        try (Results<Booking> results = work.on(own, notes)) {
          stopSignal.onStop(results::close);
          new Books(options, journal, standing, summary, progress).takeAll(results);
        }
      }
      complete = !stopSignal.isReceived();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      summary.ended(Duration.ofNanos(System.nanoTime() - start), !complete);
      try {
        writeLogs(isThere);
      } finally {
        fold();
      }
    }
  }

  private Standing standing(Plan plan, Journal journal, Predicate<JournalEntry> isThere) {
    return Standing.begin(
        options.layout(),
        Standing.identity(
            journal.name(),
            options.name(),
            options.made().listName(),
            plan.program().get().command()),
        plan.wanted(),
        plan.claimed(),
        plan.summary().task(plan.wanted().size()),
        () -> journal.file().toFile().length(),
        () -> writeLogs(isThere));
  }

  private RunHeader header(Plan plan) {
    return new RunHeader(
        Instant.now(),
        options.name(),
        options.made().listName(),
        plan.wanted().size(),
        plan.program().get());
  }

  private void fold() {
    String fault = stopSignal.isReceived() ? "" : journals.fold();
    if (!fault.isEmpty()) {
      System.err.println("kinetics: warning: " + fault);
    }
  }

  /** Ends a job that has nothing to do. */
  public void runNothing(Plan plan, Predicate<JournalEntry> isThere) {
    logs.write(plan.known(), isThere);
    if (Files.isDirectory(options.layout().ours())) {
      try {
        // Not how it would have made what is there: that may be older than what is remembered.
        remember(options.made().withoutOptions());
      } catch (KineticsException e) {
        // Nothing else is written, so a dataset that can only be read is no fault.
      }
    }
  }

  /** Of which list a dataset is, downloads say: others may work on a part of it. */
  private void remember(Made made) {
    boolean decides = options.name().equals(Jobs.DOWNLOAD);
    (decides ? made : made.withListOf(options.layout().root())).remember(options.layout());
  }

  /** Rewrites the logs from the journals of all runs. */
  private void writeLogs(Predicate<JournalEntry> isThere) {
    logs.write(journals.last(options.name(), outcome -> false), isThere);
  }
}
