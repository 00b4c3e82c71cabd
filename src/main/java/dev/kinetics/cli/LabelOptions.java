package dev.kinetics.cli;

import dev.kinetics.annotations.ClassIndices.Labels;
import dev.kinetics.meta.Indexing;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Option;

/** How {@code meta} and {@code tfrecords} count the classes. */
final class LabelOptions {
  @Option(
      names = "--labels",
      paramLabel = "full|dense",
      description =
          "Indices by the place in the release's whole list, as published models count, or from 0"
              + " for the classes of the set (default: of meta full for the whole release, dense"
              + " for a smaller set; of tfrecords those of CLASSES).")
  private Labels labels;

  @Option(
      names = "--class-order",
      paramLabel = "FILE",
      description = "A label map with an order of its own: one class per line, or JSON.")
  private Path order;

  boolean isGiven() {
    return labels != null || order != null;
  }

  /** What is asked for, of this whole list. */
  Indexing indexing(List<String> whole) {
    return new Indexing(labels, order, whole);
  }

  /** What the indices are, for the person who reads of a set. */
  String words(int indices, int whole) {
    if (order != null) {
      return "indices of " + order;
    }
    return indices >= whole
        ? String.format(
            Locale.ROOT,
            "indices of the whole list of %,d classes; --labels dense counts those that are there",
            indices)
        : String.format(Locale.ROOT, "indices 0 to %d", indices - 1);
  }
}
