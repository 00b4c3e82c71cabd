package dev.kinetics.annotations;

import java.util.Arrays;
import java.util.List;

/**
 * Where each clip of a list stands in it. One array of numbers: a map of the names of a whole
 * release would take 40 MB.
 */
public final class ClipPlaces {
  private final List<Clip> clips;

  /** Of each clip, the upper bits of a hash of its name, and its place in the lower ones. */
  private final long[] places;

  private final long mask;

  /** Of clips each of which has a split and name of its own. */
  public ClipPlaces(List<Clip> clips) {
    this.clips = clips;
    this.mask = (Integer.highestOneBit(Math.max(1, clips.size())) << 1) - 1L;
    this.places = new long[clips.size()];
    Arrays.parallelSetAll(places, i -> hash(clips.get(i).split(), clips.get(i).name()) | i);
    Arrays.parallelSort(places);
  }

  /** Where the clip of this split and name stands; −1 where there is none. */
  public int of(Split split, String name) {
    long wanted = hash(split, name);
    int at = Arrays.binarySearch(places, wanted);
    for (at = at < 0 ? -at - 1 : at; at < places.length; at++) {
      if ((places[at] & ~mask) != wanted) {
        return -1;
      }
      int place = (int) (places[at] & mask);
      Clip clip = clips.get(place);
      if (clip.split() == split && clip.name().equals(name)) {
        return place;
      }
    }
    return -1;
  }

  private long hash(Split split, String name) {
    return Sampling.hash(name, split.ordinal()) & ~mask;
  }
}
