package dev.kinetics.download;

import dev.kinetics.engine.Answer;
import dev.kinetics.engine.Recipe;
import dev.kinetics.engine.Surroundings;
import dev.kinetics.engine.Workshop;
import dev.kinetics.mirror.MirrorArchive;

/** How a download reads archives of the mirror, for whoever reads them: each one is one's work. */
record ArchiveRecipe(Download.Options options) implements Recipe<MirrorArchive, Answer<?>> {
  private static final long serialVersionUID = 1L;

  @Override
  public Workshop<MirrorArchive, Answer<?>> open(Surroundings surroundings) {
    return new Unpacking(Placing.open(options, surroundings));
  }

  @Override
  public boolean hearsTools() {
    return options.logs().isHeard();
  }

  @Override
  public int workers() {
    return options.workers();
  }

  @Override
  public int largestBatch() {
    return 1;
  }
}
