package dev.kinetics.cli;

import dev.kinetics.annotations.Clip;
import dev.kinetics.cli.option.DatasetOptions;
import dev.kinetics.dataset.DatasetLayout;
import dev.kinetics.error.KineticsException;
import dev.kinetics.inspect.ClipFacts;
import dev.kinetics.inspect.ClipFilter;
import dev.kinetics.inspect.Look;
import dev.kinetics.run.StopSignal;
import java.util.List;

/** Of the clips that are there those that are as they must be. */
final class Chosen {
  private Chosen() {}

  /**
   * The clips that pass; all where nothing is asked for.
   *
   * @param looking how it is looked into those that no journal knows
   * @throws KineticsException when none passes
   */
  static List<Clip> passing(
      ClipFilter filter, List<Clip> clips, DatasetLayout layout, Look.With looking) {
    if (filter.isNone()) {
      return clips;
    }
    ClipFacts facts = ClipFacts.read(layout, clips, true);
    facts.look(looking);
    List<Clip> passing = facts.passing(filter);
    if (passing.isEmpty() && !looking.stopSignal().isReceived()) {
      throw KineticsException.badInput(
          "none of the selected clips ("
              + clips.size()
              + ") is in "
              + layout.root()
              + " and as the filters want it; see 'kinetics stats' for what is there");
    }
    return passing;
  }

  /**
   * How it is looked into files that no journal knows.
   *
   * @param kept whether what is found is booked
   */
  static Look.With looking(
      DatasetOptions dataset, ReleaseAccess access, StopSignal stopSignal, boolean kept) {
    return new Look.With(
        access.tools(),
        stopSignal,
        dataset.made().listName(),
        Runtime.getRuntime().availableProcessors(),
        dataset.quiet(),
        kept);
  }
}
