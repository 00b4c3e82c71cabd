package dev.kinetics.cli.option;

import dev.kinetics.annotations.Release;
import dev.kinetics.dataset.DatasetLayout;
import dev.kinetics.dataset.Naming;
import dev.kinetics.dataset.NamingFile;
import dev.kinetics.error.KineticsException;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which dataset, of which release. */
@Heading(Heading.DATASET)
public final class DatasetOptions {
  @Option(
      names = "--dataset-dir",
      paramLabel = "DIR",
      defaultValue = "dataset",
      description = "The dataset's folder (default: ${DEFAULT-VALUE}).")
  private Path datasetDir;

  @Option(
      names = "--release",
      paramLabel = "RELEASE",
      defaultValue = "400",
      converter = ReleaseConverter.class,
      description = "400, 600, 700, 700-2020 or demo (default: ${DEFAULT-VALUE}).")
  private Release release;

  @Option(
      names = "--annotations",
      paramLabel = "PATH",
      description =
          "A list, a folder of lists or the publisher's tar.gz, CSV or JSON, gzipped or not"
              + " (default: the release's own, fetched once).")
  private Path annotations;

  @Mixin private HostOptions hosts;

  @Heading(Heading.OPTIONS)
  @Option(names = "--quiet", description = "Show no progress.")
  private boolean quiet;

  @Mixin private HelpOption help;

  /** The dataset's folder. */
  public Path datasetDir() {
    return datasetDir;
  }

  public Release release() {
    return release;
  }

  /** The list that was named; null where the release's own is meant. */
  public Path annotations() {
    return annotations;
  }

  public HostOptions hosts() {
    return hosts;
  }

  public boolean quiet() {
    return quiet;
  }

  /** The dataset as it is named on the disk. */
  public DatasetLayout layout() {
    return new DatasetLayout(datasetDir, NamingFile.read(datasetDir).orElse(Naming.DEFAULT));
  }

  /**
   * The dataset as it is named on the disk, or as the options say where there is none yet.
   *
   * @throws KineticsException when the options say otherwise than the dataset
   */
  public DatasetLayout layout(NamingOptions naming) {
    Naming remembered = NamingFile.read(datasetDir).orElse(null);
    Naming asked = naming.asked(remembered == null ? Naming.DEFAULT : remembered);
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

  /** What the journal calls the release. */
  public String releaseName() {
    return annotations == null ? release.toString() : annotations.getFileName().toString();
  }
}
