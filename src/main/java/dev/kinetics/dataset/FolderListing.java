package dev.kinetics.dataset;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/**
 * Which names stand in a folder, read once a folder: asking for each of 650,000 clips alone takes
 * many times as long. Remembers the last folder only, since clips come class by class.
 */
public final class FolderListing {
  private Path folder;
  private Set<String> names = Set.of();

  /**
   * Whether a file or folder of this name is there.
   *
   * @throws IOException when the folder can't be read
   */
  public boolean contains(Path path) throws IOException {
    Path parent = path.getParent();
    if (!parent.equals(folder)) {
      names = list(parent);
      folder = parent;
    }
    return names.contains(path.getFileName().toString());
  }

  private static Set<String> list(Path folder) throws IOException {
    Set<String> names = new HashSet<>();
    try (DirectoryStream<Path> paths = Files.newDirectoryStream(folder)) {
      for (Path path : paths) {
        names.add(path.getFileName().toString());
      }
    } catch (NoSuchFileException | NotDirectoryException e) {
      return Set.of();
    }
    return names;
  }
}
