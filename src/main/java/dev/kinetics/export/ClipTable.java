package dev.kinetics.export;

import dev.kinetics.annotations.ClassIndices;
import dev.kinetics.annotations.Clip;
import dev.kinetics.annotations.Split;
import dev.kinetics.dataset.DatasetLayout;
import dev.kinetics.dataset.DatasetLayout.Kind;
import dev.kinetics.dataset.Inventory;
import dev.kinetics.dataset.Inventory.Entry;
import dev.kinetics.export.ExportJob.TestClips;
import dev.kinetics.inspect.ClipFacts;
import dev.kinetics.inspect.Look;
import dev.kinetics.journal.ClipResult;
import dev.kinetics.journal.Jobs;
import dev.kinetics.journal.Journals;
import dev.kinetics.journal.LastResults;
import dev.kinetics.journal.LastResults.Booked;
import dev.kinetics.journal.Outcome;
import dev.kinetics.media.FrameFolder;
import dev.kinetics.media.Judge;
import dev.kinetics.media.MediaFacts;
import dev.kinetics.media.MediaFile;
import dev.kinetics.media.Mp4Structure;
import dev.kinetics.tool.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Every selected clip, and of those that are there what can go into an export: only what is whole
 * by a journal's word, or, where none tells, by the judge's.
 */
public final class ClipTable {
  private static final int LOOKED_INTO = 2000;

  /** Why a clip is left out of which something is damaged. */
  public static final String NOT_WHOLE = "not whole";

  /** Why a clip is left out that can't be looked into: nothing is said against it. */
  public static final String UNREADABLE = "can't be read";

  private static final int MOST_SHOWN = 10;

  private final DatasetLayout layout;
  private final ClipFacts facts;
  private final Tools tools;
  private final LastResults framesMade;
  private final LastResults tracksMade;

  /** How the names of the sound tracks go on; null where there is none. */
  private final String[] tracks;

  private final BitSet withFrames = new BitSet();
  private final Map<String, Integer> leftOut = new TreeMap<>();
  private final List<String> unreadable = new ArrayList<>();

  private ClipTable(DatasetLayout layout, ClipFacts facts, Set<Kind> kinds, Tools tools) {
    this.layout = layout;
    this.facts = facts;
    this.tools = tools;
    this.tracks = new String[facts.size()];
    Journals journals = new Journals(layout.journals());
    this.framesMade = made(journals, Jobs.FRAMES, kinds.contains(Kind.FRAMES));
    this.tracksMade = made(journals, Jobs.SOUND, kinds.contains(Kind.SOUND));
    Inventory inventory = new Inventory(layout);
    for (int i = 0; i < facts.size(); i++) {
      if (kinds.contains(Kind.SOUND)) {
        tracks[i] = inventory.entry(facts.clip(i), Kind.SOUND).map(Entry::ending).orElse(null);
      }
      withFrames.set(i, kinds.contains(Kind.FRAMES) && inventory.has(facts.clip(i), Kind.FRAMES));
    }
  }

  private static LastResults made(Journals journals, String job, boolean asked) {
    return asked ? journals.last(job, Outcome::isThere) : null;
  }

  /**
   * Reads the folders and the journals, and looks into clips that no journal knows.
   *
   * @param clips the selected clips
   * @param kinds what of them is looked for; a clip's file is looked into only where VIDEO is among
   *     them
   * @param with how it is looked
   * @throws dev.kinetics.error.KineticsException when they can't be read
   */
  public static ClipTable read(
      DatasetLayout layout, List<Clip> clips, Set<Kind> kinds, Look.With with) {
    ClipFacts facts = ClipFacts.read(layout, clips, true);
    if (kinds.contains(Kind.VIDEO)) {
      facts.look(with);
    }
    return new ClipTable(layout, facts, kinds, with.tools());
  }

  /** What is known of each clip. */
  public ClipFacts facts() {
    return facts;
  }

  /**
   * The clips that go into an export.
   *
   * @param format what needs them
   * @param classes the index of each class
   * @param test which clips of the test set count
   * @throws InterruptedException when the program is being stopped
   */
  public List<Sample> samples(ExportFormat format, ClassIndices classes, TestClips test)
      throws InterruptedException {
    Set<Kind> kinds = format.kinds();
    leftOut.clear();
    unreadable.clear();
    BitSet hiding = kinds.contains(Kind.VIDEO) ? hidingPictures() : new BitSet();
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < facts.size(); i++) {
      Clip clip = facts.clip(i);
      if (clip.split() == Split.TEST && test != TestClips.LABELLED) {
        continue;
      }
      OptionalInt index = classes.index(clip.label());
      String why = index.isEmpty() ? "without a label" : why(i, format);
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
              facts.ending(i),
              kinds.contains(Kind.SOUND) ? tracks[i] : null,
              hiding.get(i),
              facts.media(i),
              0));
    }
    return samples;
  }

  /** Why clips were left out, with their numbers. */
  public Map<String, Integer> leftOut() {
    return leftOut;
  }

  /** The first few of the files that can't be read, and what is wrong. */
  public List<String> unreadable() {
    return unreadable;
  }

  /** The labels of the clips of train and valid that are there. */
  public Set<String> labelsThere() {
    Set<String> labels = new HashSet<>();
    for (int i = 0; i < facts.size(); i++) {
      if (facts.isThere(i) && facts.clip(i).split() != Split.TEST) {
        labels.add(facts.clip(i).label());
      }
    }
    return labels;
  }

  /** Why a clip can't go in; empty where it can. */
  private String why(int i, ExportFormat format) throws InterruptedException {
    Set<Kind> kinds = format.kinds();
    if (kinds.contains(Kind.VIDEO)) {
      if (!facts.isThere(i)) {
        return "not there";
      }
      if (!facts.otherSection(i).isEmpty()) {
        return "made for another section";
      }
      if (facts.media(i) == null && facts.isDamaged(i)) {
        return NOT_WHOLE;
      }
      if (facts.media(i) == null) {
        if (unreadable.size() < MOST_SHOWN) {
          Path file = layout.path(facts.clip(i), Kind.VIDEO, facts.ending(i));
          unreadable.add(file + ": " + facts.unreadable(i));
        }
        return UNREADABLE;
      }
      if (format.needsSound() && !facts.media(i).audio()) {
        return "without sound";
      }
    }
    if (kinds.contains(Kind.SOUND)) {
      if (tracks[i] == null) {
        return "without a sound track";
      }
      if (!isWholeTrack(i)) {
        return NOT_WHOLE;
      }
    }
    if (kinds.contains(Kind.FRAMES)) {
      if (!withFrames.get(i)) {
        return "without frames";
      }
      if (!areWholeFrames(i)) {
        return NOT_WHOLE;
      }
    }
    return "";
  }

  /** Whether the track is the one that a journal tells of, or the judge finds it whole. */
  private boolean isWholeTrack(int i) throws InterruptedException {
    Path track = layout.path(facts.clip(i), Kind.SOUND, tracks[i]);
    long size = size(track);
    long made = tracksMade.of(facts.clip(i)).map(Booked::result).map(ClipResult::bytes).orElse(0L);
    if (size <= 0 || size == made) {
      return size > 0;
    }
    try {
      return new Judge(tools.ffmpeg(), tools.ffprobe()).track(track, true).isWhole();
    } catch (IOException e) {
      return false;
    }
  }

  /** Whether so many frames are there as a journal tells, or the judge finds them whole. */
  private boolean areWholeFrames(int i) throws InterruptedException {
    try {
      FrameFolder folder = FrameFolder.read(layout.path(facts.clip(i), Kind.FRAMES));
      long made = framesBooked(i);
      return new Judge(tools.ffmpeg(), tools.ffprobe()).frames(folder, made, null).isWhole();
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Which clips' files have pictures before their section, as {@code --cut copy} leaves them. No
   * journal tells, and to look into each file of a release takes long where they are not in memory:
   * unless some of so many, evenly chosen, have such, none has.
   */
  private BitSet hidingPictures() {
    BitSet there = new BitSet();
    for (int i = 0; i < facts.size(); i++) {
      there.set(i, facts.isThere(i));
    }
    int step = Math.max(1, there.cardinality() / LOOKED_INTO);
    boolean some =
        there.stream().filter(i -> i % step == 0).parallel().anyMatch(this::hidesPictures);
    BitSet hiding = new BitSet();
    if (some) {
      for (int i : there.stream().parallel().filter(this::hidesPictures).toArray()) {
        hiding.set(i);
      }
    }
    return hiding;
  }

  private boolean hidesPictures(int i) {
    if (!facts.ending(i).equalsIgnoreCase(Kind.VIDEO.fileEnding())) {
      return false;
    }
    try {
      return Mp4Structure.read(facts.path(i))
          .flatMap(MediaFile::picture)
          .filter(picture -> picture.hiddenSeconds() * picture.frameRate() > 0.5)
          .isPresent();
    } catch (IOException e) {
      return false;
    }
  }

  private long bytes(int i, Set<Kind> kinds) {
    long all = kinds.contains(Kind.VIDEO) ? facts.bytes(i) : 0;
    if (kinds.contains(Kind.SOUND)) {
      all += size(layout.path(facts.clip(i), Kind.SOUND, tracks[i]));
    }
    if (kinds.contains(Kind.FRAMES)) {
      Path folder = layout.path(facts.clip(i), Kind.FRAMES);
      int frames = frames(i);
      for (int frame = 0; frame < frames; frame++) {
        all += size(folder.resolve("frame" + frame + ".jpg"));
      }
    }
    return all;
  }

  /** How large a file is; 0 where it is none. */
  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      return 0;
    }
  }

  private long framesBooked(int i) {
    return framesMade
        .of(facts.clip(i))
        .map(booked -> booked.result().media())
        .map(MediaFacts::frames)
        .orElse(0L);
  }

  /** How many frames a clip's folder has, by the run that made it or by counting them. */
  private int frames(int i) {
    int booked = (int) framesBooked(i);
    if (booked > 0) {
      return booked;
    }
    try (Stream<Path> files = Files.list(layout.path(facts.clip(i), Kind.FRAMES))) {
      return (int) files.filter(file -> file.toString().endsWith(".jpg")).count();
    } catch (IOException e) {
      return 0;
    }
  }
}
