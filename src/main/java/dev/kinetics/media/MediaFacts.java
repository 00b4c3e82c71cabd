package dev.kinetics.media;

import java.io.Serializable;

/**
 * What a video file is, as ffprobe reads it.
 *
 * @param width in pixels, as stored
 * @param height in pixels, as stored
 * @param frameRate frames a second, on average
 * @param seconds how long it is
 * @param frames how many frames it has; 0 where the container does not say
 * @param audio whether it has a sound track
 * @param allShown whether it is known that no edit list hides pictures before the first one
 */
public record MediaFacts(
    int width,
    int height,
    double frameRate,
    double seconds,
    long frames,
    boolean audio,
    boolean allShown)
    implements Serializable {

  /** Of what has no edit list, or where nobody has looked for one. */
  public MediaFacts(
      int width, int height, double frameRate, double seconds, long frames, boolean audio) {
    this(width, height, frameRate, seconds, frames, audio, false);
  }
}
