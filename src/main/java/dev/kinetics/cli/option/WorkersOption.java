package dev.kinetics.cli.option;

import dev.kinetics.error.KineticsException;
import picocli.CommandLine.Option;

/** How much work is done at once, where the processor is what limits it. */
public final class WorkersOption {
  @Option(
      names = "--num-workers",
      paramLabel = "N",
      description = "How many at once (default: one a core).")
  private Integer workers;

  /** The number asked for, or one a core. */
  public int count() {
    return checked(workers == null ? Runtime.getRuntime().availableProcessors() : workers);
  }

  /** The number asked for; 0 where none was. */
  public int asked() {
    return workers == null ? 0 : checked(workers);
  }

  /**
   * The number itself.
   *
   * @throws KineticsException when it is less than one
   */
  public static int checked(int workers) {
    if (workers < 1) {
      throw KineticsException.badInput("--num-workers is " + workers + "; it must be 1 or more");
    }
    return workers;
  }
}
