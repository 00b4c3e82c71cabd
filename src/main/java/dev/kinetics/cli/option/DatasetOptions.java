package dev.kinetics.cli.option;

import dev.kinetics.annotations.Release;
import dev.kinetics.dataset.DatasetLayout;
import dev.kinetics.dataset.Made;
import dev.kinetics.dataset.Naming;
import dev.kinetics.dataset.NamingDetection;
import dev.kinetics.dataset.NamingFile;
import dev.kinetics.error.KineticsException;
import dev.kinetics.history.Journals;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
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
      converter = ReleaseConverter.class,
      description =
          "400, 600, 700, 700-2020 or demo (default: what the dataset was made with, else 400).")
  private Release release;

  @Option(
      names = "--annotations",
      paramLabel = "PATH",
      description =
          "A list, a folder of lists or the publisher's tar.gz, CSV or JSON, gzipped or not"
              + " (default: what the dataset was made with, else the release's own, fetched once).")
  private Path annotations;

  @Mixin private HostOptions hosts;

  @Heading(Heading.OPTIONS)
  @Option(names = "--quiet", description = "Show no progress.")
  private boolean quiet;

  @Mixin private HelpOption help;

  private Made remembered;

  /** Found out once. */
  private DatasetLayout layout;

  /** The dataset's folder. */
  public Path datasetDir() {
    return datasetDir;
  }

  /**
   * Refuses a dataset of which there is nothing, before a list is fetched for it.
   *
   * @throws KineticsException when its folder does not exist
   */
  public void requireThere() {
    if (!Files.isDirectory(datasetDir)) {
      throw KineticsException.badInput(
          "there is no folder " + datasetDir + "; name the dataset with --dataset-dir");
    }
  }

  /** The release that was named, or that the dataset was made with; 400 where nobody knows. */
  public Release release() {
    return made().release() == null ? Release.KINETICS_400 : made().release();
  }

  /**
   * The list that was named, or that the dataset was made with; null where the release's own is
   * meant, also where the release is named and no list.
   */
  public Path annotations() {
    return annotations == null ? made().list() : annotations;
  }

  /** What is to be remembered of the release and the list. */
  public Made made() {
    if (release != null) {
      return Made.of(release, annotations);
    }
    Release known = remembered().release();
    if (annotations != null) {
      return Made.of(known, annotations);
    }
    return remembered().list() == null && known == null
        ? Made.of(Release.KINETICS_400, null)
        : remembered();
  }

  /** Whether the list is one that was not named now, but by an earlier run. */
  public boolean isListRemembered() {
    return annotations == null && made().list() != null;
  }

  /**
   * Refuses a release that is another than the dataset's.
   *
   * @throws KineticsException when it is
   */
  public void requireSameRelease() {
    made().requireSameRelease(remembered(), datasetDir);
  }

  /** What the dataset says of itself; of those of early versions, their journals know it. */
  private Made remembered() {
    if (remembered == null) {
      remembered =
          Made.read(datasetDir)
              .orElseGet(
                  () ->
                      Made.of(
                          new Journals(new DatasetLayout(datasetDir).journals())
                              .release()
                              .flatMap(Release::parse)
                              .orElse(null),
                          null));
    }
    return remembered.withoutOptions();
  }

  public HostOptions hosts() {
    return hosts;
  }

  public boolean quiet() {
    return quiet;
  }

  /**
   * The dataset as it remembers to be named, else as its files are, which is said; or as the
   * options say where there is none yet.
   *
   * @throws KineticsException when the options say otherwise than the dataset, or its files are
   *     named in more than one way
   */
  public DatasetLayout layout(NamingOptions naming) {
    if (layout == null) {
      layout = new DatasetLayout(datasetDir, named(naming.given()));
    }
    return layout;
  }

  /** The layout, once somebody has asked for it. */
  public Optional<DatasetLayout> settled() {
    return Optional.ofNullable(layout);
  }

  /** As {@link #layout(NamingOptions)}, where there are no such options. */
  public DatasetLayout layout() {
    return layout(new NamingOptions());
  }

  private Naming named(NamingDetection.Given given) {
    Naming remembered = NamingFile.read(datasetDir).orElse(null);
    if (remembered == null) {
      return found(datasetDir, given);
    }
    Naming asked = given.or(remembered);
    if (!remembered.equals(asked)) {
      throw KineticsException.badInput(
          "the dataset "
              + datasetDir
              + " is named otherwise ("
              + NamingFile.words(remembered)
              + "); leave the naming options out, or turn it with 'kinetics rename'");
    }
    return remembered;
  }

  /**
   * How a dataset is named that remembers nothing, by its files; in a line on standard error where
   * it is another naming than ours.
   *
   * @param given what a person says of it
   */
  public static Naming found(Path datasetDir, NamingDetection.Given given) {
    return found(datasetDir, given, "--");
  }

  /**
   * As {@link #found(Path, NamingDetection.Given)}.
   *
   * @param dashes what the options begin with that say it
   */
  public static Naming found(Path datasetDir, NamingDetection.Given given, String dashes) {
    Naming found = NamingDetection.detect(datasetDir, given, dashes).orElse(null);
    if (found == null) {
      return given.or(Naming.DEFAULT);
    }
    if (!found.equals(Naming.DEFAULT)) {
      System.err.println(
          "note: the files in " + datasetDir + " are taken as named " + NamingFile.words(found));
    }
    return found;
  }
}
