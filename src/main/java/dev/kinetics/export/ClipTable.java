package dev.kinetics.export;

import dev.kinetics.annotations.ClassIndices;
import dev.kinetics.annotations.Clip;
import dev.kinetics.annotations.Sampling;
import dev.kinetics.annotations.Split;
import dev.kinetics.dataset.DatasetLayout;
import dev.kinetics.dataset.DatasetLayout.Kind;
import dev.kinetics.dataset.Inventory;
import dev.kinetics.error.KineticsException;
import dev.kinetics.export.ExportJob.TestClips;
import dev.kinetics.journal.ClipResult;
import dev.kinetics.journal.Jobs;
import dev.kinetics.journal.JournalEntry;
import dev.kinetics.journal.Journals;
import dev.kinetics.journal.Outcome;
import dev.kinetics.media.MediaFacts;
import dev.kinetics.media.MediaFile;
import dev.kinetics.media.Mp4Structure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Every selected clip: whether it is there, and what the journals and its file tell. A full release
 * has 650,000 of them, and so it keeps columns.
 */
public final class ClipTable {
  private static final int LOOKED_INTO = 2000;
  private final DatasetLayout layout;
  private final List<Clip> clips;

  /** Of each clip, the upper bits of a hash of its name, and its place in the lower ones. */
  private final long[] places;

  private final long placeMask;
  private final BitSet there = new BitSet();

  /** Of which no journal tells as they are now. */
  private final BitSet judged = new BitSet();

  /** How the names of the files go on; null where there is none. */
  private final String[] ending;

  /** As {@link #ending}, of the sound tracks. */
  private final String[] tracks;

  private final BitSet withFrames = new BitSet();
  private final long[] bytes;
  private final int[] frames;
  private final MediaFacts[] media;
  private final Outcome[] outcome;
  private final String[] reason;
  private final String[] source;
  private final Map<String, Integer> leftOut = new TreeMap<>();

  private ClipTable(DatasetLayout layout, List<Clip> clips) {
    this.layout = layout;
    this.clips = clips;
    int size = clips.size();
    bytes = new long[size];
    frames = new int[size];
    tracks = new String[size];
    media = new MediaFacts[size];
    outcome = new Outcome[size];
    reason = new String[size];
    source = new String[size];
    ending = new String[size];
    placeMask = (Integer.highestOneBit(Math.max(1, size)) << 1) - 1L;
    places = new long[size];
    Arrays.parallelSetAll(
        places,
        i -> {
          Clip clip = clips.get(i);
          return Sampling.hash(clip.name(), clip.split().ordinal()) & ~placeMask | i;
        });
    Arrays.parallelSort(places);
    Arrays.fill(reason, "");
    Arrays.fill(source, "");
  }

  /**
   * Reads the folders and the journals.
   *
   * @param clips the selected clips
   * @param kinds what of them is looked for besides the clips themselves
   * @throws KineticsException when they can't be read
   */
  public static ClipTable read(DatasetLayout layout, List<Clip> clips, Set<Kind> kinds) {
    ClipTable table = new ClipTable(layout, clips);
    // Side by side: each takes seconds of a whole release.
    CompletableFuture<Void> journals = CompletableFuture.runAsync(() -> table.readJournals());
    table.readFolders(kinds);
    try {
      journals.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
    table.settle();
    return table;
  }

  /**
   * Where a clip stands; −1 for one that was not selected. Looked up in one array of numbers, since
   * a map would take 40 MB of a release.
   */
  private int place(Split split, String name) {
    long wanted = Sampling.hash(name, split.ordinal()) & ~placeMask;
    int at = Arrays.binarySearch(places, wanted);
    for (at = at < 0 ? -at - 1 : at; at < places.length; at++) {
      if ((places[at] & ~placeMask) != wanted) {
        return -1;
      }
      int place = (int) (places[at] & placeMask);
      Clip clip = clips.get(place);
      if (clip.split() == split && clip.name().equals(name)) {
        return place;
      }
    }
    return -1;
  }

  private void readFolders(Set<Kind> kinds) {
    Inventory inventory = new Inventory(layout);
    for (int i = 0; i < clips.size(); i++) {
      Clip clip = clips.get(i);
      ending[i] = inventory.entry(clip, Kind.VIDEO).map(Inventory.Entry::ending).orElse(null);
      there.set(i, ending[i] != null);
      if (kinds.contains(Kind.SOUND)) {
        tracks[i] = inventory.entry(clip, Kind.SOUND).map(Inventory.Entry::ending).orElse(null);
      }
      withFrames.set(i, kinds.contains(Kind.FRAMES) && inventory.has(clip, Kind.FRAMES));
    }
  }

  private void readJournals() {
    Instant[] times = new Instant[clips.size()];
    Instant[] frameTimes = new Instant[clips.size()];
    new Journals(layout.journals())
        .read(
            entry -> {
              int i = place(entry.split(), entry.clip());
              if (i >= 0 && entry.job().equals(Jobs.DOWNLOAD) && !isBefore(entry, times[i])) {
                times[i] = entry.time();
                take(i, entry.result());
              } else if (i >= 0
                  && entry.job().equals(Jobs.FRAMES)
                  && entry.result().media() != null
                  && !isBefore(entry, frameTimes[i])) {
                frameTimes[i] = entry.time();
                frames[i] = (int) entry.result().media().frames();
              }
            });
  }

  private static boolean isBefore(JournalEntry entry, Instant time) {
    return time != null && entry.time().isBefore(time);
  }

  private void take(int i, ClipResult result) {
    outcome[i] = result.outcome();
    reason[i] = result.reason();
    source[i] = result.source();
    media[i] = result.media();
    bytes[i] = result.bytes();
  }

  /** What a journal tells of a file that is no more, or has another size, is not this one's. */
  private void settle() {
    IntStream.range(0, clips.size())
        .parallel()
        .forEach(
            i -> {
              boolean made = outcome[i] != null && outcome[i].isThere();
              if (!there.get(i)) {
                outcome[i] = made ? null : outcome[i];
                return;
              }
              Path file = path(i);
              long size = size(file);
              if (!made || size != bytes[i]) {
                media[i] = null;
                reason[i] = made ? reason[i] : "";
              }
              bytes[i] = size;
            });
  }

  /** Its file; where there is none, the one that it would have. */
  public Path path(int i) {
    return layout.path(
        clips.get(i), Kind.VIDEO, there.get(i) ? ending[i] : Kind.VIDEO.fileEnding());
  }

  /** Whether it is there as a plain MP4, whose structure can be read at once. */
  private boolean isMp4(int i) {
    return there.get(i) && ending[i].equals(Kind.VIDEO.fileEnding());
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (NoSuchFileException e) {
      return -1;
    } catch (IOException e) {
      throw KineticsException.badInput(file + " can't be read (" + e.getMessage() + ")", e);
    }
  }

  /**
   * The clips that go into an export.
   *
   * @param format what needs them
   * @param classes the index of each class
   * @param test which clips of the test set count
   */
  public List<Sample> samples(ExportFormat format, ClassIndices classes, TestClips test) {
    Set<Kind> kinds = format.kinds();
    leftOut.clear();
    judge(kinds);
    BitSet hiding = kinds.contains(Kind.VIDEO) ? hidingPictures() : new BitSet();
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < clips.size(); i++) {
      Clip clip = clips.get(i);
      if (clip.split() == Split.TEST && test != TestClips.LABELLED) {
        continue;
      }
      OptionalInt index = classes.index(clip.label());
      String why = why(i, kinds, index);
      if (why.isEmpty() && format.needsSound() && media[i] != null && !media[i].audio()) {
        why = "without sound";
      }
      if (!why.isEmpty()) {
        leftOut.merge(why, 1, Integer::sum);
        continue;
      }
      samples.add(
          new Sample(
              clip,
              index.getAsInt(),
              bytes(i, kinds),
              withFrames.get(i) ? frames(i) : 0,
              ending[i],
              kinds.contains(Kind.SOUND) ? tracks[i] : null,
              hiding.get(i),
              media[i],
              0));
    }
    return samples;
  }

  /** Why clips were left out, with their numbers. */
  public Map<String, Integer> leftOut() {
    return leftOut;
  }

  /** The labels of the clips of train and valid that are there. */
  public Set<String> labelsThere() {
    Set<String> labels = new HashSet<>();
    there.stream()
        .mapToObj(clips::get)
        .filter(clip -> clip.split() != Split.TEST)
        .forEach(clip -> labels.add(clip.label()));
    return labels;
  }

  /** Looks into the files that no journal knows as they are now. */
  private void judge(Set<Kind> kinds) {
    if (kinds.contains(Kind.VIDEO)) {
      for (int i = there.nextSetBit(0); i >= 0; i = there.nextSetBit(i + 1)) {
        judged.set(i, media[i] == null);
      }
      IntStream.range(0, clips.size())
          .parallel()
          .filter(i -> isMp4(i) && media[i] == null)
          .forEach(i -> media[i] = facts(path(i)));
    }
  }

  /**
   * Which clips' files have pictures before their section, as {@code --cut copy} leaves them. No
   * journal tells, and to look into each file of a release takes long where they are not in memory:
   * unless some of so many, evenly chosen, have such, none has.
   */
  private BitSet hidingPictures() {
    int step = Math.max(1, there.cardinality() / LOOKED_INTO);
    boolean some =
        there.stream()
            .filter(i -> i % step == 0 || judged.get(i))
            .parallel()
            .anyMatch(this::hidesPictures);
    BitSet hiding = new BitSet();
    if (some) {
      for (int i : there.stream().parallel().filter(this::hidesPictures).toArray()) {
        hiding.set(i);
      }
    }
    return hiding;
  }

  private boolean hidesPictures(int i) {
    if (!isMp4(i)) {
      return false;
    }
    try {
      return Mp4Structure.read(path(i))
          .flatMap(MediaFile::picture)
          .filter(picture -> picture.hiddenSeconds() * picture.frameRate() > 0.5)
          .isPresent();
    } catch (IOException e) {
      return false;
    }
  }

  private static MediaFacts facts(Path file) {
    try {
      return Mp4Structure.read(file).flatMap(MediaFile::facts).orElse(null);
    } catch (IOException e) {
      return null;
    }
  }

  private String why(int i, Set<Kind> kinds, OptionalInt index) {
    if (index.isEmpty()) {
      return "without a label";
    }
    if (kinds.contains(Kind.VIDEO) && !there.get(i)) {
      return "not there";
    }
    if (kinds.contains(Kind.VIDEO) && media[i] == null && isMp4(i)) {
      return "not whole";
    }
    if (kinds.contains(Kind.SOUND) && tracks[i] == null) {
      return "without a sound track";
    }
    return kinds.contains(Kind.FRAMES) && !withFrames.get(i) ? "without frames" : "";
  }

  private long bytes(int i, Set<Kind> kinds) {
    long all = kinds.contains(Kind.VIDEO) ? bytes[i] : 0;
    if (kinds.contains(Kind.SOUND)) {
      all += Math.max(0, size(layout.path(clips.get(i), Kind.SOUND, tracks[i])));
    }
    if (kinds.contains(Kind.FRAMES)) {
      Path folder = layout.path(clips.get(i), Kind.FRAMES);
      for (int frame = 0; frame < frames(i); frame++) {
        all += Math.max(0, size(folder.resolve("frame" + frame + ".jpg")));
      }
    }
    return all;
  }

  /** How many frames a clip's folder has, by the run that made it or by counting them. */
  private int frames(int i) {
    if (frames[i] == 0) {
      try (Stream<Path> files = Files.list(layout.path(clips.get(i), Kind.FRAMES))) {
        frames[i] = (int) files.filter(file -> file.toString().endsWith(".jpg")).count();
      } catch (IOException e) {
        return 0;
      }
    }
    return frames[i];
  }

  /** How many clips are selected. */
  public int size() {
    return clips.size();
  }

  public Clip clip(int i) {
    return clips.get(i);
  }

  public boolean isThere(int i) {
    return there.get(i);
  }

  /** {@code there}, the outcome of the last attempt, or {@code open}. */
  public String state(int i) {
    if (there.get(i)) {
      return "there";
    }
    return outcome[i] == null ? "open" : outcome[i].toString();
  }

  /** Why it is not there, or short; empty where there is nothing to say. */
  public String reason(int i) {
    return reason[i];
  }

  /** Where it came from, or what lacks it. */
  public String source(int i) {
    return source[i];
  }

  /** What its file is; null where nobody knows. */
  public MediaFacts media(int i) {
    return media[i];
  }
}
