package dev.kinetics.inspect;

import dev.kinetics.annotations.ClassMatcher;
import dev.kinetics.annotations.Clip;
import dev.kinetics.annotations.Split;
import dev.kinetics.dataset.DatasetLayout;
import dev.kinetics.dataset.DatasetLayout.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What files and folders that do not belong were probably meant for: a class whose folder has
 * blanks for underscores or other letters' case, a clip whose file is named in another way.
 */
public final class LooksLike {
  private LooksLike() {}

  /** A folder or file that does not belong, and where it lies. */
  private record Place(Path path, Split split, Kind kind, String ending) {}

  /**
   * What is to be said of each, in a few words; nothing of those that look like nothing known.
   *
   * @param foreign what does not belong
   * @param clips the clips of the dataset's list
   */
  public static Map<Path, String> words(
      DatasetLayout layout, Collection<Path> foreign, Collection<Clip> clips) {
    Map<String, List<Place>> places = new HashMap<>();
    for (Path path : foreign) {
      Place place = place(layout, path);
      if (place != null) {
        String name = path.getFileName().toString();
        String stem = name.substring(0, name.length() - place.ending().length());
        places.computeIfAbsent(ClassMatcher.key(stem), key -> new ArrayList<>()).add(place);
      }
    }
    Map<Path, String> words = new HashMap<>();
    if (places.isEmpty()) {
      return words;
    }
    for (Clip clip : clips) {
      for (Place place : places.getOrDefault(ClassMatcher.key(clip.label()), List.of())) {
        if (place.split() == clip.split() && isClassFolder(layout, place)) {
          words.computeIfAbsent(place.path(), path -> ofClass(layout, place, clip));
        }
      }
      String timed = Clip.timedName(clip.id(), clip.startMillis(), clip.endMillis());
      for (String name : List.of(layout.naming().clipName(clip), clip.id(), timed)) {
        for (Place place : places.getOrDefault(ClassMatcher.key(name), List.of())) {
          Path meant = layout.path(clip, place.kind(), place.ending());
          boolean inItsFolder = place.path().getParent().equals(meant.getParent());
          if (inItsFolder && !Files.exists(meant)) {
            words.putIfAbsent(
                place.path(),
                "looks like the clip '" + name + "'; rename it to " + meant.getFileName());
          }
        }
      }
    }
    return words;
  }

  private static String ofClass(DatasetLayout layout, Place place, Clip clip) {
    String folder = layout.classFolderName(clip.split(), clip.label());
    return "looks like class '"
        + clip.label()
        + (Files.exists(place.path().resolveSibling(folder))
            ? "'; move what is in it to "
            : "'; rename the folder to ")
        + folder;
  }

  private static boolean isClassFolder(DatasetLayout layout, Place place) {
    return layout.hasClassFolders(place.split())
        && place.path().getParent().equals(layout.splitFolder(place.split(), place.kind()));
  }

  /** Of which split and kind it is; null where it lies in none, or is a file of another kind. */
  private static Place place(DatasetLayout layout, Path path) {
    boolean isFolder = Files.isDirectory(path);
    for (Split split : Split.values()) {
      for (Kind kind : Kind.values()) {
        if (path.startsWith(layout.splitFolder(split, kind))) {
          if (isFolder) {
            return new Place(path, split, kind, "");
          }
          String name = path.getFileName().toString();
          return kind.fileEndings().stream()
              .filter(ending -> !ending.isEmpty() && name.endsWith(ending))
              .findFirst()
              .map(ending -> new Place(path, split, kind, ending))
              .orElse(null);
        }
      }
    }
    return null;
  }
}
