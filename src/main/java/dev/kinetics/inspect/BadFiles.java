package dev.kinetics.inspect;

import dev.kinetics.dataset.AtomicFile;
import dev.kinetics.error.KineticsException;
import dev.kinetics.media.FrameFolder;
import dev.kinetics.media.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/**
 * Puts away what was found bad.
 *
 * @param root the dataset's folder
 * @param moveTo the folder to move it to, below which it lies as it did in the dataset; null to
 *     remove it
 */
record BadFiles(Path root, Path moveTo) {
  /**
   * Puts away what is bad. A whole file of another section stays until the new one is whole; what
   * was made anew since it was found bad, by another run or by hand, is bad no more.
   *
   * @param bad loses what was made anew
   * @param unchecked gets it
   * @return how many were put away
   * @throws KineticsException when one can't be
   */
  long putAway(Map<Looked, Verdict> bad, Map<Path, String> unchecked) {
    long count = 0;
    for (Looked looked : Set.copyOf(bad.keySet())) {
      Path path = looked.path();
      if (bad.get(looked).rule() == Verdict.Rule.SECTION) {
        continue;
      }
      if (!looked.isSame()) {
        bad.remove(looked);
        unchecked.put(path, "it changed after it was found bad");
        continue;
      }
      try {
        if (moveTo == null && holdsOthers(path)) {
          bad.remove(looked);
          unchecked.put(
              path, "it is bad, but holds files that are no frames: move them away first");
          continue;
        }
        if (moveTo == null) {
          AtomicFile.remove(path);
        } else {
          move(path);
        }
        count++;
      } catch (IOException e) {
        throw KineticsException.badInput(
            path
                + (moveTo == null ? " can't be removed: " : " can't be moved to " + moveTo + ": ")
                + e.getMessage()
                + "; allow writing there and run the same command again",
            e);
      }
    }
    return count;
  }

  /** Whether a folder has something in it that nobody here has made. */
  private static boolean holdsOthers(Path path) throws IOException {
    return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)
        && !FrameFolder.read(path).foreign().isEmpty();
  }

  /** What was moved there before stays. */
  private void move(Path path) throws IOException {
    Path place = moveTo.resolve(root.relativize(path).toString());
    Path free = place;
    for (int i = 1; Files.exists(free, LinkOption.NOFOLLOW_LINKS); i++) {
      free = place.resolveSibling(place.getFileName() + "." + i);
    }
    AtomicFile.moveInto(path, free);
  }
}
