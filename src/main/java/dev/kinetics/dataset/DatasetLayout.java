package dev.kinetics.dataset;

import dev.kinetics.annotations.Clip;
import dev.kinetics.annotations.Split;
import dev.kinetics.dataset.Naming.ClassFolders;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.List;

/**
 * Where each file of a dataset lies below its folder: the one place that knows.
 *
 * @param root the dataset's folder ({@code --dataset-dir})
 * @param naming how files and folders are called
 */
public record DatasetLayout(Path root, Naming naming) implements Serializable {

  /** What is kept of a clip, each in folders of its own. */
  public enum Kind {
    /**
     * The clip itself, {@code train/pole_vault/ID.mp4}. Other containers are never made, but read:
     * many a lab's copy has what yt-dlp was given, or what Windows made of the name.
     */
    VIDEO(
        "",
        List.of(
            ".mp4", ".mp4.gz", ".mkv", ".webm", ".avi", ".mov", ".m4v", ".flv", ".3gp", ".mpg",
            ".mpeg", ".wmv", ".ts", ".MP4", ".MKV", ".WEBM", ".AVI", ".MOV", ".M4V", ".FLV", ".3GP",
            ".MPG", ".MPEG", ".WMV", ".TS")),
    /** Its frames, {@code train_frames/pole_vault/ID/frame0.jpg}, {@code frame1.jpg}, and so on. */
    FRAMES("_frames", List.of("")),
    /** Its sound, {@code train_sound/pole_vault/ID.mp3}, or in another form of file. */
    SOUND("_sound", List.of(".mp3", ".wav", ".flac"));

    private final String folderEnding;
    private final List<String> fileEndings;

    Kind(String folderEnding, List<String> fileEndings) {
      this.folderEnding = folderEnding;
      this.fileEndings = fileEndings;
    }

    /** What the folder of a split of this kind is called after the split. */
    String folderEnding() {
      return folderEnding;
    }

    /** The usual ending of a file of this kind; empty for frames, which are a folder a clip. */
    public String fileEnding() {
      return fileEndings.get(0);
    }

    /** All endings that a file of this kind may have. Of several files the first counts. */
    public List<String> fileEndings() {
      return fileEndings;
    }
  }

  /** The ending of a clip that was compressed with {@code --compress}. */
  public static final String COMPRESSED_ENDING = ".mp4.gz";

  /** The layout of a dataset in the original scripts' naming. */
  public DatasetLayout(Path root) {
    this(root, Naming.DEFAULT);
  }

  /** The folder of a split and kind, {@code dataset/train_frames}. */
  public Path splitFolder(Split split, Kind kind) {
    return root.resolve(naming.splitFolders().get(split) + kind.folderEnding);
  }

  /** Whether clips of a split lie in folders of their classes; those of the test set never do. */
  public boolean hasClassFolders(Split split) {
    return split != Split.TEST && naming.classFolders() != ClassFolders.NONE;
  }

  /** What the folder of a class is called in its split's; empty for the split's own folder. */
  public String classFolderName(Split split, String label) {
    return hasClassFolders(split) ? naming.classFolders().folder(label) : "";
  }

  /** The folder of a class, or the split's own where there are no folders of classes. */
  public Path classFolder(Split split, String label, Kind kind) {
    Path folder = splitFolder(split, kind);
    return hasClassFolders(split) ? folder.resolve(naming.classFolders().folder(label)) : folder;
  }

  /** The folder that holds what is kept of a clip. */
  public Path folder(Clip clip, Kind kind) {
    return classFolder(clip.split(), clip.label(), kind);
  }

  /** The file, or for frames the folder, of a clip. */
  public Path path(Clip clip, Kind kind) {
    return path(clip, kind, kind.fileEnding());
  }

  /** The file of a clip with this ending. */
  public Path path(Clip clip, Kind kind, String ending) {
    return folder(clip, kind).resolve(naming.clipName(clip) + ending);
  }

  /** What is ours in a dataset: the journal and scratch files. */
  public Path ours() {
    return root.resolve(".kinetics");
  }

  /** The folder of the journals, one file a run. */
  public Path journals() {
    return ours().resolve("journal");
  }

  /** The folder of half-made files, one folder a run; on the same file system as the dataset. */
  public Path scratch() {
    return ours().resolve("scratch");
  }
}
