package dev.kinetics.dataset;

import dev.kinetics.annotations.Clip;
import dev.kinetics.annotations.Split;
import java.util.EnumMap;
import java.util.Map;

/**
 * How the files and folders of a dataset are called.
 *
 * @param clipNames how a clip's file is called
 * @param classFolders how a class's folder is called
 * @param splitFolders the folder of each split
 */
public record Naming(
    ClipNames clipNames, ClassFolders classFolders, Map<Split, String> splitFolders) {

  /** How a clip's file is called. */
  public enum ClipNames {
    /** {@code ID.mp4}, as the original downloader scripts do. */
    ID,
    /** {@code ID_000010_000020.mp4}, as the CVDF mirror, MMAction2, torchvision and FiftyOne do. */
    ID_TIMES
  }

  /** How a class's folder is called. */
  public enum ClassFolders {
    /** Spaces become underscores, nothing else changes. */
    UNDERSCORE,
    /** The label as the list writes it. */
    LABEL,
    /** Spaces become underscores; apostrophes and parentheses are dropped. */
    TORCHVISION;

    /** The folder of a class. */
    public String folder(String label) {
      return switch (this) {
        case UNDERSCORE -> label.replace(' ', '_');
        case LABEL -> label;
        case TORCHVISION -> label.replace(' ', '_').replaceAll("['()]", "");
      };
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
