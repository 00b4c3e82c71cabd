package dev.kinetics.cli;

import dev.kinetics.error.KineticsException;
import dev.kinetics.format.Videos;
import picocli.CommandLine.Option;

/** How the clips' files come into an export. */
final class ExportVideoOptions {
  @Option(
      names = "--videos",
      paramLabel = "link|copy|encode",
      defaultValue = "link",
      description = "Link the clips (relative), copy or encode them (default: ${DEFAULT-VALUE}).")
  private Videos.Mode mode;

  @Option(
      names = "--short-side",
      paramLabel = "PIXELS",
      description = "With --videos encode: the shorter side.")
  private Integer shortSide;

  @Option(
      names = "--gop",
      paramLabel = "N",
      description = "With --videos encode: frames from key frame to key frame.")
  private Integer gop;

  @Option(names = "--fps", paramLabel = "N", description = "With --videos encode: frames a second.")
  private Double framesPerSecond;

  @Option(names = "--no-audio", description = "With --videos encode: leave the sound out.")
  private boolean noAudio;

  /** Whether clips are to be encoded. */
  boolean isGiven() {
    return videos().mode() == Videos.Mode.ENCODE;
  }

  /** What is asked for; an error where options do not go together. */
  Videos videos() {
    boolean any = shortSide != null || gop != null || framesPerSecond != null || noAudio;
    if (any && mode != Videos.Mode.ENCODE) {
      throw KineticsException.badInput(
          "--short-side, --gop, --fps and --no-audio need --videos encode");
    }
    if (shortSide != null && (shortSide < 2 || shortSide > 16_384)) {
      throw KineticsException.badInput("--short-side is " + shortSide + "; it must be 2 to 16384");
    }
    if (gop != null && (gop < 1 || gop > 10_000)) {
      throw KineticsException.badInput("--gop is " + gop + "; it must be 1 to 10000");
    }
    if (framesPerSecond != null && !(framesPerSecond > 0 && framesPerSecond <= 1000)) {
      throw KineticsException.badInput("--fps is " + framesPerSecond + "; it must be 0 to 1000");
    }
    return new Videos(
        mode,
        shortSide == null ? 0 : shortSide,
        gop == null ? 0 : gop,
        framesPerSecond == null ? 0 : framesPerSecond,
        noAudio);
  }
}
