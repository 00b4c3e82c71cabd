package dev.kinetics.run;

import dev.kinetics.engine.Booking;
import dev.kinetics.engine.Results;
import dev.kinetics.error.KineticsException;
import dev.kinetics.journal.ClipResult;
import dev.kinetics.journal.Journal;
import dev.kinetics.journal.JournalEntry;
import dev.kinetics.journal.Outcome;
import dev.kinetics.standing.Standing;

/** Where the results of a run go: the journal, its standing, the summary, the progress shown. */
final class Books {
  /** Several different clips in a row, with none done between: not the clips are at fault. */
  private static final int OUTDATED_IN_A_ROW = 5;

  private final ClipJob.Options options;
  private final Journal journal;
  private final Standing standing;
  private final RunSummary summary;
  private final Progress progress;
  private int outdatedInARow;

  Books(
      ClipJob.Options options,
      Journal journal,
      Standing standing,
      RunSummary summary,
      Progress progress) {
    this.options = options;
    this.journal = journal;
    this.standing = standing;
    this.summary = summary;
    this.progress = progress;
  }

  /**
   * Takes results until there are no more.
   *
   * @throws KineticsException when the site has changed, so that going on is in vain
   */
  void takeAll(Results<Booking> results) throws InterruptedException {
    RuntimeException fault = null;
    while (true) {
      try {
        Booking booking = results.next();
        if (booking == null) {
          break;
        }
        if (fault == null || booking.isThere()) {
          book(booking);
          if (booking.job().equals(options.name())) {
            progress.step(booking.supersedes() == null ? 1 : 0, summary.state());
            stopWhenOutdated(booking.result());
          }
        }
      } catch (RuntimeException e) {
        // What has ended meanwhile is there, and is booked before the run ends.
        results.close();
        if (fault != null) {
          break;
        }
        fault = e;
      }
    }
    if (fault != null) {
      throw fault;
    }
  }

  private void book(Booking booking) {
    ClipResult result = booking.result();
    journal.append(
        JournalEntry.of(booking.job(), options.made().listName(), booking.clip(), result));
    if (booking.job().equals(options.name())) {
      summary.booked(result, booking.supersedes());
      standing.booked(result, booking.supersedes());
    }
  }

  private void stopWhenOutdated(ClipResult result) {
    if (result.outcome() == Outcome.OUTDATED) {
      outdatedInARow++;
      if (outdatedInARow >= OUTDATED_IN_A_ROW) {
        throw KineticsException.unavailable(
            "the site has changed under yt-dlp ("
                + outdatedInARow
                + " clips in a row: "
                + result.detail()
                + "); get a newer one with 'kinetics setup --update', or name one with --yt-dlp,"
                + " and run the same command again");
      }
    } else if (result.outcome().isThere() || result.outcome() == Outcome.RESOLVED) {
      outdatedInARow = 0;
    }
  }
}
