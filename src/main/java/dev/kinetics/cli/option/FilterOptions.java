package dev.kinetics.cli.option;

import dev.kinetics.inspect.ClipFilter;
import picocli.CommandLine.Option;

/** What a clip must be like. */
@Heading(Heading.SELECTION)
public final class FilterOptions {
  @Option(
      names = "--min-seconds",
      paramLabel = "N",
      defaultValue = "0",
      description = "Only clips that are there and at least this long (default: any).")
  private double minSeconds;

  @Option(
      names = "--min-height",
      paramLabel = "PIXELS",
      defaultValue = "0",
      description = "Only clips that are there and at least this high (default: any).")
  private int minHeight;

  @Option(
      names = "--min-fps",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Only clips that are there with at least this many frames a second (default: any).")
  private double minFps;

  @Option(names = "--with-audio", description = "Only clips that are there and have sound.")
  private boolean withAudio;

  /**
   * What is asked for.
   *
   * @throws dev.kinetics.error.KineticsException when a number is negative
   */
  public ClipFilter filter() {
    return new ClipFilter(minSeconds, minHeight, minFps, withAudio);
  }
}
