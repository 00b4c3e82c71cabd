package dev.kinetics.cli.option;

import dev.kinetics.dataset.DatasetLayout.Kind;
import dev.kinetics.dataset.Made;
import dev.kinetics.error.KineticsException;
import dev.kinetics.pass.SoundStyle;
import java.nio.file.Path;
import java.util.Map;
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
      description = "Samples a second (default: as before, else the clip's).")
  private int samplingRate;

  @Option(
      names = "--channels",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "How many channels (default: as before, else the clip's; more than 2 are mixed for mp3).")
  private int channels;

  /**
   * The style; what is not named is as the dataset's tracks of this form were made.
   *
   * @param before where the tracks are; null where what they were like is of no interest
   * @throws KineticsException when the form can't hold it
   */
  public SoundStyle style(Path before) {
    try {
      SoundStyle style = new SoundStyle(format, samplingRate, channels);
      return before == null
          ? style
          : style.orAs(Made.read(before).map(made -> made.of(Kind.SOUND)).orElse(Map.of()));
    } catch (IllegalArgumentException e) {
      throw KineticsException.badInput(e.getMessage());
    }
  }
}
