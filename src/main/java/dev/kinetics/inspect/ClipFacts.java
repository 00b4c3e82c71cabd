package dev.kinetics.inspect;

import dev.kinetics.annotations.Clip;
import dev.kinetics.annotations.ClipPlaces;
import dev.kinetics.annotations.Split;
import dev.kinetics.dataset.DatasetLayout;
import dev.kinetics.dataset.DatasetLayout.Kind;
import dev.kinetics.dataset.Inventory;
import dev.kinetics.dataset.Inventory.Entry;
import dev.kinetics.error.KineticsException;
import dev.kinetics.history.Details;
import dev.kinetics.history.Journals;
import dev.kinetics.history.Sections;
import dev.kinetics.journal.ClipResult;
import dev.kinetics.journal.Jobs;
import dev.kinetics.journal.JournalEntry;
import dev.kinetics.journal.Outcome;
import dev.kinetics.media.MediaFacts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/**
 * What is known of each of these clips: whether it is there, how the last try ended, and what its
 * file is like. The journals tell, as far as they speak of a file of just this size; else one can
 * look into it once, which is booked, so that nobody looks again. A full release has 650,000 clips,
 * and so it keeps columns.
 */
public final class ClipFacts {
  private static final Set<String> TELL_OF_FILES = Set.of(Jobs.DOWNLOAD, Jobs.RESIZE, Jobs.LOOK);

  private final DatasetLayout layout;
  private final List<Clip> clips;
  private final boolean files;

  /** Of each split the folders of its classes: to make such a path takes longer than to look up. */
  private final Map<Split, Map<String, Path>> folders = new EnumMap<>(Split.class);

  /** How the names of the files go on; null where there is none. */
  private final String[] ending;

  /** The sizes of the files, and before they are known, what the journal says of them. */
  private final long[] bytes;

  private final Outcome[] outcome;
  private final String[] reason;
  private final String[] detail;
  private final String[] source;
  private final MediaFacts[] media;

  /** Of which it is known what their files are, or that they are damaged. */
  private final BitSet told = new BitSet();

  private final BitSet damaged = new BitSet();
  private final Map<Integer, String> otherSections = new HashMap<>();
  private final Details details = new Details();

  private ClipFacts(DatasetLayout layout, List<Clip> clips, boolean files) {
    this.layout = layout;
    this.clips = clips;
    this.files = files;
    for (Split split : Split.values()) {
      folders.put(split, new ConcurrentHashMap<>());
    }
    int size = clips.size();
    ending = new String[size];
    bytes = new long[size];
    outcome = new Outcome[size];
    reason = new String[size];
    detail = new String[size];
    source = new String[size];
    media = new MediaFacts[size];
  }

  /**
   * Reads the folders and the journals.
   *
   * @param files whether it is of interest what the files are, and not only what is missing
   * @throws KineticsException when they can't be read
   */
  public static ClipFacts read(DatasetLayout layout, List<Clip> clips, boolean files) {
    ClipFacts facts = new ClipFacts(layout, clips, files);
    Inventory inventory = new Inventory(layout);
    for (int i = 0; i < facts.ending.length; i++) {
      facts.ending[i] = inventory.entry(clips.get(i), Kind.VIDEO).map(Entry::ending).orElse(null);
    }
    long[] sizes = new long[files ? clips.size() : 0];
    // Side by side: each takes seconds of a whole release.
    CompletableFuture<Void> journals = CompletableFuture.runAsync(facts::readJournals);
    IntStream.range(0, sizes.length)
        .parallel()
        .filter(i -> facts.ending[i] != null)
        .forEach(i -> sizes[i] = size(facts.path(i)));
    try {
      journals.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
    for (int i = 0; i < sizes.length; i++) {
      facts.settle(i, sizes[i]);
    }
    return facts;
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (NoSuchFileException e) {
      return -1; // Removed just now, or a link to nothing.
    } catch (IOException e) {
      throw KineticsException.badInput(file + " can't be read (" + e.getMessage() + ")", e);
    }
  }

  private void readJournals() {
    if (files) {
      readAll();
    } else {
      readLosses();
    }
  }

  /** Only why what is missing is missing, which is quicker told. */
  private void readLosses() {
    Journals.Known known = new Journals(layout.journals()).known(Jobs.DOWNLOAD, layout.naming());
    for (int i = 0; i < clips.size(); i++) {
      if (ending[i] == null) {
        int place = i;
        known.results().of(clips.get(i)).ifPresent(booked -> takeLoss(place, booked.result()));
      } else if (known.sections().isOther(clips.get(i))) {
        otherSections.put(i, otherSection(known.sections().words(clips.get(i)), clips.get(i)));
      }
    }
  }

  private static String otherSection(String made, Clip clip) {
    String wanted = Sections.words(clip.startMillis(), clip.endMillis());
    return "it is of " + made + " and not of " + wanted;
  }

  private void readAll() {
    ClipPlaces places = new ClipPlaces(clips);
    long[] tried = new long[clips.size()];
    long[] made = new long[clips.size()];
    long[] looked = new long[clips.size()];
    new Journals(layout.journals())
        .read(
            (job, split, clip) -> isWanted(job, places.of(split, clip)),
            entry -> {
              int i = places.of(entry.split(), entry.clip());
              long time = entry.nanos();
              if (entry.job().equals(Jobs.DOWNLOAD) && time >= tried[i]) {
                tried[i] = time;
                takeTry(i, entry);
              }
              // A later attempt at another section may have failed.
              boolean makes =
                  entry.job().equals(Jobs.DOWNLOAD) && entry.result().outcome().isThere();
              if (makes && ending[i] != null && time >= made[i]) {
                made[i] = time;
                takeSection(i, entry);
              }
              if (ending[i] != null && tells(entry) && time >= looked[i]) {
                looked[i] = time;
                takeFile(i, entry);
              }
            });
  }

  private boolean isWanted(String job, int place) {
    return place >= 0
        && (job.equals(Jobs.DOWNLOAD) || ending[place] != null && TELL_OF_FILES.contains(job));
  }

  private void takeTry(int i, JournalEntry entry) {
    outcome[i] = entry.result().outcome();
    source[i] = entry.result().source();
    if (ending[i] == null) {
      takeLoss(i, entry.result());
    }
  }

  private void takeSection(int i, JournalEntry entry) {
    otherSections.remove(i);
    if (Sections.isOther(layout.naming(), clips.get(i), entry)) {
      String made = Sections.words(entry.startMillis(), entry.endMillis());
      otherSections.put(i, otherSection(made, clips.get(i)));
    }
  }

  private void takeLoss(int i, ClipResult result) {
    outcome[i] = result.outcome();
    source[i] = result.source();
    reason[i] = result.reason();
    detail[i] = details.bounded(result).detail();
  }

  private static boolean tells(JournalEntry entry) {
    ClipResult result = entry.result();
    return entry.job().equals(Jobs.LOOK) || result.outcome().isThere() && result.media() != null;
  }

  private void takeFile(int i, JournalEntry entry) {
    // Of a clip in gzip a download books the size that it has without.
    boolean compressed = ending[i].equals(DatasetLayout.COMPRESSED_ENDING);
    boolean anySize = compressed && !entry.job().equals(Jobs.LOOK);
    take(i, entry.result());
    bytes[i] = anySize ? -1 : entry.result().bytes();
  }

  private void take(int i, ClipResult result) {
    media[i] = result.media();
    damaged.set(i, result.outcome() == Outcome.DAMAGED);
    told.set(i, result.media() != null || damaged.get(i));
    if (damaged.get(i) || result.outcome() == Outcome.FAILED) {
      reason[i] = result.reason();
      detail[i] = result.detail();
    }
  }

  /** What a journal tells of a file of another size is not this one's. */
  private void settle(int i, long size) {
    if (ending[i] != null && bytes[i] != size && bytes[i] != -1) {
      media[i] = null;
      damaged.clear(i);
      told.clear(i);
    }
    bytes[i] = size;
  }

  /** Looks into the files of which no journal tells. */
  public void look(Look.With with) {
    List<Integer> unknown =
        IntStream.range(0, clips.size()).filter(i -> isThere(i) && !told.get(i)).boxed().toList();
    if (!unknown.isEmpty()) {
      new Look(layout, with)
          .at(unknown, i -> new Entry(clips.get(i), Kind.VIDEO, ending[i]), this::take);
    }
  }

  /** How many clips there are. */
  public int size() {
    return clips.size();
  }

  public Clip clip(int i) {
    return clips.get(i);
  }

  /** Whether a file of the clip's name is there. */
  public boolean isThere(int i) {
    return ending[i] != null;
  }

  /** How its file's name goes on; null where there is none. */
  public String ending(int i) {
    return ending[i];
  }

  /** Its file; where there is none, the one that it would have. */
  public Path path(int i) {
    Clip clip = clips.get(i);
    return folders
        .get(clip.split())
        .computeIfAbsent(clip.label(), label -> layout.folder(clip, Kind.VIDEO))
        .resolve(fileName(i));
  }

  /** What its file is called, or would be. */
  public String fileName(int i) {
    String own = ending[i] == null ? Kind.VIDEO.fileEnding() : ending[i];
    return layout.naming().clipName(clips.get(i)) + own;
  }

  /** How large its file is, if that is of interest. */
  public long bytes(int i) {
    return bytes[i];
  }

  /** How the last download of it ended that a journal tells of; null where there was none. */
  public Outcome outcome(int i) {
    boolean gone = outcome[i] != null && outcome[i].isThere() && ending[i] == null;
    return gone ? null : outcome[i];
  }

  /** Why it is not there, or what is wrong with its file, in a word or two; empty for nothing. */
  public String reason(int i) {
    boolean says = isDamaged(i) || !isThere(i) && outcome(i) != null;
    return says && reason[i] != null ? reason[i] : "";
  }

  /** What a tool said about that; empty for nothing. */
  public String detail(int i) {
    return reason(i).isEmpty() || detail[i] == null ? "" : detail[i];
  }

  /** Where it came from, or what lacks it; empty where no journal tells. */
  public String source(int i) {
    return source[i] == null ? "" : source[i];
  }

  /** What its file is; null where it is none, or nobody has looked. */
  public MediaFacts media(int i) {
    return media[i];
  }

  /**
   * Why nobody can tell what its file is, such as a fault of its disk; empty where that is known.
   */
  public String unreadable(int i) {
    boolean unknown = isThere(i) && media[i] == null && !damaged.get(i);
    return unknown && detail[i] != null ? detail[i] : "";
  }

  /** Whether its file is there and no clip. */
  public boolean isDamaged(int i) {
    return isThere(i) && damaged.get(i);
  }

  /**
   * In words, that its file was made for another section of the video than this list has; empty
   * where it was not.
   */
  public String otherSection(int i) {
    return otherSections.getOrDefault(i, "");
  }

  /** The clips that are there and pass, in their order. */
  public List<Clip> passing(ClipFilter filter) {
    List<Clip> passing = new ArrayList<>();
    for (int i = 0; i < clips.size(); i++) {
      if (isThere(i) && otherSection(i).isEmpty() && filter.accepts(media[i])) {
        passing.add(clips.get(i));
      }
    }
    return passing;
  }
}
