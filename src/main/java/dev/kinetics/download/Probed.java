package dev.kinetics.download;

import dev.kinetics.annotations.Clip;
import dev.kinetics.history.Journals;
import dev.kinetics.history.LastResults;
import dev.kinetics.journal.ClipResult;
import dev.kinetics.journal.Jobs;
import dev.kinetics.journal.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** What {@code probe} was told of clips within the last day. Older answers count for nothing. */
final class Probed {
  private static final Duration HOLDS = Duration.ofDays(1);

  /** What is an answer; else it is asked again. */
  private static final Set<Outcome> ANSWERS =
      Set.of(Outcome.RESOLVED, Outcome.GONE, Outcome.CLOSED);

  private final LastResults answers;
  private final Instant from;

  Probed(Journals journals) {
    this.answers = journals.unfinished(Jobs.PROBE);
    this.from = Instant.now().minus(HOLDS);
  }

  /** The answer for a clip; empty where there is none. */
  Optional<ClipResult> of(Clip clip) {
    return answers
        .of(clip)
        .filter(booked -> booked.time().isAfter(from))
        .map(LastResults.Booked::result)
        .filter(result -> ANSWERS.contains(result.outcome()));
  }

  /** Why there is no clip to be had, as it was said last; empty where nothing says so. */
  Optional<ClipResult> lost(Clip clip, LastResults.Booked known) {
    return answers
        .of(clip)
        .filter(booked -> known == null || booked.time().isAfter(known.time()))
        .flatMap(booked -> of(clip))
        .filter(result -> result.outcome() != Outcome.RESOLVED);
  }

  /** The last word on a clip, whatever it is; empty where none is a day old at most. */
  Optional<ClipResult> word(Clip clip) {
    return answers
        .of(clip)
        .filter(booked -> booked.time().isAfter(from))
        .map(LastResults.Booked::result);
  }
}
