package dev.kinetics.annotations;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Where each clip of a list stands in it. One array of numbers: a map of the names of a whole
 * release would take 40 MB.
 */
public final class ClipPlaces {
  private static final long FREE = -1;

  private final List<Clip> clips;

  /** Chosen anew in each run, so that no list can be made whose names all meet in one slot. */
  private final long seed = new SplittableRandom().nextLong();

  /** In each slot the upper half of a name's hash, to compare names but rarely, and its place. */
  private final long[] table;

  /** Of clips each of which has a split and name of its own. */
  public ClipPlaces(List<Clip> clips) {
    this.clips = clips;
    this.table = new long[2 * Integer.highestOneBit(Math.max(1, clips.size() / 2 * 3))];
    Arrays.fill(table, FREE);
    for (int place = 0; place < clips.size(); place++) {
      long hash = hash(clips.get(place).split(), clips.get(place).name());
      int slot = slot(hash);
      while (table[slot] != FREE) {
        slot = slot(slot + 1);
      }
      table[slot] = hash >>> 32 << 32 | place;
    }
  }

  /** Where the clip of this split and name stands; −1 where there is none. */
  public int of(Split split, String name) {
    long hash = hash(split, name);
    for (int slot = slot(hash); table[slot] != FREE; slot = slot(slot + 1)) {
      int place = (int) table[slot];
      if ((table[slot] ^ hash) >>> 32 == 0
          && clips.get(place).split() == split
          && clips.get(place).name().equals(name)) {
        return place;
      }
    }
    return -1;
  }

  private int slot(long hash) {
    return (int) hash & table.length - 1;
  }

  private long hash(Split split, String name) {
    return Sampling.hash(name, seed + split.ordinal());
  }
}
