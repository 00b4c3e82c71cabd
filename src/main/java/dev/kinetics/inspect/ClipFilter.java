package dev.kinetics.inspect;

import dev.kinetics.error.KineticsException;
import dev.kinetics.media.MediaFacts;

/**
 * What a clip that is there must be like.
 *
 * @param minSeconds how long at least; 0 for any length
 * @param minHeight how high the picture at least, in pixels as stored; 0 for any
 * @param minFps how many frames a second at least, on average; 0 for any
 * @param withAudio whether it must have a sound track
 */
public record ClipFilter(double minSeconds, int minHeight, double minFps, boolean withAudio) {
  /** Whatever is there. */
  public static final ClipFilter NONE = new ClipFilter(0, 0, 0, false);

  /**
   * Checks the numbers.
   *
   * @throws KineticsException when one is negative
   */
  public ClipFilter {
    if (!(minSeconds >= 0) || minHeight < 0 || !(minFps >= 0)) {
      throw KineticsException.badInput(
          "--min-seconds, --min-height and --min-fps can't be negative");
    }
  }

  public boolean isNone() {
    return equals(NONE);
  }

  /** Whether a clip of these facts passes; of one that nobody knows anything of, it does not. */
  public boolean accepts(MediaFacts facts) {
    return facts != null
        && facts.seconds() >= minSeconds
        && facts.height() >= minHeight
        && facts.frameRate() >= minFps
        && (facts.audio() || !withAudio);
  }
}
