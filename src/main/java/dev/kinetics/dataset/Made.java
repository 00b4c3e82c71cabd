package dev.kinetics.dataset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kinetics.annotations.Release;
import dev.kinetics.annotations.Split;
import dev.kinetics.dataset.DatasetLayout.Kind;
import dev.kinetics.error.DiskFull;
import dev.kinetics.error.KineticsException;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a dataset is of and how its files were made: {@code .kinetics/made.json}, written by each
 * run that writes. So nobody repeats the release, and clips of two sizes do not meet in one folder
 * unnoticed.
 *
 * @param release the release; null where a list was named and no release
 * @param list the list that was named, absolute; null for the release's own
 * @param options of what was made of each kind, by the options' names without dashes
 */
public record Made(Release release, Path list, Map<Kind, Map<String, String>> options)
    implements Serializable {
  private static final String NAME = "made.json";

  /** The value of an option that another one takes the place of. */
  private static final String ANY = "any";

  /** What stands before the name of an option that each form of sound has for itself. */
  private static final Pattern FORM = Pattern.compile("^(mp3|wav|flac)-");

  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  public Made {
    list = list == null ? null : list.toAbsolutePath().normalize();
    options = Map.copyOf(options);
  }

  /** Of a release, or a list, with nothing known of how its files were made. */
  public static Made of(Release release, Path list) {
    return new Made(release, list, Map.of());
  }

  /** The same, with what is made of a kind with these options. */
  public Made with(Kind kind, Map<String, String> made) {
    Map<Kind, Map<String, String>> all = new EnumMap<>(Kind.class);
    all.putAll(options);
    all.put(kind, made);
    return new Made(release, list, all);
  }

  /** With which options files of a kind were made; empty where nobody knows. */
  public Map<String, String> of(Kind kind) {
    return options.getOrDefault(kind, Map.of());
  }

  /** The same release and list, and nothing of how files were made. */
  public Made withoutOptions() {
    return of(release, list);
  }

  /** The same, but the list is that which the dataset remembers, if it remembers anything. */
  public Made withListOf(Path root) {
    return read(root).map(there -> new Made(release, there.list, options)).orElse(this);
  }

  /** What journals call the list: its file's name, or the release. */
  public String listName() {
    return list == null ? String.valueOf(release) : String.valueOf(list.getFileName());
  }

  /**
   * What a dataset remembers; empty where nothing does, as in those of early versions.
   *
   * @throws KineticsException when it can't be read
   */
  public static Optional<Made> read(Path root) {
    Path file = file(root);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    JsonNode json = json(file);
    Map<Kind, Map<String, String>> options = new EnumMap<>(Kind.class);
    for (Kind kind : Kind.values()) {
      Map<String, String> values = new LinkedHashMap<>();
      json.path(key(kind))
          .properties()
          .forEach(option -> values.put(option.getKey(), option.getValue().asText()));
      if (!values.isEmpty()) {
        options.put(kind, values);
      }
    }
    try {
      String list = json.path("annotations").asText("");
      return Optional.of(
          new Made(
              Release.parse(json.path("release").asText("")).orElse(null),
              list.isEmpty() ? null : Path.of(list),
              options));
    } catch (InvalidPathException e) {
      throw unreadable(file, e);
    }
  }

  /**
   * Refuses to go on in a dataset that is of another release, or whose files of the kinds spoken of
   * here were made with other options. Of files that are no longer there nothing counts.
   *
   * @throws KineticsException when it does not fit
   */
  public void requireFits(DatasetLayout layout) {
    Made there = read(layout.root()).orElse(null);
    if (there == null) {
      return;
    }
    requireSameRelease(there, layout.root());
    options.forEach(
        (kind, asked) -> {
          Map<String, String> made = there.of(kind);
          Set<String> names = differing(made, asked);
          if (!names.isEmpty() && isAnyThere(layout, kind)) {
            throw KineticsException.badInput(
                "the "
                    + key(kind)
                    + " in "
                    + layout.root()
                    + " were made with "
                    + words(names, made)
                    + ", not "
                    + words(names, asked)
                    + "; go on with "
                    + asOptions(kind, names, made)
                    + ", make them again with --overwrite, or name another "
                    + (kind == Kind.VIDEO ? "--dataset-dir" : "folder with --output-dir"));
          }
        });
  }

  /** Whether files of the kinds spoken of here were made with these options, as far as known. */
  public boolean isAsBefore(Path root) {
    Made there = read(root).orElse(null);
    return there == null
        || options.entrySet().stream()
            .allMatch(asked -> differing(there.of(asked.getKey()), asked.getValue()).isEmpty());
  }

  /**
   * Refuses to go on in a dataset of another release than this.
   *
   * @throws KineticsException when it is
   */
  public void requireSameRelease(Made there, Path root) {
    DatasetLayout layout =
        new DatasetLayout(root, NamingFile.remembered(root).orElse(Naming.DEFAULT));
    boolean other = release != null && there.release != null && release != there.release;
    if (other && Arrays.stream(Kind.values()).anyMatch(kind -> isAnyThere(layout, kind))) {
      throw KineticsException.badInput(
          "the dataset "
              + root
              + " is of release "
              + there.release
              + ", not "
              + release
              + "; leave --release out, name another --dataset-dir, or make its clips again with"
              + " 'kinetics download --overwrite'");
    }
  }

  /**
   * Writes it into the dataset. Kinds that this says nothing of stay as they are remembered.
   *
   * @throws KineticsException when it can't be written
   */
  public void remember(DatasetLayout layout) {
    Path file = file(layout.root());
    ObjectNode json = Files.exists(file) ? json(file) : JSON.createObjectNode();
    ObjectNode before = json.deepCopy();
    if (release != null) {
      json.put("release", release.toString());
    }
    json.remove("annotations");
    if (list != null) {
      json.put("annotations", list.toString());
    }
    options.forEach(
        (kind, made) -> {
          ObjectNode values = json.withObjectProperty(key(kind));
          new TreeMap<>(made).forEach(values::put);
        });
    if (json.equals(before)) {
      return;
    }
    try {
      AtomicFile.write(file, out -> out.write(JSON.writeValueAsBytes(json)));
    } catch (IOException e) {
      throw DiskFull.in(e)
          ? DiskFull.stop(file.getParent())
          : KineticsException.badInput(
              file
                  + " can't be written: "
                  + e.getMessage()
                  + "; allow writing there, and run the same command again");
    }
  }

  private static boolean isAnyThere(DatasetLayout layout, Kind kind) {
    return Arrays.stream(Split.values())
        .anyMatch(split -> holdsFiles(layout.splitFolder(split, kind)));
  }

  /** A class's folder, a clip's, a frame. */
  private static boolean holdsFiles(Path folder) {
    if (!Files.isDirectory(folder)) {
      return false;
    }
    try (Stream<Path> all = Files.walk(folder, 3)) {
      return all.anyMatch(Files::isRegularFile);
    } catch (IOException | UncheckedIOException e) {
      return true; // What can't be looked at may be there.
    }
  }

  /** What is asked for otherwise than it was made before. */
  private static Set<String> differing(Map<String, String> made, Map<String, String> asked) {
    Set<String> names = new TreeSet<>();
    asked.forEach(
        (name, value) -> {
          if (made.containsKey(name) && !made.get(name).equals(value)) {
            names.add(name);
          }
        });
    return names;
  }

  private static String words(Set<String> names, Map<String, String> values) {
    return names.stream()
        .map(name -> name.replace('-', ' ') + " " + values.get(name))
        .collect(Collectors.joining(", "));
  }

  /** The options to give for the same. */
  private static String asOptions(Kind kind, Set<String> names, Map<String, String> values) {
    String all =
        names.stream()
            .filter(name -> !values.get(name).equals(ANY)) // Another option has settled it.
            .map(name -> "--" + FORM.matcher(name).replaceFirst("") + " " + values.get(name))
            .collect(Collectors.joining(" "));
    return kind == Kind.FRAMES && names.contains("short-side")
        ? all + " (for 'download --also frames': --frames-short-side)"
        : all;
  }

  private static String key(Kind kind) {
    return switch (kind) {
      case VIDEO -> "clips";
      case FRAMES -> "frames";
      case SOUND -> "sound";
    };
  }

  private static Path file(Path root) {
    return new DatasetLayout(root).ours().resolve(NAME);
  }

  private static ObjectNode json(Path file) {
    try {
      if (JSON.readTree(Files.readAllBytes(PlainFile.require(file))) instanceof ObjectNode json) {
        for (Kind kind : Kind.values()) {
          JsonNode made = json.path(key(kind));
          if (!made.isObject() && !made.isMissingNode() && !made.isNull()) {
            throw new IOException("'" + key(kind) + "' is no JSON object");
          }
        }
        return json;
      }
      throw new IOException("it is no JSON object");
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static KineticsException unreadable(Path file, Exception fault) {
    String words = String.valueOf(fault.getMessage()).lines().findFirst().orElse("");
    return KineticsException.badInput(
        file
            + " can't be read ("
            + words
            + "); remove it, and name --release or --annotations once more",
        fault);
  }
}
