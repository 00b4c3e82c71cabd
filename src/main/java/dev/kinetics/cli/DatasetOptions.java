package dev.kinetics.cli;

import dev.kinetics.annotations.Release;
import dev.kinetics.dataset.DatasetLayout;
import java.nio.file.Path;
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

  @Option(names = "--quiet", description = "Show no progress.")
  boolean quiet;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  boolean help;

  DatasetLayout layout() {
    return new DatasetLayout(datasetDir);
  }

  /** What the journal calls the release. */
  String releaseName() {
    return annotations == null ? release.toString() : annotations.getFileName().toString();
  }
}
