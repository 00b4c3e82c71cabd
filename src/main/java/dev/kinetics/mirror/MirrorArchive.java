package dev.kinetics.mirror;

import dev.kinetics.annotations.Clip;
import dev.kinetics.annotations.Split;
import java.io.Serializable;
import java.net.URI;

/**
 * One archive of the mirror.
 *
 * @param address where it is, percent-encoded
 * @param split the split that its clips are of
 * @param label the one class that it holds; null where it holds clips of any class
 * @param name the last part of its address, plain; made safe as a file's name
 */
public record MirrorArchive(URI address, Split split, String label, String name)
    implements Serializable {
  /** Whether a clip may be in it, as far as names tell. */
  public boolean mayHold(Clip clip) {
    return split == clip.split()
        && (label == null || clip.label().isEmpty() || label.equals(clip.label()));
  }
}
