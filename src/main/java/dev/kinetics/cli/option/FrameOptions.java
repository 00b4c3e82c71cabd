package dev.kinetics.cli.option;

import dev.kinetics.error.KineticsException;
import dev.kinetics.pass.FrameStyle;
import picocli.CommandLine.Option;

/** How frames are made, but for their size. */
@Heading(Heading.PICTURE)
public final class FrameOptions {
  @Option(
      names = "--fps",
      paramLabel = "N",
      defaultValue = "0",
      description = "Frames a second (default: every frame of the source).")
  private double framesPerSecond;

  @Option(
      names = "--quality",
      paramLabel = "1..100",
      defaultValue = "75",
      description = "JPEG quality (default: ${DEFAULT-VALUE}; the finest from 88 on).")
  private int quality;

  /**
   * The style.
   *
   * @throws KineticsException when a value is out of its range
   */
  public FrameStyle style(int shortSide) {
    try {
      return new FrameStyle(shortSide, framesPerSecond, quality);
    } catch (IllegalArgumentException e) {
      throw KineticsException.badInput(e.getMessage() + " (--short-side, --fps, --quality)");
    }
  }
}
