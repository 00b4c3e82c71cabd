package dev.kinetics.cli.option;

import dev.kinetics.dataset.Naming;
import dev.kinetics.dataset.NamingDetection;
import java.util.List;
import picocli.CommandLine.Option;

/** What the files and folders of a dataset were called that is renamed. */
@Heading(Heading.DATASET)
public final class FromOptions {
  @Option(
      names = "--from-naming",
      paramLabel = "HOW",
      converter = ClipNamesConverter.class,
      description = "How clips are named now (default: as remembered, else as found).")
  private Naming.ClipNames clipNames;

  @Option(
      names = "--from-class-dirs",
      paramLabel = "HOW",
      description = "How class folders are named now (default: as remembered, else as found).")
  private Naming.ClassFolders classFolders;

  @Option(
      names = "--from-split-dirs",
      split = ",",
      paramLabel = "DIR",
      description =
          "The folders of train, valid and test now (default: as remembered, else as" + " found).")
  private List<String> splitFolders;

  /** What the options say. */
  public NamingDetection.Given given() {
    return new NamingDetection.Given(
        clipNames,
        classFolders,
        splitFolders == null
            ? null
            : NamingOptions.splitFolders(splitFolders, "--from-split-dirs"));
  }
}
