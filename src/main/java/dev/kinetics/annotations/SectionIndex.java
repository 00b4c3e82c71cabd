package dev.kinetics.annotations;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * The sections of one split, by video: tells repeated and clashing rows, and which section of a
 * video is the earliest. A row takes about 50 bytes, in arrays of numbers, since every row of the
 * list is entered, not the selected ones alone.
 */
final class SectionIndex {
  /** What a row is to the rows before it. */
  enum Added {
    NEW,
    /** The same section of the same video under the same label, or one of both has no label. */
    REPEATED,
    /** A row before it has a name that this one's files could have. */
    CLASHING
  }

  private static final int NONE = -1;

  /** Odd, and another one in each run: no list can be made so that its ids collide. */
  private final int multiplier = new SplittableRandom().nextInt() | 1;

  private byte[] idBytes = new byte[1 << 12];
  private int[] idEnds = new int[1 << 8];
  private int[] earliest = new int[1 << 8];
  private int[] idTable = emptyTable(1 << 9);
  private int ids;
  private int timedIds;

  private int[] sectionIds = new int[1 << 8];
  private int[] starts = new int[1 << 8];
  private int[] ends = new int[1 << 8];
  private int[] labels = new int[1 << 8];
  private int[] sectionTable = emptyTable(1 << 9);
  private int sections;

  /** How many different sections were entered. */
  int size() {
    return sections;
  }

  /**
   * Enters a section.
   *
   * @param id ASCII
   * @param start in milliseconds, less than 2^31
   * @param end in milliseconds, less than 2^31
   * @param label the label's number, 0 where there is none
   */
  Added add(String id, int start, int end, int label) {
    int video = find(id);
    if (video != NONE) {
      int same = sectionTable[sectionSlot(video, start, end)];
      if (same != NONE) {
        boolean sameLabel = labels[same] == label || labels[same] == 0 || label == 0;
        return starts[same] == start && ends[same] == end && sameLabel
            ? Added.REPEATED
            : Added.CLASHING;
      }
    }
    if (timedIds > 0 && find(Clip.timedName(id, start, end)) != NONE) {
      return Added.CLASHING;
    }
    if (isTimed(id)) {
      if (isNameOfSection(id)) {
        return Added.CLASHING;
      }
      timedIds++;
    }
    enter(video == NONE ? enterId(id) : video, start, end, label);
    return Added.NEW;
  }

  /** Whether no section of the video is before this one. */
  boolean isEarliest(String id, int start, int end) {
    int first = earliest[find(id)];
    return starts[first] == start && ends[first] == end;
  }

  /** Whether an id looks like {@code ID_SSSSSS_EEEEEE}; YouTube's are too short for that. */
  private static boolean isTimed(String id) {
    int length = id.length();
    return length > 14
        && id.charAt(length - 14) == '_'
        && id.charAt(length - 7) == '_'
        && areDigits(id, length - 13, length - 7)
        && areDigits(id, length - 6, length);
  }

  private static boolean areDigits(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }

  private boolean isNameOfSection(String timedId) {
    int length = timedId.length();
    int video = find(timedId.substring(0, length - 14));
    if (video == NONE) {
      return false;
    }
    int start = Integer.parseInt(timedId, length - 13, length - 7, 10) * 1000;
    int end = Integer.parseInt(timedId, length - 6, length, 10) * 1000;
    return sectionTable[sectionSlot(video, start, end)] != NONE;
  }

  private int find(String id) {
    return idTable[idSlot(id)];
  }

  private int enterId(String id) {
    int slot = idSlot(id);
    int from = ids == 0 ? 0 : idEnds[ids - 1];
    int to = from + id.length();
    if (to > idBytes.length) {
      idBytes = Arrays.copyOf(idBytes, larger(to));
    }
    for (int i = 0; i < id.length(); i++) {
      idBytes[from + i] = (byte) id.charAt(i);
    }
    if (ids == idEnds.length) {
      idEnds = Arrays.copyOf(idEnds, larger(ids));
      earliest = Arrays.copyOf(earliest, larger(ids));
    }
    idEnds[ids] = to;
    earliest[ids] = NONE;
    idTable[slot] = ids;
    ids++;
    if (isCrowded(ids, idTable)) {
      idTable = emptyTable(idTable.length * 2);
      for (int video = 0; video < ids; video++) {
        idTable[freeIdSlot(video)] = video;
      }
    }
    return ids - 1;
  }

  private void enter(int video, int start, int end, int label) {
    if (sections == starts.length) {
      int room = larger(sections);
      sectionIds = Arrays.copyOf(sectionIds, room);
      starts = Arrays.copyOf(starts, room);
      ends = Arrays.copyOf(ends, room);
      labels = Arrays.copyOf(labels, room);
    }
    int slot = sectionSlot(video, start, end);
    sectionIds[sections] = video;
    starts[sections] = start;
    ends[sections] = end;
    labels[sections] = label;
    sectionTable[slot] = sections;
    int first = earliest[video];
    if (first == NONE || start < starts[first] || (start == starts[first] && end < ends[first])) {
      earliest[video] = sections;
    }
    sections++;
    if (isCrowded(sections, sectionTable)) {
      sectionTable = emptyTable(sectionTable.length * 2);
      for (int section = 0; section < sections; section++) {
        sectionTable[sectionSlot(sectionIds[section], starts[section], ends[section])] = section;
      }
    }
  }

  /** The slot of the id, or the free one where it would go. */
  private int idSlot(String id) {
    int mask = idTable.length - 1;
    int hash = id.length();
    for (int i = 0; i < id.length(); i++) {
      hash = (hash ^ id.charAt(i)) * multiplier;
      hash ^= hash >>> 15;
    }
    int slot = hash & mask;
    while (idTable[slot] != NONE && !isId(idTable[slot], id)) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private int freeIdSlot(int video) {
    int mask = idTable.length - 1;
    int from = video == 0 ? 0 : idEnds[video - 1];
    int hash = idEnds[video] - from;
    for (int i = from; i < idEnds[video]; i++) {
      hash = (hash ^ idBytes[i]) * multiplier;
      hash ^= hash >>> 15;
    }
    int slot = hash & mask;
    while (idTable[slot] != NONE) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private boolean isId(int video, String id) {
    int from = video == 0 ? 0 : idEnds[video - 1];
    if (idEnds[video] - from != id.length()) {
      return false;
    }
    for (int i = 0; i < id.length(); i++) {
      if (idBytes[from + i] != id.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** The slot of the video's section with these whole seconds, as its name has them. */
  private int sectionSlot(int video, int start, int end) {
    int mask = sectionTable.length - 1;
    int hash = (video * multiplier ^ start / 1000) * multiplier;
    hash = (hash ^ hash >>> 15 ^ end / 1000) * multiplier;
    int slot = (hash ^ hash >>> 15) & mask;
    for (int section = sectionTable[slot]; section != NONE; section = sectionTable[slot]) {
      if (sectionIds[section] == video
          && starts[section] / 1000 == start / 1000
          && ends[section] / 1000 == end / 1000) {
        break;
      }
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private static int[] emptyTable(int slots) {
    int[] table = new int[slots];
    Arrays.fill(table, NONE);
    return table;
  }

  private static boolean isCrowded(int entries, int[] table) {
    return entries > table.length / 4 * 3;
  }

  private static int larger(int size) {
    return size + (size >> 1);
  }
}
