package dev.kinetics.extract;

import dev.kinetics.annotations.Clip;
import dev.kinetics.engine.Ended;
import dev.kinetics.engine.Recipe;
import dev.kinetics.engine.Surroundings;
import dev.kinetics.engine.Workshop;

/** How frames or sound are made of clips, for whoever makes them. */
record ExtractionRecipe(Extraction.Options options, Maker maker) implements Recipe<Clip, Ended> {
  private static final long serialVersionUID = 1L;

  @Override
  public Workshop<Clip, Ended> open(Surroundings surroundings) {
    return Extracting.open(options, maker, surroundings);
  }

  @Override
  public int workers() {
    return options.workers();
  }

  @Override
  public int largestBatch() {
    return Math.max(8, maker.largestBatch());
  }
}
