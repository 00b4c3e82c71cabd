package dev.kinetics.inspect;

import dev.kinetics.annotations.ClassCatalog;
import dev.kinetics.annotations.Clip;
import dev.kinetics.annotations.Release;
import dev.kinetics.annotations.Selection;
import dev.kinetics.annotations.Split;
import dev.kinetics.dataset.DatasetLayout;
import dev.kinetics.dataset.DatasetLayout.Kind;
import dev.kinetics.dataset.Inventory;
import dev.kinetics.dataset.NamingFile;
import dev.kinetics.error.KineticsException;
import dev.kinetics.history.Journals;
import dev.kinetics.history.LastResults;
import dev.kinetics.journal.Jobs;
import dev.kinetics.journal.Outcome;
import dev.kinetics.lists.AnnotationList;
import dev.kinetics.lists.AnnotationReader;
import dev.kinetics.words.Counts;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Finds out of which list the clips of a dataset are that somebody else made: the one that has most
 * of them, by their ids and, where files are named so, their sections.
 */
public final class Adoption {
  private final DatasetLayout layout;
  private final Inventory inventory;

  /** Looks at this dataset. */
  public Adoption(DatasetLayout layout) {
    this.layout = layout;
    this.inventory = new Inventory(layout);
  }

  /**
   * A list that the clips may be of.
   *
   * @param release the release; null where only a list was named
   * @param list the list that was named; null for the release's own
   * @param path where the list is
   */
  public record Candidate(Release release, Path list, Path path) {
    private AnnotationList read() {
      ClassCatalog catalog = ClassCatalog.of(release == null ? Release.KINETICS_400 : release);
      return AnnotationReader.read(path, catalog, Selection.everything());
    }
  }

  /**
   * What was found.
   *
   * @param candidate the list
   * @param clips all clips of it
   * @param there how many of each split are there as clips
   * @param gone how many others of each split the dataset's journal knows as gone
   */
  public record Found(
      Candidate candidate, List<Clip> clips, Map<Split, Long> there, Map<Split, Long> gone) {
    /** How many clips of a split the list has. */
    public long listed(Split split) {
      return clips.stream().filter(clip -> clip.split() == split).count();
    }
  }

  /**
   * Finds the list.
   *
   * @param onlyCached whether these are just the lists that are there without being fetched
   * @throws KineticsException when nothing that lies there is of one, or two have equally much of
   *     it
   */
  public Found find(List<Candidate> candidates, boolean onlyCached) {
    List<Candidate> best = new ArrayList<>();
    long most = 0;
    AnnotationList read = null;
    for (Candidate candidate : candidates) {
      read = null; // Two lists at once would not fit into memory.
      AnnotationList list = candidate.read();
      long matching = list.clips().stream().filter(this::isThere).count();
      if (matching > most) {
        best.clear();
        most = matching;
      }
      if (matching == most && most > 0) {
        best.add(candidate);
      }
      read = list;
    }
    if (best.isEmpty()) {
      throw KineticsException.badInput(
          "no file in "
              + layout.root()
              + ", named '"
              + NamingFile.words(layout.naming())
              + "', is a clip of "
              + String.join(", ", candidates.stream().map(Adoption::name).toList())
              + (onlyCached
                  ? (candidates.size() == 1 ? ", the only list" : ", the only lists")
                      + " in the cache; 'kinetics annotations --release 400' fetches another"
                  : "")
              + "; name the release with --release, the list with --annotations, or the naming");
    }
    if (best.size() > 1) {
      throw KineticsException.badInput(
          String.format(
              Locale.ROOT,
              "what lies in %s (%s) may be of %s; say of which with --release",
              layout.root(),
              Counts.clips(most),
              String.join(" or ", best.stream().map(Adoption::name).toList())));
    }
    Candidate chosen = best.get(0);
    boolean isLast = chosen.equals(candidates.get(candidates.size() - 1));
    List<Clip> clips = (isLast ? read : chosen.read()).clips();
    Map<Split, Long> there = new EnumMap<>(Split.class);
    Map<Split, Long> gone = new EnumMap<>(Split.class);
    LastResults known =
        new Journals(layout.journals()).last(Jobs.DOWNLOAD, outcome -> outcome == Outcome.GONE);
    for (Clip clip : clips) {
      if (inventory.has(clip, Kind.VIDEO)) {
        there.merge(clip.split(), 1L, Long::sum);
      } else if (known.of(clip).isPresent()) {
        gone.merge(clip.split(), 1L, Long::sum);
      }
    }
    return new Found(chosen, clips, there, gone);
  }

  private boolean isThere(Clip clip) {
    return Arrays.stream(Kind.values()).anyMatch(kind -> inventory.has(clip, kind));
  }

  private static String name(Candidate candidate) {
    return candidate.list() == null
        ? "release " + candidate.release()
        : String.valueOf(candidate.list());
  }
}
