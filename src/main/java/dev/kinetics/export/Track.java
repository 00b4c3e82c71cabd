package dev.kinetics.export;

import dev.kinetics.dataset.DatasetLayout.Kind;
import java.nio.file.Path;

/**
 * A sound track to pack. A full release has hundreds of thousands, which share their folders.
 *
 * @param folder where the mp3 lies, below and with the dataset's folder as given
 * @param name the clip's name
 * @param classIndex the index of its class; 0 in the test set
 */
record Track(Path folder, String name, int classIndex) {

  /** The mp3. */
  Path file() {
    return folder.resolve(name + Kind.SOUND.fileEnding());
  }
}
