package dev.kinetics.cli;

import dev.kinetics.annotations.ClassCatalog;
import dev.kinetics.annotations.ClassMatcher;
import dev.kinetics.annotations.Selection;
import dev.kinetics.annotations.Split;
import dev.kinetics.lists.AnnotationList;
import dev.kinetics.lists.AnnotationReader;
import dev.kinetics.lists.RefusedRows;
import dev.kinetics.run.RunSummary;
import java.nio.file.Path;
import java.util.function.Supplier;

/** Reads the list that a subcommand works on. */
final class Lists {
  private Lists() {}

  /**
   * Reads what is selected. Names of classes are checked before a list is fetched.
   *
   * @param path where the release's own list is, fetched if need be
   */
  static AnnotationList read(DatasetOptions dataset, Selection selection, Supplier<Path> path) {
    ClassCatalog catalog = ClassCatalog.of(dataset.release);
    if (dataset.annotations == null) {
      ClassMatcher.match(selection.classes(), catalog.classes(), "class");
    }
    return AnnotationReader.read(path.get(), catalog, selection);
  }

  /** Adds to a summary what the list lacked. */
  static void note(AnnotationList list, Selection selection, RunSummary summary) {
    for (Split split : selection.wantedSplits()) {
      if (!list.counts().containsKey(split)) {
        summary.note("the list has no rows of " + split, false);
      }
    }
    RefusedRows refused = list.refused();
    if (refused.count() > 0) {
      summary.note(refused.count() + " rows of the list were refused:", true);
      refused.firstFew().forEach(row -> summary.note("  " + row, true));
    }
  }
}
