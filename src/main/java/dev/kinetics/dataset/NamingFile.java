package dev.kinetics.dataset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kinetics.annotations.Split;
import dev.kinetics.error.DiskFull;
import dev.kinetics.error.KineticsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How a dataset remembers what its files are called: {@code .kinetics/naming.json}, written by the
 * first run that writes, so that every subcommand finds them without being told.
 */
public final class NamingFile {
  private static final String NAME = "naming.json";
  private static final String RENAMING = "renaming.json";
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private NamingFile() {}

  /**
   * The naming of a dataset; empty where nothing is remembered.
   *
   * @throws KineticsException when it can't be read, or a renaming was broken off
   */
  public static Optional<Naming> read(Path root) {
    requireNotRenaming(root);
    return read(root, NAME);
  }

  /**
   * Refuses to work on a dataset whose files have two namings.
   *
   * @throws KineticsException when a renaming was broken off
   */
  public static void requireNotRenaming(Path root) {
    if (Files.exists(file(root, RENAMING))) {
      throw KineticsException.badInput(
          root
              + " is being renamed, or that was broken off; when no 'kinetics rename' is at work,"
              + " run 'kinetics rename' again to end it");
    }
  }

  /**
   * Remembers the naming of a dataset, whatever was remembered before.
   *
   * @throws KineticsException when it can't be written
   */
  public static void replace(DatasetLayout layout) {
    write(layout.root(), NAME, layout.naming());
  }

  /**
   * Remembers the naming of a dataset that has none yet. Called when the run's scratch folder
   * stands, which a renaming sees: so of a run and a renaming that begin at once, one ends here.
   *
   * @throws KineticsException when it can't be written, or when it is named otherwise by now
   */
  public static void remember(DatasetLayout layout) {
    Path root = layout.root();
    Naming there =
        read(root)
            .orElseGet(
                () -> {
                  create(root, layout.naming());
                  return read(root).orElse(layout.naming());
                });
    if (!there.equals(layout.naming())) {
      throw KineticsException.badInput(
          "another run has just named "
              + root
              + " otherwise ("
              + words(there)
              + "); run again with the same naming options, or without any");
    }
  }

  /** In a few words, as the options write it. */
  public static String words(Naming naming) {
    Map<Split, String> folders = naming.splitFolders();
    return "--naming "
        + word(naming.clipNames())
        + " --class-dirs "
        + word(naming.classFolders())
        + " --split-dirs "
        + folders.get(Split.TRAIN)
        + ","
        + folders.get(Split.VALID)
        + ","
        + folders.get(Split.TEST);
  }

  /**
   * Split folders that are plain names and do not meet, nor with their frames and sound.
   *
   * @throws KineticsException when they are not
   */
  public static Map<Split, String> checked(Map<Split, String> folders) {
    Set<String> names = new HashSet<>();
    for (String folder : folders.values()) {
      boolean plain = folder.matches("[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}");
      boolean alone =
          names.add(folder) & names.add(folder + "_frames") & names.add(folder + "_sound");
      if (!plain || !alone) {
        throw KineticsException.badInput(
            "the split folders "
                + String.join(",", folders.values())
                + " are no three plain names that differ, such as train,val,test");
      }
    }
    return folders;
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The naming that a renaming was under way to; empty where none is. */
  public static Optional<Naming> renaming(Path root) {
    return read(root, RENAMING);
  }

  /** The naming from which one is renamed. */
  public static Optional<Naming> remembered(Path root) {
    return read(root, NAME);
  }

  public static void beginRenaming(Path root, Naming from, Naming to) {
    write(root, NAME, from);
    write(root, RENAMING, to);
  }

  public static void endRenaming(Path root, Naming to) {
    write(root, NAME, to);
    withdrawRenaming(root);
  }

  /** Nothing has been renamed. */
  public static void withdrawRenaming(Path root) {
    try {
      Files.deleteIfExists(file(root, RENAMING));
    } catch (IOException e) {
      throw unwritable(root, e);
    }
  }

  private static Path file(Path root, String name) {
    return new DatasetLayout(root).ours().resolve(name);
  }

  private static Optional<Naming> read(Path root, String name) {
    Path file = file(root, name);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      JsonNode json = JSON.readTree(Files.readAllBytes(PlainFile.require(file)));
      Map<Split, String> folders = new EnumMap<>(Split.class);
      for (Split split : Split.values()) {
        folders.put(split, json.path("split-dirs").path(split.toString()).asText());
      }
      return Optional.of(
          new Naming(
              Naming.ClipNames.valueOf(constant(json, "naming")),
              Naming.ClassFolders.valueOf(constant(json, "class-dirs")),
              checked(folders)));
    } catch (IOException | IllegalArgumentException e) {
      throw KineticsException.badInput(
          file + " can't be read (" + e.getMessage() + "); remove it and give --naming again", e);
    }
  }

  private static String constant(JsonNode json, String field) {
    return json.path(field).asText().toUpperCase(Locale.ROOT).replace('-', '_');
  }

  private static void create(Path root, Naming naming) {
    try {
      Path file = file(root, NAME);
      Files.createDirectories(file.toAbsolutePath().getParent());
      AtomicFile.writeNew(file, out -> out.write(json(naming)));
    } catch (IOException e) {
      throw unwritable(root, e);
    }
  }

  private static void write(Path root, String name, Naming naming) {
    try {
      AtomicFile.write(file(root, name), out -> out.write(json(naming)));
    } catch (IOException e) {
      throw unwritable(root, e);
    }
  }

  private static byte[] json(Naming naming) throws IOException {
    ObjectNode json = JSON.createObjectNode();
    json.put("naming", word(naming.clipNames()));
    json.put("class-dirs", word(naming.classFolders()));
    ObjectNode folders = json.putObject("split-dirs");
    naming.splitFolders().forEach((split, folder) -> folders.put(split.toString(), folder));
    return JSON.writeValueAsBytes(json);
  }

  private static KineticsException unwritable(Path root, IOException fault) {
    return DiskFull.in(fault)
        ? DiskFull.stop(root)
        : KineticsException.badInput(
            "the dataset folder "
                + root
                + " can't be written: "
                + fault.getMessage()
                + "; allow writing there, and run the same command again");
  }
}
