package dev.kinetics.cli.option;

import dev.kinetics.error.KineticsException;
import picocli.CommandLine.Option;

/** How exact the length of a clip has to be. */
public final class ToleranceOption {
  @Option(
      names = "--tolerance",
      paramLabel = "SECONDS",
      defaultValue = "0.5",
      description =
          "By how much a clip may be longer or shorter than its section"
              + " (default: ${DEFAULT-VALUE}).")
  private double tolerance;

  /**
   * In seconds.
   *
   * @throws KineticsException when it is no length of time
   */
  public double seconds() {
    if (!(tolerance >= 0 && tolerance < Double.POSITIVE_INFINITY)) {
      throw KineticsException.badInput("--tolerance must be a number of seconds, such as 0.5");
    }
    return tolerance;
  }
}
