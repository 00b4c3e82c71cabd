package dev.kinetics.annotations;

import dev.kinetics.error.KineticsException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A part of a selection that every machine and every run makes the same: so many clips of each
 * class and split, then this run's share of them. A share and a choice by chance hang on the clips
 * alone, never on their order.
 *
 * @param shard this run's share, 1 to {@code shards}
 * @param shards how many runs share the selection; 1 for no sharing
 * @param mostClips how many clips of each class and split at most; 0 for all
 * @param shuffled whether those are chosen by chance; else they are the first of the list
 * @param seed what the choice by chance hangs on
 */
public record Sampling(int shard, int shards, int mostClips, boolean shuffled, long seed)
    implements Serializable {
  /** Everything. */
  public static final Sampling ALL = new Sampling(1, 1, 0, false, 0);

  private static final Pattern SHARD = Pattern.compile("(\\d{1,6})/(\\d{1,6})");

  public Sampling {
    if (shards < 1 || shard < 1 || shard > shards) {
      throw KineticsException.badInput(
          "there is no shard " + shard + "/" + shards + "; sixteen shares are 1/16 to 16/16");
    }
    if (mostClips < 0) {
      throw KineticsException.badInput("--max-clips is " + mostClips + "; it can't be negative");
    }
  }

  /**
   * The same sample, of which this run does a share.
   *
   * @param share such as {@code 3/16}: the third of sixteen
   * @throws KineticsException when it is no share
   */
  public Sampling shard(String share) {
    Matcher matcher = SHARD.matcher(share.strip());
    if (!matcher.matches()) {
      throw KineticsException.badInput(
          "--shard '" + share + "' is no share; write the third of sixteen as 3/16");
    }
    return new Sampling(
        Integer.parseInt(matcher.group(1)),
        Integer.parseInt(matcher.group(2)),
        mostClips,
        shuffled,
        seed);
  }

  /** By what clips are shared. */
  public enum By {
    /** Each clip is one run's. */
    CLIP,
    /** Each class is, for a source that has a whole class in one file. */
    CLASS,
    /**
     * What the source has them in is, and all runs look for the clip: nobody knows before where it
     * is.
     */
    PLACE
  }

  /** The clips that this run works on, in the order given. */
  public List<Clip> of(List<Clip> clips) {
    List<Clip> sample = mostClips == 0 ? clips : someOfEachClass(clips);
    if (shards == 1) {
      return sample;
    }
    List<Clip> share = new ArrayList<>();
    for (Clip clip : sample) {
      if (isOwn(clip)) {
        share.add(clip);
      }
    }
    return share;
  }

  /** Whether a clip is this run's where each clip is one run's. */
  public boolean isOwn(Clip clip) {
    return isOwn(Long.remainderUnsigned(hash(clip.id(), 0), shards));
  }

  /** The same of something that has a number, from 0 on. */
  public boolean isOwn(long number) {
    return number % shards == shard - 1;
  }

  /** As {@link #of}, but shared in this way. */
  public List<Clip> of(List<Clip> clips, Function<Clip, By> way) {
    List<Clip> sample = mostClips == 0 ? clips : someOfEachClass(clips);
    Map<String, Integer> places = new TreeMap<>();
    sample.stream()
        .filter(clip -> way.apply(clip) == By.CLASS)
        .forEach(clip -> places.put(classOf(clip), 0));
    int next = 0;
    for (Map.Entry<String, Integer> place : places.entrySet()) {
      place.setValue(next++);
    }
    return sample.stream()
        .filter(
            clip ->
                switch (way.apply(clip)) {
                  case CLIP -> isOwn(clip);
                  case CLASS -> isOwn(places.get(classOf(clip)));
                  case PLACE -> true;
                })
        .toList();
  }

  private static String classOf(Clip clip) {
    return clip.split() + "/" + clip.label();
  }

  private List<Clip> someOfEachClass(List<Clip> clips) {
    Map<Split, Map<String, List<Integer>>> classes = new HashMap<>();
    for (int i = 0; i < clips.size(); i++) {
      Clip clip = clips.get(i);
      classes
          .computeIfAbsent(clip.split(), split -> new HashMap<>())
          .computeIfAbsent(clip.label(), label -> new ArrayList<>())
          .add(i);
    }
    BitSet chosen = new BitSet(clips.size());
    for (Map<String, List<Integer>> ofSplit : classes.values()) {
      for (List<Integer> ofClass : ofSplit.values()) {
        if (shuffled && ofClass.size() > mostClips) {
          ofClass.sort(
              Comparator.comparingLong((Integer i) -> hash(clips.get(i).name(), seed + 1))
                  .thenComparing(i -> clips.get(i).name()));
        }
        ofClass.stream().limit(mostClips).forEach(chosen::set);
      }
    }
    return chosen.stream().mapToObj(clips::get).toList();
  }

  /**
   * A number that spreads names evenly and is the same on every machine and in every version:
   * FNV-1a over the characters, then the finalizer of SplitMix64, since FNV's low bits are poor.
   */
  public static long hash(String name, long seed) {
    long hash = 0xCBF29CE484222325L ^ mix(seed);
    for (int i = 0; i < name.length(); i++) {
      hash = (hash ^ name.charAt(i)) * 0x100000001B3L;
    }
    return mix(hash);
  }

  private static long mix(long value) {
    long mixed = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }
}
