package dev.kinetics.inspect;

import dev.kinetics.journal.ClipResult;
import dev.kinetics.journal.Outcome;

/**
 * What a check of one file found.
 *
 * @param state how it stands
 * @param reason why, where it is not fine
 */
record Verdict(State state, String reason) {
  enum State {
    FINE,
    BAD,
    /** It could not be told: nothing is said against the file. */
    UNCHECKED
  }

  static final Verdict FINE = new Verdict(State.FINE, "");

  static Verdict bad(String reason) {
    return new Verdict(State.BAD, reason);
  }

  static Verdict unchecked(String reason) {
    return new Verdict(State.UNCHECKED, reason);
  }

  /** As the pool of workers passes it on. */
  ClipResult asResult() {
    return switch (state) {
      case FINE -> ClipResult.made(Outcome.DONE, 0, null);
      case BAD -> ClipResult.without(Outcome.DAMAGED, reason, "");
      case UNCHECKED -> ClipResult.without(Outcome.FAILED, reason, "");
    };
  }
}
