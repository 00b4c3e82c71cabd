package dev.kinetics.format;

import dev.kinetics.dataset.DatasetLayout.Kind;
import dev.kinetics.export.ExportJob;
import dev.kinetics.export.Sample;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** The paths of the clips of one split, as lists have them. */
final class ListedPaths {
  private final ExportJob job;

  /** The absolute path of the split's folder, with a slash. */
  private final String home;

  /** By the index of the class: a look in a map for each clip takes longer than to write it. */
  private final Folder[] folders;

  /** The folder of a class: its absolute path and the one below the split's, with a slash. */
  private record Folder(String path, String below) {}

  /**
   * Paths below this folder.
   *
   * @param home the split's folder
   */
  ListedPaths(ExportJob job, Path home) {
    this.job = job;
    this.home = home.toAbsolutePath().normalize() + "/";
    this.folders = new Folder[job.classes().size()];
  }

  /** The absolute paths of the folders of these clips, sorted. */
  List<String> folders(List<Sample> samples) {
    samples.forEach(this::folder);
    return Arrays.stream(folders).filter(Objects::nonNull).map(Folder::path).sorted().toList();
  }

  /** Writes the absolute path of a clip. */
  void write(Writer out, Sample sample) throws IOException {
    out.write(folder(sample).path());
    out.write(job.layout().naming().clipName(sample.clip()));
    out.write(Kind.VIDEO.fileEnding());
  }

  /** Writes a clip's name with its class's folder; frames have the same, without an ending. */
  void writeBelow(Writer out, Sample sample) throws IOException {
    out.write(folder(sample).below());
    out.write(job.layout().naming().clipName(sample.clip()));
  }

  private Folder folder(Sample sample) {
    int index = sample.index();
    if (folders[index] == null) {
      String name = ListsFormat.relativeFolder(job, sample.clip(), Kind.VIDEO).toString();
      String below = name.isEmpty() ? "" : name + "/";
      folders[index] = new Folder(home + below, below);
    }
    return folders[index];
  }
}
