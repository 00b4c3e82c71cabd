package dev.kinetics.lists;

import dev.kinetics.annotations.ClassCatalog;
import dev.kinetics.annotations.ClassMatcher;
import dev.kinetics.annotations.Clip;
import dev.kinetics.annotations.Release;
import dev.kinetics.annotations.Selection;
import dev.kinetics.annotations.Split;
import dev.kinetics.annotations.Subset;
import dev.kinetics.error.KineticsException;
import dev.kinetics.error.Visible;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Reads annotation lists: CSV or JSON, gzipped or not, a folder of such lists, or a tar archive of
 * them as the publisher ships it. A list is streamed: what is kept is the selected clips and a few
 * numbers a row.
 */
public final class AnnotationReader {
  /** In bytes, with what is thrown away as the index grows. */
  private static final long SECTION_IN_MEMORY = 200;

  /** The index counts its bytes with an {@code int}. */
  private static final long MOST_SECTIONS = 10_000_000;

  /** So many names stand in a message. */
  private static final int NAMED = 5;

  private AnnotationReader() {}

  /**
   * Reads and checks a whole list, and keeps the clips that are selected. In a folder or archive
   * only the lists of the wanted splits are read, as far as the files' names say their splits.
   *
   * <p>With {@code test} and classes named, the clips of the test set are those that the list
   * labels so; where the test list has no labels, there are none.
   *
   * @param annotations a list, a folder of lists, or an archive
   * @param catalog the classes and categories that exist besides the labels of the list
   * @throws KineticsException bad input: no such file; not a list, columns missing, cut off, with
   *     the line; none of its rows can be used; no row of a wanted split; an unknown class or
   *     category; or not one clip selected
   */
  public static AnnotationList read(Path annotations, ClassCatalog catalog, Selection selection) {
    return read(annotations, catalog, selection, RowCheck.NONE);
  }

  /** As {@link #read(Path, ClassCatalog, Selection)}, but refuses some rows more. */
  public static AnnotationList read(
      Path annotations, ClassCatalog catalog, Selection selection, RowCheck check) {
    return read(annotations, catalog, selection, check, mostSections());
  }

  /**
   * As {@link #read}, but keeps no clip. In a list that is longer than memory allows to index, a
   * row that is repeated counts each time.
   */
  public static AnnotationList count(Path annotations, Release release) {
    Set<Split> every = EnumSet.allOf(Split.class);
    ListFiles files = ListFiles.find(annotations, every, release);
    Rows.Wish none =
        new Rows.Wish(Set.of(), false, false, label -> false, Subset.NONE, RowCheck.NONE, null);
    Rows rows = gather(files, none, mostSections());
    requireRows(annotations, rows, every);
    return new AnnotationList(List.of(), rows.counts(), rows.refused(), files.notes());
  }

  static AnnotationList read(
      Path annotations,
      ClassCatalog catalog,
      Selection selection,
      RowCheck check,
      int mostSections) {
    Set<Split> splits = selection.wantedSplits();
    if (splits.isEmpty()) {
      throw KineticsException.badInput(
          "nothing is selected: --splits leaves out every split that the selection means");
    }
    List<String> names = new ArrayList<>(selection.classes());
    names.addAll(classesOf(selection.categories(), catalog));
    Set<String> keys = new HashSet<>();
    names.forEach(name -> keys.add(ClassMatcher.key(name)));

    boolean allTests = selection.test() && !selection.namesClasses();
    Subset subset = selection.subset();
    ListFiles files = ListFiles.find(annotations, splits, catalog.release());
    Rows.Wish wish =
        new Rows.Wish(
            splits,
            selection.all(),
            allTests,
            label -> !keys.isEmpty() && keys.contains(ClassMatcher.key(label)),
            subset,
            check,
            null);
    Rows rows = gather(files, wish, mostSections);
    requireRows(annotations, rows, splits);

    // What was kept is all that can be meant; only now that every label is known, it is settled.
    Set<String> known = new LinkedHashSet<>(catalog.classes());
    known.addAll(rows.labels());
    Set<String> labels = matched(names, rows.labels(), known, catalog.release());
    Set<String> ofSubset = subset.classes(known, catalog.release());
    List<Clip> clips =
        rows.clips(
            clip ->
                (labels.contains(clip.label())
                        || (clip.split() == Split.TEST ? allTests : selection.all()))
                    && (subset.isNone()
                        || ofSubset.contains(clip.label())
                        || subset.hasClip(clip.id(), clip.startMillis(), clip.endMillis())));
    if (clips.isEmpty()) {
      throw KineticsException.badInput(nothingSelected(annotations, splits, labels, rows, subset));
    }
    List<String> notes = new ArrayList<>(files.notes());
    notes.addAll(missing(subset, known, rows.seenIds()));
    return new AnnotationList(clips, rows.counts(), rows.refused(), notes);
  }

  /** What the subset lists and the list has not, in one line. */
  private static List<String> missing(Subset subset, Set<String> known, Set<String> seenIds) {
    List<String> missing = subset.missing(known, seenIds);
    if (missing.isEmpty()) {
      return List.of();
    }
    return List.of(
        String.format(
            Locale.ROOT,
            "of the subset %s the list lacks %,d: %s%s",
            subset.name(),
            missing.size(),
            Visible.text(String.join(", ", missing.subList(0, Math.min(NAMED, missing.size())))),
            missing.size() > NAMED ? ", …" : ""));
  }

  /**
   * How many sections are remembered at most: some million, several times a release. A longer list
   * is read twice, so that only the videos that have selected clips are remembered.
   */
  private static int mostSections() {
    return (int) Math.min(MOST_SECTIONS, Runtime.getRuntime().maxMemory() / SECTION_IN_MEMORY);
  }

  private static Rows gather(ListFiles files, Rows.Wish wish, int mostSections) {
    try {
      return readAll(files, wish.within(new Rows.Scope.All(mostSections)));
    } catch (Rows.TooManySectionsException e) {
      Rows ids = readAll(files, wish.within(new Rows.Scope.OnlyIds()));
      return readAll(files, wish.within(new Rows.Scope.Videos(ids.wantedIds())));
    }
  }

  private static Rows readAll(ListFiles files, Rows.Wish wish) {
    Rows rows = new Rows(wish);
    files.read(
        (file, text) -> {
          if (file.form() == ListFile.Form.CSV) {
            CsvLists.read(file, text, rows);
          } else {
            JsonLists.read(file, text, rows);
          }
        });
    return rows;
  }

  private static Collection<String> classesOf(Set<String> categories, ClassCatalog catalog) {
    if (categories.isEmpty()) {
      return Set.of();
    }
    Map<String, List<String>> known = catalog.categories();
    if (known.isEmpty()) {
      throw KineticsException.badInput(
          "this release has no categories, only 400 has: name classes with --classes");
    }
    Set<String> classes = new LinkedHashSet<>();
    for (String category :
        ClassMatcher.match(categories, known.keySet(), "category", catalog.release())) {
      classes.addAll(known.get(category));
    }
    return classes;
  }

  /** The labels that names mean: those of the list if it has such, else those of the catalog. */
  private static Set<String> matched(
      List<String> names, Set<String> ofList, Set<String> known, Release release) {
    Set<String> keysOfList = new HashSet<>();
    ofList.forEach(label -> keysOfList.add(ClassMatcher.key(label)));
    List<String> there = new ArrayList<>();
    List<String> elsewhere = new ArrayList<>();
    for (String name : names) {
      (keysOfList.contains(ClassMatcher.key(name)) ? there : elsewhere).add(name);
    }
    Set<String> labels = new LinkedHashSet<>(ClassMatcher.match(there, ofList, "class", release));
    labels.addAll(ClassMatcher.match(elsewhere, known, "class", release));
    return labels;
  }

  private static void requireRows(Path annotations, Rows rows, Set<Split> wanted) {
    Map<Split, Map<String, Integer>> counts = rows.counts();
    if (counts.isEmpty()) {
      throw KineticsException.badInput(
          Visible.path(annotations)
              + " has no row that can be used; the first: "
              + rows.refused().firstFew().get(0));
    }
    if (Collections.disjoint(counts.keySet(), wanted)) {
      throw KineticsException.badInput(
          Visible.path(annotations)
              + " has no clips of "
              + ListFiles.names(wanted)
              + ", only of "
              + ListFiles.names(counts.keySet())
              + ": give the list of the split, or choose another with --splits");
    }
  }

  private static String nothingSelected(
      Path annotations, Set<Split> splits, Set<String> labels, Rows rows, Subset subset) {
    boolean unlabelled =
        splits.equals(Set.of(Split.TEST))
            && rows.counts().get(Split.TEST).keySet().equals(Set.of(""));
    return unlabelled
        ? Visible.path(annotations)
            + " does not give the labels of test clips: leave out the classes"
        : Visible.path(annotations)
            + " has no clip in "
            + ListFiles.names(splits)
            + " of "
            + (subset.isNone()
                ? Visible.text(String.join(", ", labels))
                : "the selection and the subset " + Visible.text(subset.name()));
  }
}
