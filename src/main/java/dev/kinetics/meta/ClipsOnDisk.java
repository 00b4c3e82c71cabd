package dev.kinetics.meta;

import dev.kinetics.annotations.Split;
import dev.kinetics.dataset.DatasetLayout;
import dev.kinetics.dataset.DatasetLayout.Kind;
import dev.kinetics.error.KineticsException;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Looks up which clips lie in a dataset's folders. */
final class ClipsOnDisk {
  private final DatasetLayout layout;
  private final Kind kind;
  private final ClassLabels labels;
  private final Map<String, String> testLabels;

  /** Strays: what lies there and is no clip. */
  private final List<String> strays = Collections.synchronizedList(new ArrayList<>());

  /**
   * @param labels which folder stands for which class
   * @param testLabels the label of each test clip that has one, by the name of its file
   */
  ClipsOnDisk(DatasetLayout layout, Kind kind, ClassLabels labels, Map<String, String> testLabels) {
    this.layout = layout;
    this.kind = kind;
    this.labels = labels;
    this.testLabels = testLabels;
  }

  /** The names of a split's clips by class, each list sorted; a class without clips is left out. */
  TreeMap<String, List<String>> read(Split split) {
    Path folder = layout.splitFolder(split, kind);
    TreeMap<String, List<String>> clips = new TreeMap<>(PythonJson.CODE_POINT_ORDER);
    if (split == Split.TEST) {
      for (String name : clipNames(folder)) {
        clips.computeIfAbsent(testLabels.getOrDefault(name, ""), l -> new ArrayList<>()).add(name);
      }
      return clips;
    }
    // Reading the folders is nearly all of the work for a full release: every core takes its part.
    record ClassClips(String label, List<String> names) {}
    classFolders(folder).entrySet().parallelStream()
        .map(entry -> new ClassClips(entry.getKey(), clipNames(entry.getValue())))
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
            strays.size()
                + " names are no clip's or class's and were left out, for example "
                + Collections.min(strays));
  }

  private Map<String, Path> classFolders(Path splitFolder) {
    Map<String, Path> folders = new TreeMap<>();
    for (Path folder : entries(splitFolder)) {
      String name = folder.getFileName().toString();
      if (!name.startsWith(".") && Files.isDirectory(folder)) {
        labels
            .label(name)
            .ifPresentOrElse(
                label -> folders.put(label, folder), () -> strays.add(folder.toString()));
      }
    }
    return folders;
  }

  private List<String> clipNames(Path folder) {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      for (Path entry : entries) {
        String file = entry.getFileName().toString();
        String name = clipName(file);
        if (name == null || file.startsWith(".")) {
          continue;
        }
        if (!isClipName(name)) {
          strays.add(entry.toString());
        } else if (kind == Kind.FRAMES ? Files.isDirectory(entry) : Files.isRegularFile(entry)) {
          names.add(name);
        }
      }
    } catch (NoSuchFileException | NotDirectoryException e) {
      return List.of();
    } catch (IOException e) {
      throw unreadable(folder, e);
    } catch (DirectoryIteratorException e) {
      throw unreadable(folder, e.getCause());
    }
    // A video may be there both plain and compressed, a track in several forms.
    return names.stream().sorted().distinct().toList();
  }

  /** The name of the clip whose file this would be; null where the ending is another. */
  private String clipName(String file) {
    for (String ending :
        kind == Kind.VIDEO
            ? List.of(kind.fileEnding(), DatasetLayout.COMPRESSED_ENDING)
            : kind.fileEndings()) {
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

  private static List<Path> entries(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.toList();
    } catch (NoSuchFileException | NotDirectoryException e) {
      return List.of();
    } catch (IOException e) {
      throw unreadable(folder, e);
    }
  }

  private static KineticsException unreadable(Path folder, IOException e) {
    return KineticsException.badInput(
        "the folder " + folder + " can't be read (" + e.getMessage() + "): look at its rights", e);
  }
}
