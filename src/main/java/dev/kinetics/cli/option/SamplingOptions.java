package dev.kinetics.cli.option;

import dev.kinetics.annotations.Sampling;
import dev.kinetics.error.KineticsException;
import picocli.CommandLine.Option;

/** How many of the clips, and what chance hangs on. */
@Heading(Heading.SELECTION)
public final class SamplingOptions {
  @Option(
      names = "--max-clips",
      paramLabel = "N",
      description = "At most N clips of each class and split: the first of the list.")
  private Integer mostClips;

  @Option(
      names = "--of",
      paramLabel = "all|there",
      description =
          "With --max-clips: count all clips of the list, or only those that are there"
              + " (default: all).")
  private Of of;

  private enum Of {
    ALL,
    THERE
  }

  @Option(names = "--shuffle", description = "With --max-clips: choose them at random.")
  private boolean shuffle;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Seed of the random choice: the same seed, the same clips (default: ${DEFAULT-VALUE}).")
  private long seed;

  /**
   * The sampling.
   *
   * @throws KineticsException when the options make none
   */
  public Sampling sampling() {
    if (shuffle && mostClips == null) {
      throw KineticsException.badInput("--shuffle chooses for --max-clips; give both");
    }
    if (of != null && mostClips == null) {
      throw KineticsException.badInput("--of says what --max-clips counts; give both");
    }
    if (mostClips != null && mostClips < 1) {
      throw KineticsException.badInput("--max-clips is " + mostClips + "; it must be 1 or more");
    }
    return new Sampling(1, 1, mostClips == null ? 0 : mostClips, shuffle, seed);
  }

  /** Whether only clips that are there count. */
  public boolean isOfThere() {
    return of == Of.THERE;
  }

  public long seed() {
    return seed;
  }
}
