package dev.kinetics.meta;

import dev.kinetics.annotations.Clip;
import dev.kinetics.annotations.Split;
import dev.kinetics.dataset.DatasetLayout;
import dev.kinetics.dataset.DatasetLayout.Kind;
import dev.kinetics.dataset.Inventory;
import dev.kinetics.words.Counts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Tells the names that lie in a dataset's folders by the class that they are of. */
final class ClipsByLabel {
  private final DatasetLayout layout;
  private final Kind kind;
  private final ClassLabels labels;
  private final Inventory inventory;

  /** The label of each clip whose folder does not tell it, by split and the name of its file. */
  private final Map<Split, Map<String, String>> listed = new HashMap<>();

  /** Strays: what lies there and is no clip. */
  private final List<String> strays = Collections.synchronizedList(new ArrayList<>());

  /**
   * @param labels which folder stands for which class
   * @param clips clips of the list, for the labels of those that lie in no folder of their class
   */
  ClipsByLabel(DatasetLayout layout, Kind kind, ClassLabels labels, Collection<Clip> clips) {
    this.layout = layout;
    this.kind = kind;
    this.labels = labels;
    this.inventory = new Inventory(layout);
    for (Clip clip : clips) {
      if (!layout.hasClassFolders(clip.split()) && !clip.label().isEmpty()) {
        listed
            .computeIfAbsent(clip.split(), split -> new HashMap<>())
            .put(layout.naming().clipName(clip), clip.label());
      }
    }
  }

  /** The names of a split's clips by class, each list sorted; a class without clips is left out. */
  TreeMap<String, List<String>> read(Split split) {
    TreeMap<String, List<String>> clips = new TreeMap<>(PythonJson.CODE_POINT_ORDER);
    if (!layout.hasClassFolders(split)) {
      for (String name : clipNames(split, "")) {
        String label = listed.getOrDefault(split, Map.of()).getOrDefault(name, "");
        if (label.isEmpty() && split != Split.TEST) {
          strays.add(layout.splitFolder(split, kind).resolve(name).toString());
        } else {
          clips.computeIfAbsent(label, l -> new ArrayList<>()).add(name);
        }
      }
      return clips;
    }
    // Reading the folders is nearly all of the work for a full release: every core takes its part.
    record ClassClips(String label, List<String> names) {}
    classFolders(split).entrySet().parallelStream()
        .map(entry -> new ClassClips(entry.getKey(), clipNames(split, entry.getValue())))
        .filter(found -> !found.names().isEmpty())
        .toList()
        .forEach(found -> clips.put(found.label(), found.names()));
    return clips;
  }

  /** What was left out, in one line; empty where nothing was. */
  Optional<String> strays() {
    return strays.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Counts.of(
                    strays.size(),
                    "name is no clip's or class's and was",
                    "names are no clip's or class's and were")
                + " left out, for example "
                + Collections.min(strays));
  }

  private Map<String, String> classFolders(Split split) {
    Map<String, String> folders = new TreeMap<>();
    Path splitFolder = layout.splitFolder(split, kind);
    for (String name : inventory.names(split, kind, "")) {
      Path folder = splitFolder.resolve(name);
      if (!name.startsWith(".") && Files.isDirectory(folder)) {
        labels
            .label(name)
            .ifPresentOrElse(
                label -> folders.put(label, name), () -> strays.add(folder.toString()));
      }
    }
    return folders;
  }

  private List<String> clipNames(Split split, String classFolder) {
    List<String> names = new ArrayList<>();
    Path folder = layout.splitFolder(split, kind).resolve(classFolder);
    for (String file : inventory.names(split, kind, classFolder)) {
      String name = clipName(file);
      if (name == null || file.startsWith(".")) {
        continue;
      }
      Path path = folder.resolve(file);
      if (!isClipName(name)) {
        strays.add(path.toString());
      } else if (kind == Kind.FRAMES ? Files.isDirectory(path) : Files.isRegularFile(path)) {
        names.add(name);
      }
    }
    // A video may be there both plain and compressed, a track in several forms.
    return names.stream().sorted().distinct().toList();
  }

  /** The name of the clip whose file this would be; null where the ending is another. */
  private String clipName(String file) {
    for (String ending : kind.fileEndings()) {
      if (file.endsWith(ending)) {
        return file.substring(0, file.length() - ending.length());
      }
    }
    return null;
  }

  /** Whether it is an id, or an id and a section: {@code [A-Za-z0-9_-]+}. */
  private static boolean isClipName(String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean letterOrDigit = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
      if (!letterOrDigit && c != '_' && c != '-') {
        return false;
      }
    }
    return !name.isEmpty();
  }
}
