package dev.kinetics.engine;

import dev.kinetics.annotations.Clip;
import java.util.List;

/** All that work on clips needs; one for a process. */
public interface Workshop extends AutoCloseable {
  /**
   * Begins to work on clips. Several may do so at once; they keep to one gate and one pace.
   *
   * @param source which of the recipe's sources is asked; empty where there is but one
   * @param notes what is said on the way; the first notes that are given stay
   * @return how each clip ended, in any order
   */
  Results<Ended> on(String source, List<Clip> clips, Notes notes) throws InterruptedException;

  /**
   * Puts away what was made half.
   *
   * @throws dev.kinetics.error.KineticsException when that can't be done
   */
  @Override
  void close();
}
