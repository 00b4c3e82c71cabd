package dev.kinetics.lists;

import dev.kinetics.annotations.Clip;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * The sections of one split, by video: tells repeated and clashing rows, and which section of a
 * video is the earliest. A row takes about 50 bytes, in arrays of numbers, since every row of the
 * list is entered, not the selected ones alone.
 *
 * <p>Hardly any video has a second section, so the first is found through its video, and only the
 * others through a table of their own.
 *
 * <p>Of 650,000 rows as JSON, maps of the JDK in its place took 2.5 s of a processor instead of 1.7
 * (as CSV 1.5 instead of 0.8), which is more than the two seconds that a list may take.
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
  private static final long FREE = -1;

  /** Chosen anew in each run, so that no list can be made whose ids all meet in one slot. */
  private final long multiplier = new SplittableRandom().nextLong() | 1;

  private byte[] idBytes = new byte[1 << 12];
  private int[] idEnds = new int[1 << 8];
  private int[] first = new int[1 << 8];
  private int[] earliest = new int[1 << 8];
  private int videos;
  private int timedIds;

  /** In each slot the id's hash, to compare ids but rarely, and the video's number. */
  private long[] videoTable = emptyTable(1 << 9);

  private int[] sectionVideos = new int[1 << 8];
  private int[] starts = new int[1 << 8];
  private int[] ends = new int[1 << 8];
  private int[] labels = new int[1 << 8];
  private int sections;

  /** Of the sections that are not the first of their video, as {@link #videoTable}. */
  private long[] laterTable = emptyTable(1 << 9);

  private int laterSections;
  private final Set<String> idsWithLater = new HashSet<>();

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
    int hash = hash(id);
    int slot = slot(id, hash);
    int video = (int) videoTable[slot];
    if (video != NONE) {
      int same = sectionNamedAs(video, start, end);
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
    if (video == NONE) {
      enterVideo(id, hash, slot);
    } else {
      enterLater(video, start, end);
      idsWithLater.add(id);
    }
    enterSection(video == NONE ? videos - 1 : video, start, end, label);
    return Added.NEW;
  }

  /** Whether no section of the video is before this one. */
  boolean isEarliest(String id, int start, int end) {
    if (laterSections == 0 || !idsWithLater.contains(id)) {
      return true;
    }
    int section = earliest[find(id)];
    return starts[section] == start && ends[section] == end;
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
    return sectionNamedAs(video, start, end) != NONE;
  }

  private int find(String id) {
    return (int) videoTable[slot(id, hash(id))];
  }

  private void enterVideo(String id, int hash, int slot) {
    int from = begin(videos);
    int to = from + id.length();
    if (to > idBytes.length) {
      idBytes = Arrays.copyOf(idBytes, larger(to));
    }
    for (int i = 0; i < id.length(); i++) {
      idBytes[from + i] = (byte) id.charAt(i);
    }
    if (videos == idEnds.length) {
      int room = larger(videos);
      idEnds = Arrays.copyOf(idEnds, room);
      first = Arrays.copyOf(first, room);
      earliest = Arrays.copyOf(earliest, room);
    }
    idEnds[videos] = to;
    first[videos] = sections;
    earliest[videos] = sections;
    videoTable[slot] = pack(hash, videos);
    videos++;
    if (isCrowded(videos, videoTable)) {
      videoTable = doubled(videoTable);
    }
  }

  private void enterLater(int video, int start, int end) {
    int section = earliest[video];
    if (start < starts[section] || (start == starts[section] && end < ends[section])) {
      earliest[video] = sections;
    }
    laterTable[laterSlot(video, start, end)] = pack(hash(video, start, end), sections);
    laterSections++;
    if (isCrowded(laterSections, laterTable)) {
      laterTable = doubled(laterTable);
    }
  }

  private void enterSection(int video, int start, int end, int label) {
    if (sections == starts.length) {
      int room = larger(sections);
      sectionVideos = Arrays.copyOf(sectionVideos, room);
      starts = Arrays.copyOf(starts, room);
      ends = Arrays.copyOf(ends, room);
      labels = Arrays.copyOf(labels, room);
    }
    sectionVideos[sections] = video;
    starts[sections] = start;
    ends[sections] = end;
    labels[sections] = label;
    sections++;
  }

  /** The video's section with these whole seconds, which are all that a name has. */
  private int sectionNamedAs(int video, int start, int end) {
    return hasSeconds(first[video], start, end)
        ? first[video]
        : (int) laterTable[laterSlot(video, start, end)];
  }

  private boolean hasSeconds(int section, int start, int end) {
    return starts[section] / 1000 == start / 1000 && ends[section] / 1000 == end / 1000;
  }

  /** The slot of the id's video, or the free one where it would go. */
  private int slot(String id, int hash) {
    int mask = videoTable.length - 1;
    int slot = hash & mask;
    for (long entry = videoTable[slot]; entry != FREE; entry = videoTable[slot]) {
      if ((int) (entry >>> 32) == hash && isId((int) entry, id)) {
        break;
      }
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private int laterSlot(int video, int start, int end) {
    int mask = laterTable.length - 1;
    int slot = hash(video, start, end) & mask;
    for (long entry = laterTable[slot]; entry != FREE; entry = laterTable[slot]) {
      if (sectionVideos[(int) entry] == video && hasSeconds((int) entry, start, end)) {
        break;
      }
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private boolean isId(int video, String id) {
    int from = begin(video);
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

  private int begin(int video) {
    return video == 0 ? 0 : idEnds[video - 1];
  }

  private int hash(String id) {
    long hash = id.length();
    for (int i = 0; i < id.length(); i++) {
      hash = (hash ^ id.charAt(i)) * multiplier;
      hash ^= hash >>> 32;
    }
    return (int) (hash * multiplier >>> 32);
  }

  private int hash(int video, int start, int end) {
    long hash = (video * multiplier ^ start / 1000) * multiplier;
    hash = (hash ^ hash >>> 32 ^ end / 1000) * multiplier;
    return (int) (hash >>> 32);
  }

  private static long pack(int hash, int number) {
    return (long) hash << 32 | number;
  }

  private static long[] emptyTable(int slots) {
    long[] table = new long[slots];
    Arrays.fill(table, FREE);
    return table;
  }

  private static boolean isCrowded(int entries, long[] table) {
    return entries > table.length / 3 * 2;
  }

  private static long[] doubled(long[] table) {
    long[] larger = emptyTable(table.length * 2);
    int mask = larger.length - 1;
    for (long entry : table) {
      if (entry != FREE) {
        int slot = (int) (entry >>> 32) & mask;
        while (larger[slot] != FREE) {
          slot = (slot + 1) & mask;
        }
        larger[slot] = entry;
      }
    }
    return larger;
  }

  private static int larger(int size) {
    return size + (size >> 1);
  }
}
