package dev.kinetics.cli.option;

import dev.kinetics.error.KineticsException;
import dev.kinetics.media.SoundStyle;
import picocli.CommandLine.Option;

/** How sound tracks are made. */
public final class SoundOptions {
  @Option(
      names = "--format",
      paramLabel = "FORM",
      defaultValue = "mp3",
      description =
          "Sound as mp3, wav or flac; the last two without loss (default: ${DEFAULT-VALUE}).")
  private SoundStyle.Format format;

  @Option(
      names = "--sampling-rate",
      paramLabel = "HZ",
      defaultValue = "0",
      description = "Samples a second (default: as the clip's).")
  private int samplingRate;

  @Option(
      names = "--channels",
      paramLabel = "N",
      defaultValue = "0",
      description = "How many channels (default: as the clip's; more than 2 are mixed for mp3).")
  private int channels;

  /**
   * The style.
   *
   * @throws KineticsException when the form can't hold it
   */
  public SoundStyle style() {
    try {
      return new SoundStyle(format, samplingRate, channels);
    } catch (IllegalArgumentException e) {
      throw KineticsException.badInput(e.getMessage());
    }
  }
}
