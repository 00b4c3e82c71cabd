package dev.kinetics.engine;

import dev.kinetics.annotations.Clip;
import dev.kinetics.journal.ClipResult;
import java.io.Serializable;

/**
 * A line for the journal: how a job ended for a clip. One pass over a clip can end several jobs.
 *
 * @param job the job's name
 * @param clip the clip
 * @param result how it ended
 * @param supersedes what this run has booked of the same job and clip before; null for nothing
 */
public record Booking(String job, Clip clip, ClipResult result, ClipResult supersedes)
    implements Answer<Clip>, Serializable {

  /** The first line of this run about the job and clip. */
  public Booking(String job, Clip clip, ClipResult result) {
    this(job, clip, result, null);
  }

  @Override
  public Clip item() {
    return clip;
  }

  @Override
  public boolean isThere() {
    return result.outcome().isThere();
  }
}
