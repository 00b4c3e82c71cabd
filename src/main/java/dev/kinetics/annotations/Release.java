package dev.kinetics.annotations;

import java.util.Optional;

/**
 * A published version of Kinetics, or the built-in demo. Numbers of clips are those first
 * published, in train, valid and test (Kay et al. 2017; Carreira et al. 2018, 2019; Smaira et al.
 * 2020).
 */
public enum Release {
  KINETICS_400("400", "kinetics400", "400", 400, 246_534, 19_906, 39_805),
  KINETICS_600("600", "kinetics600", "600", 600, 392_622, 30_000, 72_924),
  KINETICS_700("700", "kinetics700", "", 700, 545_000, 35_000, 70_000),
  KINETICS_700_2020("700-2020", "kinetics700_2020", "700_2020", 700, 545_000, 34_000, 67_000),
  /** A tiny release inside the program: three classes, a few clips. */
  DEMO("demo", "demo", "", 3, 6, 3, 3);

  private final String option;
  private final String archiveName;
  private final String mirrorName;
  private final int classCount;
  private final int[] clipCounts;

  Release(
      String option,
      String archiveName,
      String mirrorName,
      int classCount,
      int train,
      int valid,
      int test) {
    this.option = option;
    this.archiveName = archiveName;
    this.mirrorName = mirrorName;
    this.classCount = classCount;
    this.clipCounts = new int[] {train, valid, test};
  }

  /** The release that {@code --release} names. */
  public static Optional<Release> parse(String option) {
    for (Release release : values()) {
      if (release.option.equals(option)) {
        return Optional.of(release);
      }
    }
    return Optional.empty();
  }

  /** How the publisher calls the release's annotation archive, without an ending. */
  public String archiveName() {
    return archiveName;
  }

  /** The release's folder at the CVDF mirror; empty where the mirror does not have it. */
  public String mirrorName() {
    return mirrorName;
  }

  /** How many classes the release has. */
  public int classCount() {
    return classCount;
  }

  /** How many clips the split had when first published; today's lists differ by some percent. */
  public int publishedClips(Split split) {
    return clipCounts[split.ordinal()];
  }

  /** The value of {@code --release} that names it. */
  @Override
  public String toString() {
    return option;
  }
}
