package dev.kinetics.meta;

import dev.kinetics.annotations.ClassCatalog;
import dev.kinetics.annotations.Release;
import dev.kinetics.dataset.DatasetLayout.Kind;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** What tests want of metadata. */
public final class MetadataWishes {
  private MetadataWishes() {}

  /** All classes of a release, in the files that the original scripts write. */
  public static MetadataOptions allOf(Kind kind, Release release, Path prefix) {
    return new MetadataOptions(
        kind,
        release,
        List.of(),
        prefix,
        false,
        0,
        null,
        OptionalInt.empty(),
        OptionalInt.empty(),
        OptionalDouble.empty(),
        Indexing.usual(ClassCatalog.of(release).classes()));
  }

  /** The same, for sets of these sizes. */
  static MetadataOptions ofSets(MetadataOptions o, Integer... sizes) {
    return new MetadataOptions(
        o.kind(),
        o.release(),
        List.of(sizes),
        o.prefix(),
        o.force(),
        o.seed(),
        o.classesFile(),
        o.maxTrainingVideos(),
        o.maxTestingVideos(),
        o.validationFromTraining(),
        o.indexing());
  }
}
