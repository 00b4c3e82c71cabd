package dev.kinetics.source;

import dev.kinetics.pass.FrameStyle;
import dev.kinetics.pass.SoundStyle;
import java.io.Serializable;

/**
 * What is made beside clips, or in their place, from the same decoding.
 *
 * @param frames how frames are made; null for none
 * @param sound how sound tracks are made; null for none
 * @param clips whether the clips themselves are kept
 */
public record Beside(FrameStyle frames, SoundStyle sound, boolean clips) implements Serializable {
  /** Clips alone. */
  public static final Beside NOTHING = new Beside(null, null, true);
}
