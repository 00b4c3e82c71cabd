package dev.kinetics.cli;

import dev.kinetics.annotations.Release;
import dev.kinetics.annotations.Split;
import dev.kinetics.dataset.DatasetLayout;
import dev.kinetics.dataset.Naming;
import dev.kinetics.dataset.NamingFile;
import dev.kinetics.error.KineticsException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which dataset, of which release. */
final class DatasetOptions {
  @Option(
      names = "--dataset-dir",
      paramLabel = "DIR",
      defaultValue = "dataset",
      description = "The dataset's folder (default: ${DEFAULT-VALUE}).")
  Path datasetDir;

  @Option(
      names = "--release",
      paramLabel = "RELEASE",
      defaultValue = "400",
      converter = ReleaseOption.class,
      description = "400, 600, 700, 700-2020 or demo (default: ${DEFAULT-VALUE}).")
  Release release;

  @Option(
      names = "--annotations",
      paramLabel = "PATH",
      description =
          "A list, a folder of lists or the publisher's tar.gz, CSV or JSON, gzipped or not"
              + " (default: the release's own, fetched once).")
  Path annotations;

  @Mixin ReleaseHostOptions hosts;

  @Option(
      names = "--naming",
      paramLabel = "HOW",
      description = "id (ID.mp4) or id-times (ID_000010_000020.mp4); default: as the dataset is.")
  private String clipNames;

  @Option(
      names = "--class-dirs",
      paramLabel = "HOW",
      description =
          "underscore, label or torchvision (without apostrophes and parentheses); default: as the"
              + " dataset is.")
  private Naming.ClassFolders classFolders;

  @Option(
      names = "--split-dirs",
      split = ",",
      paramLabel = "DIR",
      description = "The folders of train, valid and test; default: as the dataset is.")
  private List<String> splitFolders;

  @Option(names = "--quiet", description = "Show no progress.")
  boolean quiet;

  @Mixin private HelpOption help;

  /** The dataset as it is named on the disk, or as the options say where there is none yet. */
  DatasetLayout layout() {
    Naming remembered = NamingFile.read(datasetDir).orElse(null);
    Naming asked = asked(remembered == null ? Naming.DEFAULT : remembered);
    if (remembered != null && !remembered.equals(asked)) {
      throw KineticsException.badInput(
          "the dataset "
              + datasetDir
              + " is named otherwise ("
              + NamingFile.words(remembered)
              + "); leave the naming options out, or turn it with 'kinetics rename'");
    }
    return new DatasetLayout(datasetDir, asked);
  }

  /** Gives {@code --class-dirs} to an export that calls its own folders so, and forgets it. */
  Naming.ClassFolders takeClassFolders(Naming.ClassFolders otherwise) {
    Naming.ClassFolders taken = classFolders == null ? otherwise : classFolders;
    classFolders = null;
    return taken;
  }

  /** What the options ask for; the rest as it is. */
  Naming asked(Naming otherwise) {
    Map<Split, String> folders = otherwise.splitFolders();
    if (splitFolders != null) {
      if (splitFolders.size() != Split.values().length) {
        throw KineticsException.badInput(
            "--split-dirs takes three folders, of train, valid and test, such as train,val,test");
      }
      folders = new EnumMap<>(Split.class);
      for (Split split : Split.values()) {
        folders.put(split, splitFolders.get(split.ordinal()));
      }
    }
    try {
      return new Naming(
          clipNames == null
              ? otherwise.clipNames()
              : Naming.ClipNames.valueOf(clipNames.toUpperCase(Locale.ROOT).replace('-', '_')),
          classFolders == null ? otherwise.classFolders() : classFolders,
          NamingFile.checked(folders));
    } catch (IllegalArgumentException e) {
      throw KineticsException.badInput("there is no naming '" + clipNames + "'; id or id-times");
    }
  }

  /** What the journal calls the release. */
  String releaseName() {
    return annotations == null ? release.toString() : annotations.getFileName().toString();
  }
}
