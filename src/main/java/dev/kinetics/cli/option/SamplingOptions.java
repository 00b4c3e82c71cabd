package dev.kinetics.cli.option;

import dev.kinetics.annotations.Sampling;
import dev.kinetics.error.KineticsException;
import picocli.CommandLine.Option;

/** Which part of the selection, and whether to do it or only to say what would be done. */
public final class SamplingOptions {
  @Option(
      names = "--shard",
      paramLabel = "I/N",
      description =
          "Only the I-th of N even shares of the selection, the same on every machine"
              + " (1/16 to 16/16).")
  private String shard;

  @Option(
      names = "--max-clips",
      paramLabel = "N",
      description = "At most N clips of each class and split: the first of the list.")
  private Integer mostClips;

  @Option(names = "--shuffle", description = "With --max-clips: choose them by chance.")
  private boolean shuffle;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "With --shuffle: the same number chooses the same clips (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(names = "--dry-run", description = "Say what would be done, and write nothing.")
  private boolean dryRun;

  /** The sampling; an error where the options make none. */
  public Sampling sampling() {
    if (shuffle && mostClips == null) {
      throw KineticsException.badInput("--shuffle chooses for --max-clips; give both");
    }
    if (mostClips != null && mostClips < 1) {
      throw KineticsException.badInput("--max-clips is " + mostClips + "; it must be 1 or more");
    }
    Sampling sampling = new Sampling(1, 1, mostClips == null ? 0 : mostClips, shuffle, seed);
    return shard == null ? sampling : sampling.shard(shard);
  }

  /** Whether only to say what would be done. */
  public boolean dryRun() {
    return dryRun;
  }
}
