package dev.kinetics.annotations;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which sections of which ids a whole list has, in 16 bytes a row: what a clip is called is settled
 * by all rows of its id, also those that nobody selected. Ids are known by a hash of 64 bits;
 * should two ever share one, a clip gets the longer of its names.
 */
final class SectionIndex {
  /** How a row stands to those before it. */
  enum Row {
    NEW,
    /** The same id, section and label as a row before. */
    AGAIN,
    /** The same id and section as a row before, under another label. */
    OTHER_LABEL
  }

  private long[] keys = new long[1 << 12];
  private long[] sections = new long[1 << 12];
  private int size;

  /** The sections of ids that have several; section → label. */
  private final Map<Long, TreeMap<Long, Integer>> several = new HashMap<>();

  /** Adds a row; {@code label} is the label's number. */
  Row add(Split split, String id, long startMillis, long endMillis, int label) {
    if (size * 5L > keys.length * 3L) {
      grow();
    }
    long key = key(split, id);
    long section = section(startMillis, endMillis);
    int slot = slot(key);
    if (keys[slot] == 0) {
      keys[slot] = key;
      sections[slot] = section << LABEL_BITS | label;
      size++;
      return Row.NEW;
    }
    TreeMap<Long, Integer> all = several.get(key);
    Integer before =
        all != null
            ? all.get(section)
            : sections[slot] >>> LABEL_BITS == section
                ? Integer.valueOf((int) (sections[slot] & LABEL_MASK))
                : null;
    if (before != null) {
      return before == label ? Row.AGAIN : Row.OTHER_LABEL;
    }
    if (all == null) {
      all = new TreeMap<>();
      all.put(sections[slot] >>> LABEL_BITS, (int) (sections[slot] & LABEL_MASK));
      several.put(key, all);
    }
    all.put(section, label);
    return Row.NEW;
  }

  /** Whether this is the earliest section of its id in its split. */
  boolean isEarliest(Clip clip) {
    TreeMap<Long, Integer> all =
        several.isEmpty() ? null : several.get(key(clip.split(), clip.id()));
    return all == null || all.firstKey() == section(clip.startMillis(), clip.endMillis());
  }

  // A start lies below 2^28 ms (74 hours), a length below 2^22 ms (70 minutes): so much is refused
  // before. The rest of a word tells 8,192 labels apart.
  static final int LABEL_BITS = 13;
  private static final long LABEL_MASK = (1L << LABEL_BITS) - 1;

  private static long section(long startMillis, long endMillis) {
    return startMillis << 22 | (endMillis - startMillis);
  }

  private static long key(Split split, String id) {
    long hash = 0xcbf29ce484222325L ^ split.ordinal();
    for (int i = 0; i < id.length(); i++) {
      hash = (hash ^ id.charAt(i)) * 0x100000001b3L;
    }
    hash ^= hash >>> 32;
    hash *= 0xd6e8feb86659fd93L;
    hash ^= hash >>> 32;
    return hash == 0 ? 1 : hash;
  }

  private int slot(long key) {
    int slot = (int) key & keys.length - 1;
    while (keys[slot] != 0 && keys[slot] != key) {
      slot = slot + 1 & keys.length - 1;
    }
    return slot;
  }

  private void grow() {
    long[] oldKeys = keys;
    long[] oldSections = sections;
    keys = new long[oldKeys.length * 2];
    sections = new long[keys.length];
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldKeys[i] != 0) {
        int slot = slot(oldKeys[i]);
        keys[slot] = oldKeys[i];
        sections[slot] = oldSections[i];
      }
    }
  }
}
