package dev.kinetics.dataset;

import dev.kinetics.annotations.Clip;
import dev.kinetics.annotations.Split;
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
    /** The clip itself, {@code train/pole_vault/ID.mp4}. */
    VIDEO("", List.of(".mp4")),
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

  /** The folder of a class; the split's own folder for the test set, which has no class folders. */
  public Path classFolder(Split split, String label, Kind kind) {
    Path folder = splitFolder(split, kind);
    return split == Split.TEST ? folder : folder.resolve(naming.classFolders().folder(label));
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

  /** The clip's file as {@code --compress} keeps it. */
  public Path compressedVideo(Clip clip) {
    return folder(clip, Kind.VIDEO).resolve(naming.clipName(clip) + COMPRESSED_ENDING);
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
