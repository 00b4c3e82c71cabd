package dev.kinetics.cli.option;

import dev.kinetics.annotations.Split;
import dev.kinetics.dataset.Naming;
import dev.kinetics.dataset.NamingDetection;
import dev.kinetics.dataset.NamingFile;
import dev.kinetics.error.KineticsException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** What the files and folders of a dataset are called. */
@Heading(Heading.DATASET)
public final class NamingOptions {
  @Option(
      names = "--naming",
      paramLabel = "HOW",
      converter = ClipNamesConverter.class,
      description = "id (ID.mp4) or id-times (ID_000010_000020.mp4); default: as the dataset is.")
  private Naming.ClipNames clipNames;

  @Option(
      names = "--class-dirs",
      paramLabel = "HOW",
      description =
          "underscore, label, none (all clips of a split in one folder) or torchvision (without"
              + " apostrophes and parentheses, which changes the order of classes); default: as the"
              + " dataset is.")
  private Naming.ClassFolders classFolders;

  @Option(
      names = "--split-dirs",
      split = ",",
      paramLabel = "DIR",
      description = "The folders of train, valid and test; default: as the dataset is.")
  private List<String> splitFolders;

  /** What the options say. */
  public NamingDetection.Given given() {
    return new NamingDetection.Given(
        clipNames,
        classFolders,
        splitFolders == null ? null : splitFolders(splitFolders, "--split-dirs"));
  }

  /** What the options ask for; the rest as it is. */
  public Naming asked(Naming otherwise) {
    return given().or(otherwise);
  }

  /**
   * The folders of train, valid and test, in this order.
   *
   * @param option the option that names them
   * @throws KineticsException when they are not three, or no plain names that differ
   */
  public static Map<Split, String> splitFolders(List<String> names, String option) {
    if (names.size() != Split.values().length) {
      throw KineticsException.badInput(
          option + " takes three folders, of train, valid and test, such as train,val,test");
    }
    Map<Split, String> folders = new EnumMap<>(Split.class);
    for (Split split : Split.values()) {
      folders.put(split, names.get(split.ordinal()));
    }
    return NamingFile.checked(folders);
  }
}
