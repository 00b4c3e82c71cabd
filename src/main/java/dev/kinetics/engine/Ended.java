package dev.kinetics.engine;

import dev.kinetics.annotations.Clip;
import dev.kinetics.journal.ClipResult;
import java.io.Serializable;
import java.util.List;

/**
 * How the work on a clip ended. What was made is in its place already.
 *
 * @param clip the clip
 * @param result how it ended
 * @param beside how other jobs ended that the same pass did
 */
public record Ended(Clip clip, ClipResult result, List<Booking> beside)
    implements Answer<Clip>, Serializable {
  public Ended {
    beside = List.copyOf(beside);
  }

  /** With nothing beside. */
  public Ended(Clip clip, ClipResult result) {
    this(clip, result, List.of());
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
