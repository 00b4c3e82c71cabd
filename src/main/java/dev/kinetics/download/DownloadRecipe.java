package dev.kinetics.download;

import dev.kinetics.annotations.Clip;
import dev.kinetics.engine.Ended;
import dev.kinetics.engine.Recipe;
import dev.kinetics.engine.Surroundings;
import dev.kinetics.engine.Workshop;

/** How a download gets clips from YouTube, for whoever gets them. */
record DownloadRecipe(Download.Options options) implements Recipe<Clip, Ended> {
  private static final long serialVersionUID = 1L;

  /**
   * More clips a turn would ask the site less often, but each is lost with the machine it is on.
   */
  private static final int LARGEST_BATCH = 16;

  @Override
  public Workshop<Clip, Ended> open(Surroundings surroundings) {
    return Downloading.open(options, surroundings);
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
    return LARGEST_BATCH;
  }
}
