package dev.kinetics.cli.option;

import dev.kinetics.dataset.DatasetLayout;
import dev.kinetics.dataset.Naming;
import dev.kinetics.dataset.NamingFile;
import dev.kinetics.error.KineticsException;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where goes what is made of clips, and whether what is there is made again. */
public final class OutputOptions {
  @Option(
      names = "--output-dir",
      paramLabel = "DIR",
      description =
          "Another folder for what is made, with the journal and the logs: the dataset is only"
              + " read (default: the dataset).")
  private Path outputDir;

  @Option(names = "--overwrite", description = "Make again what is there.")
  private boolean overwrite;

  /**
   * The dataset that is written to.
   *
   * @param dataset the one with the clips
   * @throws KineticsException when the other one is named otherwise
   */
  public DatasetLayout output(DatasetLayout dataset) {
    if (outputDir == null) {
      return dataset;
    }
    Naming there = NamingFile.read(outputDir).orElse(dataset.naming());
    if (!there.equals(dataset.naming())) {
      throw KineticsException.badInput(
          "the folder "
              + outputDir
              + " is named otherwise than the dataset ("
              + NamingFile.words(there)
              + "); name another with --output-dir, or turn it with 'kinetics rename'");
    }
    return new DatasetLayout(outputDir, dataset.naming());
  }

  /** Whether what is there is made again. */
  public boolean overwrite() {
    return overwrite;
  }
}
