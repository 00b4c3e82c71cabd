package dev.kinetics.extract;

import dev.kinetics.annotations.Clip;
import dev.kinetics.journal.ClipResult;
import dev.kinetics.tool.Tools;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is made of clips, in plain data. */
interface Maker extends Serializable {
  /** How many clips are worked on together at most. */
  int largestBatch();

  /**
   * Works on some clips. Those that it says nothing of are worked on again alone.
   *
   * @throws IOException when the disk has a fault
   */
  Map<Clip, ClipResult> make(List<Clip> clips, Extracting workplace)
      throws InterruptedException, IOException;

  /**
   * What is to be said of a file or folder that stands in its place; nothing when it is not whole,
   * or can't be told from an older one: then it is made again.
   *
   * @throws IOException when it can't be read
   */
  default Optional<ClipResult> found(Path there, Tools tools)
      throws InterruptedException, IOException {
    return Optional.empty();
  }

  /** The tools that it will want, looked for before anything is begun. */
  default void want(Tools tools) {
    tools.ffmpeg();
    tools.ffprobe();
  }
}
