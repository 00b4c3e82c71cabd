package dev.kinetics.cli;

import dev.kinetics.annotations.ClassCatalog;
import dev.kinetics.annotations.ClassMatcher;
import dev.kinetics.annotations.Release;
import dev.kinetics.annotations.Selection;
import dev.kinetics.annotations.Split;
import dev.kinetics.cli.option.DatasetOptions;
import dev.kinetics.cli.option.ToolOptionsGroup;
import dev.kinetics.dataset.Naming;
import dev.kinetics.demo.DemoRelease;
import dev.kinetics.error.KineticsException;
import dev.kinetics.lists.AnnotationList;
import dev.kinetics.lists.AnnotationReader;
import dev.kinetics.lists.RefusedRows;
import dev.kinetics.lists.RowCheck;
import dev.kinetics.run.RunSummary;
import dev.kinetics.run.StopSignal;
import dev.kinetics.tool.Tools;
import dev.kinetics.tool.UserCache;
import dev.kinetics.words.Counts;
import dev.kinetics.youtube.SiteOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The list and the videos of the chosen release; for the demo, its own site is started. */
final class ReleaseAccess implements AutoCloseable {
  private final DatasetOptions dataset;
  private final Tools tools;
  private final DemoRelease demo;
  private Path annotations;

  private ReleaseAccess(DatasetOptions dataset, Tools tools) {
    this.dataset = dataset;
    this.tools = tools;
    this.demo = new DemoRelease(tools::ffmpeg, UserCache.root());
  }

  /**
   * Of the dataset's own release.
   *
   * @throws KineticsException when another is named
   */
  static ReleaseAccess open(
      DatasetOptions dataset, ToolOptionsGroup toolOptions, StopSignal stopSignal) {
    dataset.requireSameRelease();
    return openAnew(dataset, toolOptions, stopSignal);
  }

  /** Of any release: who asks for it sees to what is there of another. */
  static ReleaseAccess openAnew(
      DatasetOptions dataset, ToolOptionsGroup toolOptions, StopSignal stopSignal) {
    return new ReleaseAccess(dataset, toolOptions.tools(stopSignal));
  }

  Tools tools() {
    return tools;
  }

  private Path annotations() {
    if (annotations == null) {
      annotations = find();
    }
    return annotations;
  }

  /** Where the list is: the one that a person named, the demo's, or the release's, fetched once. */
  private Path find() {
    Path list = dataset.annotations();
    if (list != null) {
      if (dataset.isListRemembered()) {
        System.err.println("note: the list is " + list + ", as the dataset remembers");
        if (!Files.exists(list)) {
          throw KineticsException.badInput(
              "the list " + list + " is there no more; name it with --annotations, or --release");
        }
      }
      return list;
    }
    if (dataset.release() == Release.DEMO) {
      return demo.annotations();
    }
    try (FetchBar bar = new FetchBar(dataset.quiet())) {
      return dataset.hosts().lists(bar).get(dataset.release());
    }
  }

  /** Reads what is selected. Names of classes are checked before a list is fetched. */
  AnnotationList read(Selection selection) {
    return read(selection, RowCheck.NONE);
  }

  /** The classes of all splits of the list, whatever is selected of it. */
  Set<String> labels() {
    Set<String> labels = new TreeSet<>();
    AnnotationReader.count(annotations(), dataset.release())
        .counts()
        .values()
        .forEach(counts -> labels.addAll(counts.keySet()));
    return labels;
  }

  /** The same, and refuses some rows more. */
  AnnotationList read(Selection selection, RowCheck check) {
    AnnotationList list = readUnchecked(selection, check);
    dataset.settled().ifPresent(layout -> requireFolders(list, layout.naming()));
    return list;
  }

  /** Refuses a list whose classes have no folders of their own. */
  static void requireFolders(AnnotationList list, Naming naming) {
    Set<String> labels = new TreeSet<>();
    list.counts().values().forEach(counts -> labels.addAll(counts.keySet()));
    labels.remove("");
    naming.classFolders().requireOwn(labels);
  }

  private AnnotationList readUnchecked(Selection selection, RowCheck check) {
    ClassCatalog catalog = ClassCatalog.of(dataset.release());
    if (dataset.annotations() == null) {
      ClassMatcher.match(selection.classes(), catalog.classes(), "class", catalog.release());
    }
    AnnotationList list = AnnotationReader.read(annotations(), catalog, selection, check);
    list.notes().forEach(note -> System.err.println("note: " + note));
    return list;
  }

  /** Adds to a summary what the list lacked. */
  static void note(AnnotationList list, Selection selection, RunSummary summary) {
    for (Split split : selection.wantedSplits()) {
      if (!list.counts().containsKey(split)) {
        summary.note("the list has no rows of " + split, false);
      }
    }
    if (selection.test()
        && selection.namesClasses()
        && Set.of("").equals(list.counts().getOrDefault(Split.TEST, Map.of()).keySet())) {
      summary.note(
          "the list does not give the labels of test clips, so none is in the classes that were"
              + " named; --test without classes selects them all",
          false);
    }
    RefusedRows refused = list.refused();
    if (refused.count() > 0) {
      summary.note(
          Counts.of(refused.count(), "row of the list was", "rows of the list were") + " refused:",
          true);
      refused.firstFew().forEach(row -> summary.note("  " + row, true));
    }
  }

  /** The address of a video; the demo's site is started for it. */
  String urlTemplate(String asked) {
    if (asked != null) {
      return asked;
    }
    if (dataset.release() == Release.DEMO && dataset.annotations() == null) {
      try {
        return demo.urlTemplate();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted", e);
      }
    }
    return SiteOptions.YOUTUBE;
  }

  @Override
  public void close() {
    demo.close();
  }
}
