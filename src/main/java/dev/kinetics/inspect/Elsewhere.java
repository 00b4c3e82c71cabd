package dev.kinetics.inspect;

import dev.kinetics.dataset.DatasetLayout;
import dev.kinetics.dataset.NamingFile;
import dev.kinetics.error.KineticsException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Says what lies in a dataset where nothing of the clips that are asked for does. */
final class Elsewhere {
  /** Split, class, clip, frame: deeper lies nothing of a dataset. */
  private static final int DEPTH = 4;

  /** So many are enough for a person to see what it is. */
  private static final int MOST = 1000;

  private Elsewhere() {}

  /** What to say where nothing on the disk fits. */
  static KineticsException nothingOf(DatasetLayout layout, int clips) {
    return KineticsException.badInput(
        "nothing of the selected clips ("
            + String.format(Locale.ROOT, "%,d", clips)
            + ") is in "
            + layout.root()
            + "; "
            + found(layout));
  }

  private static String found(DatasetLayout layout) {
    Path root = layout.root();
    List<Path> files;
    try (Stream<Path> all = Files.walk(root, DEPTH)) {
      files =
          all.filter(path -> !path.startsWith(layout.ours()) && Files.isRegularFile(path))
              .filter(path -> !path.getParent().equals(root))
              .limit(MOST)
              .sorted()
              .toList();
    } catch (IOException | UncheckedIOException e) {
      return "it can't be read: " + e.getMessage();
    }
    if (files.isEmpty()) {
      return "it holds no files: run 'kinetics download' first, or name another --dataset-dir";
    }
    return "it holds "
        + (files.size() == MOST ? MOST + " or more" : files.size())
        + (files.size() == 1 ? " other file, " : " other files, such as ")
        + root.relativize(files.get(0))
        + ": select its clips, name its --release or --annotations, or say how it is named ("
        + NamingFile.words(layout.naming())
        + " now)";
  }
}
