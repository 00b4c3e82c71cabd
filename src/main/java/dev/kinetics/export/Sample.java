package dev.kinetics.export;

import dev.kinetics.annotations.Clip;
import dev.kinetics.dataset.DatasetLayout;
import dev.kinetics.dataset.DatasetLayout.Kind;
import dev.kinetics.media.MediaFacts;
import java.io.Serializable;

/**
 * A clip that goes into an export: whole, and with the index of its class.
 *
 * @param clip the clip
 * @param index the index of its class; −1 where it has no label
 * @param bytes the size of what goes in of it, as it lay on the disk when the export was planned
 * @param frames how many frames its folder has; 0 where frames are not asked for
 * @param ending how the name of its file goes on after the clip's; null where only frames or sound
 *     are asked for and it is not there
 * @param track how the name of its sound track goes on after the clip's; null where none goes in
 * @param hidesPictures whether its file begins with pictures that an edit list hides, which not
 *     every reader passes over
 * @param media what its file is; null where no journal tells
 * @param again how many clips of the same key stand before it
 */
public record Sample(
    Clip clip,
    int index,
    long bytes,
    int frames,
    String ending,
    String track,
    boolean hidesPictures,
    MediaFacts media,
    int again)
    implements Serializable {

  /**
   * What the clip is called in formats that have one name for it: {@code ID_SSSSSS_EEEEEE}, without
   * a dot, and no other clip's in the whole export.
   */
  public String key() {
    return again == 0 ? clip.timedName() : clip.timedName() + "_" + (again + 1);
  }

  /** The same, of whose key there are so many before it. */
  Sample again(int before) {
    return new Sample(clip, index, bytes, frames, ending, track, hidesPictures, media, before);
  }

  /** Whether every reader can take its file as it lies in the dataset. */
  public boolean isPlain() {
    return !hidesPictures && Kind.VIDEO.fileEnding().equals(ending);
  }

  /** Whether its file is compressed with gzip. */
  public boolean compressed() {
    return DatasetLayout.COMPRESSED_ENDING.equals(ending);
  }

  /** Whether not every reader takes what it is: it hides pictures, or is in another container. */
  public boolean needsEncoding() {
    return hidesPictures || !(compressed() || Kind.VIDEO.fileEnding().equalsIgnoreCase(ending));
  }
}
