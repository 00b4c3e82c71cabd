package dev.kinetics.tfrecord;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.kinetics.annotations.Split;
import dev.kinetics.dataset.DatasetLayout;
import dev.kinetics.dataset.DatasetLayout.Kind;
import dev.kinetics.error.KineticsException;
import dev.kinetics.meta.Indexing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Reads which tracks are wanted from the two metadata files. A file may come from anywhere: every
 * name is checked before a path is made of it.
 */
final class TrackList {
  private static final Pattern CLIP_NAME = Pattern.compile("[A-Za-z0-9_-]{1,100}");
  private static final int LONGEST_FOLDER_BYTES = 255;

  /**
   * A sound track to pack. A full release has hundreds of thousands, which share their folders.
   *
   * @param folder where the file lies, below and with the dataset's folder as given
   * @param name the clip's name
   * @param classIndex the index of its class; 0 in the test set
   */
  record Track(Path folder, String name, int classIndex) {

    /** The file, with the ending that is there; of several the first counts. */
    Path file() {
      for (String ending : Kind.SOUND.fileEndings()) {
        Path file = folder.resolve(name + ending);
        if (Files.isRegularFile(file)) {
          return file;
        }
      }
      return folder.resolve(name + Kind.SOUND.fileEnding());
    }
  }

  private final DatasetLayout layout;
  private final Split split;

  private TrackList(DatasetLayout layout, Split split) {
    this.layout = layout;
    this.split = split;
  }

  /**
   * Reads the tracks in the order of the metadata.
   *
   * @param metadata clip name → class; for the test set the classes are not looked at
   * @param classes class → index
   * @param indexing how the classes are counted; null for the indices of {@code classes}
   * @throws KineticsException when a file can't be read or is something else, a name is none, or a
   *     class has no index
   */
  static List<Track> read(
      DatasetLayout layout, Split split, Path metadata, Path classes, Indexing indexing) {
    Map<String, Integer> indices = readClasses(classes);
    return new TrackList(layout, split)
        .read(metadata, classes, indexing == null ? indices : counted(indices.keySet(), indexing));
  }

  private static Map<String, Integer> counted(Set<String> classes, Indexing indexing) {
    List<String> warnings = new ArrayList<>();
    List<String> labels = indexing.of(0, new TreeSet<>(classes), warnings).labels();
    if (!warnings.isEmpty()) {
      throw KineticsException.badInput(warnings.get(0) + "; leave --labels out, or name --release");
    }
    Map<String, Integer> indices = new HashMap<>();
    labels.forEach(label -> indices.put(label, indices.size()));
    return indices;
  }

  private List<Track> read(Path metadata, Path classes, Map<String, Integer> indices) {
    List<Track> tracks = new ArrayList<>();
    Set<String> names = new HashSet<>();
    Map<String, Path> folders = new HashMap<>();
    try (JsonParser json = open(metadata)) {
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        if (!CLIP_NAME.matcher(name).matches()) {
          throw fault(metadata, json, "the clip name '" + shown(name) + "' is odd");
        }
        if (!names.add(name)) {
          throw fault(metadata, json, "the clip " + name + " stands there twice");
        }
        if (json.nextToken() != JsonToken.VALUE_STRING) {
          throw fault(metadata, json, "the class of " + name + " is no string");
        }
        String label = json.getText();
        Integer index = split == Split.TEST ? Integer.valueOf(0) : indices.get(label);
        if (index == null) {
          throw fault(
              metadata,
              json,
              "the class '" + shown(label) + "' of " + name + " is not in " + classes);
        }
        Path folder = folders.get(split == Split.TEST ? "" : label);
        if (folder == null) {
          folder = folder(metadata, json, label);
          folders.put(split == Split.TEST ? "" : label, folder);
        }
        tracks.add(new Track(folder, name, index));
      }
      close(metadata, json);
      return tracks;
    } catch (IOException e) {
      throw unreadable(metadata, e);
    }
  }

  private static Map<String, Integer> readClasses(Path classes) {
    Map<String, Integer> indices = new HashMap<>();
    try (JsonParser json = open(classes)) {
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String label = json.currentName();
        if (json.nextToken() != JsonToken.VALUE_NUMBER_INT
            || json.getNumberType() != JsonParser.NumberType.INT
            || json.getIntValue() < 0) {
          throw fault(
              classes, json, "the index of '" + shown(label) + "' is no whole number from 0");
        }
        if (indices.put(label, json.getIntValue()) != null) {
          throw fault(classes, json, "the class '" + shown(label) + "' stands there twice");
        }
      }
      close(classes, json);
      return indices;
    } catch (IOException e) {
      throw unreadable(classes, e);
    }
  }

  private Path folder(Path metadata, JsonParser json, String label) {
    if (split == Split.TEST) {
      return layout.splitFolder(split, Kind.SOUND);
    }
    String folder = layout.naming().classFolders().folder(label);
    boolean safe =
        !folder.isBlank()
            && !folder.startsWith(".")
            && !label.startsWith("/")
            && folder.getBytes(StandardCharsets.UTF_8).length <= LONGEST_FOLDER_BYTES
            && folder.chars().noneMatch(c -> c == '/' || c == '\\' || Character.isISOControl(c));
    try {
      if (safe) {
        return layout.classFolder(split, label, Kind.SOUND);
      }
    } catch (InvalidPathException e) {
      // The folder's name has characters that this file system can't write: odd, too.
    }
    throw fault(metadata, json, "the class '" + shown(label) + "' is odd");
  }

  private static JsonParser open(Path file) throws IOException {
    JsonParser json = new JsonFactory().createParser(file.toFile());
    if (json.nextToken() != JsonToken.START_OBJECT) {
      KineticsException fault = fault(file, json, "no JSON object begins the file");
      json.close();
      throw fault;
    }
    return json;
  }

  private static void close(Path file, JsonParser json) throws IOException {
    if (json.currentToken() != JsonToken.END_OBJECT || json.nextToken() != null) {
      throw fault(file, json, "more follows than one JSON object");
    }
  }

  private static KineticsException fault(Path file, JsonParser json, String what) {
    return KineticsException.badInput(
        file
            + ":"
            + json.currentTokenLocation().getLineNr()
            + ": "
            + what
            + "; make the metadata with 'kinetics meta sound'");
  }

  private static KineticsException unreadable(Path file, IOException e) {
    if (!Files.exists(file)) {
      return KineticsException.badInput(
          "there is no file " + file + "; 'kinetics meta sound --save …' makes it", e);
    }
    return e instanceof JsonProcessingException json && json.getLocation() != null
        ? KineticsException.badInput(
            file
                + ":"
                + json.getLocation().getLineNr()
                + ": no JSON ("
                + json.getOriginalMessage()
                + "); make the metadata with 'kinetics meta sound'",
            e)
        : KineticsException.badInput(
            file
                + " can't be read ("
                + e.getMessage()
                + "); make the metadata with 'kinetics meta sound'",
            e);
  }

  private static String shown(String text) {
    return text.length() <= 80 ? text : text.substring(0, 80) + "…";
  }
}
