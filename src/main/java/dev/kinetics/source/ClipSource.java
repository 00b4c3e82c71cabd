package dev.kinetics.source;

import dev.kinetics.annotations.Clip;
import dev.kinetics.engine.Results;
import java.util.List;

/** A place that clips come from. */
public interface ClipSource {
  /** What {@code --source} and the journal call it. */
  String name();

  /**
   * Gets clips into scratch. Each result comes as soon as it is known, in any order; a clip without
   * one could not be told apart from others, and is to be asked for alone.
   *
   * @return the results, which may throw {@link dev.kinetics.engine.BlockedException} when the site
   *     blocks this address, and {@link dev.kinetics.error.KineticsException} when the run can't go
   *     on
   */
  Results<Fetched> fetch(List<Clip> clips) throws InterruptedException;

  /**
   * Whether it would give this clip now, which it gave before; it is asked, and nothing fetched.
   */
  default boolean gives(Clip clip) throws InterruptedException {
    return false;
  }
}
