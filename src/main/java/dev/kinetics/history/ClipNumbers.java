package dev.kinetics.history;

import dev.kinetics.annotations.Split;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Numbers clips of jobs in the order in which they come, from 0. It keeps 16 bytes of a hash in
 * place of a clip's name, and a table beside: some 35 bytes a clip, where a map of names takes 150.
 * With two million clips, the odds that two are taken for one are one in 10^26.
 */
final class ClipNumbers {
  private static final int NONE = -1;

  private final long seed = ThreadLocalRandom.current().nextLong();

  /**
   * The numbers, each below the upper half of its clip's hash: whose differs is not looked up,
   * which would wait for memory.
   */
  private long[] table = new long[1 << 10];

  private long[] hashes = new long[1 << 10];
  private int size;

  ClipNumbers() {
    Arrays.fill(table, NONE);
  }

  /** How many there are. */
  int size() {
    return size;
  }

  /** The number of a clip, a new one where it has none yet. */
  int number(String job, Split split, String clip) {
    long low = low(job, split, clip);
    long high = high(job, split, clip);
    int slot = slot(low, high);
    if (table[slot] != NONE) {
      return (int) table[slot];
    }
    if (2 * (size + 1) > hashes.length) {
      hashes = Arrays.copyOf(hashes, hashes.length + hashes.length / 2);
    }
    hashes[2 * size] = low;
    hashes[2 * size + 1] = high;
    table[slot] = entry(low, size++);
    if (size > table.length / 8 * 7) {
      grow();
    }
    return size - 1;
  }

  private static long entry(long low, int number) {
    return low >>> 32 << 32 | number;
  }

  /** The number of a clip; -1 where it has none. */
  int find(String job, Split split, String clip) {
    return (int) table[slot(low(job, split, clip), high(job, split, clip))];
  }

  private int slot(long low, long high) {
    int mask = table.length - 1;
    for (int slot = (int) low & mask; ; slot = (slot + 1) & mask) {
      long entry = table[slot];
      int number = (int) entry;
      if (entry == NONE
          || (entry ^ low) >>> 32 == 0
              && hashes[2 * number] == low
              && hashes[2 * number + 1] == high) {
        return slot;
      }
    }
  }

  private void grow() {
    table = new long[table.length * 2];
    Arrays.fill(table, NONE);
    for (int i = 0; i < size; i++) {
      table[slot(hashes[2 * i], hashes[2 * i + 1])] = entry(hashes[2 * i], i);
    }
  }

  private long low(String job, Split split, String clip) {
    return hash(seed, 0x9E3779B97F4A7C15L, job, split, clip);
  }

  private long high(String job, Split split, String clip) {
    return hash(~seed, 0xC2B2AE3D27D4EB4FL, job, split, clip);
  }

  private static long hash(long start, long factor, String job, Split split, String clip) {
    return mix(hash(hash(start, factor, job) + split.ordinal() + 1, factor, clip));
  }

  private static long hash(long start, long factor, String text) {
    long hash = start;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * factor;
      hash ^= hash >>> 32;
    }
    return (hash ^ text.length()) * factor;
  }

  private static long mix(long hash) {
    long mixed = (hash ^ (hash >>> 29)) * 0xBF58476D1CE4E5B9L;
    return mixed ^ (mixed >>> 32);
  }
}
