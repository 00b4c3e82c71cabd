package dev.kinetics.export;

import dev.kinetics.annotations.ClassIndices;
import dev.kinetics.annotations.Clip;
import dev.kinetics.annotations.Split;
import dev.kinetics.dataset.DatasetLayout;
import dev.kinetics.dataset.DatasetLayout.Kind;
import dev.kinetics.dataset.Inventory;
import dev.kinetics.dataset.Inventory.Entry;
import dev.kinetics.engine.Crew;
import dev.kinetics.engine.Results;
import dev.kinetics.export.ExportJob.TestClips;
import dev.kinetics.inspect.ClipFacts;
import dev.kinetics.inspect.Look;
import dev.kinetics.media.MediaFacts;
import dev.kinetics.media.MediaFile;
import dev.kinetics.media.Mp4Structure;
import dev.kinetics.media.Verdict;
import dev.kinetics.tool.Tools;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Every selected clip, and of those that are there what can go into an export: only what is whole
 * by a journal's word, or, where none tells, by the judge's.
 */
public final class ClipTable {
  /** Why a clip is left out of which something is damaged. */
  public static final String NOT_WHOLE = "not whole";

  /** Why a clip is left out that can't be looked into: nothing is said against it. */
  public static final String UNREADABLE = "can't be read";

  /** Why only the frames of a clip are left out. */
  public static final String FRAMES_NOT_WHOLE = "their frames alone, not whole";

  private static final String OTHER_SECTION = "made for another section";
  private static final int MOST_SHOWN = 10;

  private final DatasetLayout layout;
  private final ClipFacts facts;
  private final ExtractedFiles extracted;

  /** How the names of the sound tracks go on; null where there is none. */
  private final String[] tracks;

  private final BitSet withFrames = new BitSet();
  private final BitSet chosen = new BitSet();
  private final Map<String, Integer> leftOut = new TreeMap<>();
  private final List<String> unreadable = new ArrayList<>();

  private ClipTable(DatasetLayout layout, ClipFacts facts, Set<Kind> kinds, Tools tools) {
    this.layout = layout;
    this.facts = facts;
    this.extracted = new ExtractedFiles(layout, kinds, tools);
    this.tracks = new String[facts.size()];
    Inventory inventory = new Inventory(layout);
    for (int i = 0; i < facts.size(); i++) {
      if (kinds.contains(Kind.SOUND)) {
        tracks[i] = inventory.entry(facts.clip(i), Kind.SOUND).map(Entry::ending).orElse(null);
      }
      withFrames.set(i, kinds.contains(Kind.FRAMES) && inventory.has(facts.clip(i), Kind.FRAMES));
    }
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
   * Settles which clips go into an export.
   *
   * @param format what needs them
   * @param test which clips of the test set count
   * @throws InterruptedException when the program is being stopped
   */
  public void choose(ExportFormat format, TestClips test) throws InterruptedException {
    if (!format.kinds().contains(Kind.FRAMES)) {
      passOverDamagedFrames();
    }
    for (int i = 0; i < facts.size(); i++) {
      Clip clip = facts.clip(i);
      if (clip.split() == Split.TEST && test != TestClips.LABELLED) {
        continue;
      }
      String why = clip.label().isEmpty() ? "without a label" : why(i, format);
      if (why.isEmpty()) {
        chosen.set(i);
      } else {
        leftOut.merge(why, 1, Integer::sum);
      }
    }
  }

  /** The classes of the clips that go in. */
  public Set<String> labels() {
    return chosen.stream().mapToObj(i -> facts.clip(i).label()).collect(Collectors.toSet());
  }

  /**
   * The clips that go in.
   *
   * @param format what needs them
   * @param classes the index of each of their classes
   */
  public List<Sample> samples(ExportFormat format, ClassIndices classes) {
    Set<Kind> kinds = format.kinds();
    BitSet hiding = kinds.contains(Kind.VIDEO) ? hidingPictures() : new BitSet();
    List<Sample> samples = new ArrayList<>(chosen.cardinality());
    chosen.stream()
        .forEach(
            i ->
                samples.add(
                    new Sample(
                        facts.clip(i),
                        classes.index(facts.clip(i).label()).orElseThrow(),
                        bytes(i, kinds),
                        withFrames.get(i) ? extracted.count(facts.clip(i)) : 0,
                        facts.ending(i),
                        kinds.contains(Kind.SOUND) ? tracks[i] : null,
                        hiding.get(i),
                        facts.media(i),
                        0)));
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

  /** Why a clip can't go in; empty where it can. */
  private String why(int i, ExportFormat format) throws InterruptedException {
    Set<Kind> kinds = format.kinds();
    if (kinds.contains(Kind.VIDEO)) {
      if (!facts.isThere(i)) {
        return "not there";
      }
      if (!facts.otherSection(i).isEmpty()) {
        return OTHER_SECTION;
      }
      if (facts.media(i) == null && facts.isDamaged(i)) {
        return NOT_WHOLE;
      }
      if (facts.media(i) == null) {
        return unreadable(facts.path(i), facts.unreadable(i));
      }
      if (format.needsSound() && !facts.media(i).audio()) {
        return "without sound";
      }
    }
    if (kinds.contains(Kind.SOUND)) {
      if (tracks[i] == null) {
        return "without a sound track";
      }
      String fault = fault(i, Kind.SOUND);
      if (!fault.isEmpty()) {
        return fault;
      }
    }
    if (kinds.contains(Kind.FRAMES)) {
      if (!withFrames.get(i)) {
        return "without frames";
      }
      return fault(i, Kind.FRAMES);
    }
    return "";
  }

  private synchronized String unreadable(Path file, String words) {
    if (unreadable.size() < MOST_SHOWN) {
      unreadable.add(file + ": " + words);
    }
    return UNREADABLE;
  }

  /** What is wrong with a clip's track or frames; empty for nothing. */
  private String fault(int i, Kind kind) throws InterruptedException {
    Clip clip = facts.clip(i);
    String ending = kind == Kind.SOUND ? tracks[i] : "";
    try {
      Verdict verdict = kind == Kind.SOUND ? extracted.track(clip, ending) : extracted.frames(clip);
      if (verdict.isWhole()) {
        return "";
      }
      return verdict.rule() == Verdict.Rule.SECTION
          ? OTHER_SECTION
          : verdict.isBad()
              ? NOT_WHOLE
              : unreadable(layout.path(clip, kind, ending), verdict.words());
    } catch (IOException e) {
      return unreadable(layout.path(clip, kind, ending), String.valueOf(e.getMessage()));
    }
  }

  /** Frames go in beside the clips, where they are whole. */
  private void passOverDamagedFrames() throws InterruptedException {
    int[] whole =
        Crew.each(
                Results.of(withFrames.stream().boxed().toList()),
                Runtime.getRuntime().availableProcessors(),
                "frames",
                i -> fault(i, Kind.FRAMES).isEmpty() ? i : -1)
            .rest()
            .stream()
            .mapToInt(i -> i)
            .filter(i -> i >= 0)
            .toArray();
    int before = withFrames.cardinality();
    withFrames.clear();
    for (int i : whole) {
      withFrames.set(i);
    }
    if (whole.length < before) {
      leftOut.put(FRAMES_NOT_WHOLE, before - whole.length);
    }
  }

  /**
   * Which clips' files have pictures before their section, as {@code --cut copy} leaves them. A
   * file is looked into unless the journal tells.
   */
  private BitSet hidingPictures() {
    BitSet hiding = new BitSet();
    for (int i : chosen.stream().parallel().filter(this::hidesPictures).toArray()) {
      hiding.set(i);
    }
    return hiding;
  }

  private boolean hidesPictures(int i) {
    MediaFacts media = facts.media(i);
    if (media == null
        || media.allShown()
        || !Kind.VIDEO.fileEnding().equalsIgnoreCase(facts.ending(i))) {
      return false;
    }
    try {
      return Mp4Structure.read(facts.path(i))
          .flatMap(MediaFile::picture)
          .filter(MediaFile.Picture::hidesPictures)
          .isPresent();
    } catch (IOException e) {
      return false;
    }
  }

  private long bytes(int i, Set<Kind> kinds) {
    long all = kinds.contains(Kind.VIDEO) ? facts.bytes(i) : 0;
    if (kinds.contains(Kind.SOUND)) {
      all += extracted.bytes(facts.clip(i), tracks[i]);
    }
    if (kinds.contains(Kind.FRAMES)) {
      all += extracted.bytesOfFrames(facts.clip(i));
    }
    return all;
  }
}
