package dev.kinetics.dataset;

import dev.kinetics.annotations.Clip;
import dev.kinetics.annotations.Split;
import dev.kinetics.error.KineticsException;
import java.io.Serializable;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/**
 * How the files and folders of a dataset are called.
 *
 * @param clipNames how a clip's file is called
 * @param classFolders how a class's folder is called
 * @param splitFolders the folder of each split
 */
public record Naming(
    ClipNames clipNames, ClassFolders classFolders, Map<Split, String> splitFolders)
    implements Serializable {

  /** How a clip's file is called. */
  public enum ClipNames {
    /** {@code ID.mp4}, as the original downloader scripts do. */
    ID,
    /** {@code ID_000010_000020.mp4}, as the CVDF mirror, MMAction2, torchvision and FiftyOne do. */
    ID_TIMES
  }

  /**
   * How a class's folder is called. A slash in a label, as AVA's {@code bend/bow} has it, becomes
   * {@code %2F} in each of them.
   */
  public enum ClassFolders {
    /** Spaces become underscores, nothing else changes. */
    UNDERSCORE,
    /** The label as the list writes it. */
    LABEL,
    /** Spaces become underscores; apostrophes and parentheses are dropped. */
    TORCHVISION,
    /** There are none: all clips of a split lie in one folder, as in the mirror's archives. */
    NONE;

    private static final String SLASH = "%2F";

    /** The folder of a class. */
    public String folder(String label) {
      String plain = label.replace("/", SLASH);
      return switch (this) {
        case UNDERSCORE, NONE -> plain.replace(' ', '_');
        case LABEL -> plain;
        case TORCHVISION -> plain.replace(' ', '_').replaceAll("['()]", "");
      };
    }

    /**
     * Refuses classes that have no folder of their own: what {@link #TORCHVISION} takes away may
     * have been all that told a label from another, or from a way out of the dataset.
     *
     * @throws KineticsException bad input: names the class
     */
    public void requireOwn(Collection<String> labels) {
      Map<String, String> byFolder = new HashMap<>();
      for (String label : labels) {
        String folder = folder(label);
        String other = byFolder.putIfAbsent(folder, label);
        if (folder.isEmpty() || folder.startsWith(".")) {
          throw KineticsException.badInput(
              "the class '" + label + "' would have no folder of its own; give --class-dirs label");
        }
        if (other != null && !other.equals(label)) {
          throw KineticsException.badInput(
              "the classes '%s' and '%s' would share a folder; give --class-dirs label"
                  .formatted(other, label));
        }
      }
    }

    /** The label of a folder, as far as the folder tells; underscores are taken for spaces. */
    public String label(String folder) {
      String plain = folder.replace(SLASH, "/");
      return this == LABEL ? plain : plain.replace('_', ' ');
    }
  }

  /** The original scripts' way: {@code train/pole_vault/ID.mp4}. */
  public static final Naming DEFAULT =
      new Naming(
          ClipNames.ID,
          ClassFolders.UNDERSCORE,
          Map.of(Split.TRAIN, "train", Split.VALID, "valid", Split.TEST, "test"));

  public Naming {
    splitFolders = Map.copyOf(new EnumMap<>(splitFolders));
  }

  /** What a clip's files are called, without an ending. */
  public String clipName(Clip clip) {
    return clipNames == ClipNames.ID ? clip.name() : clip.timedName();
  }
}
