package dev.kinetics.history;

import dev.kinetics.annotations.Clip;
import dev.kinetics.dataset.Naming;
import dev.kinetics.journal.EntryParser.Head;
import dev.kinetics.journal.EntryParser.Read;
import dev.kinetics.journal.EntryParser.Want;
import dev.kinetics.journal.JournalEntry;
import java.util.Arrays;
import java.util.Locale;

/**
 * For which section of its video each file of a job was made. A file that is called by the video's
 * id alone stands for another section in another list: of the videos that the releases share, the
 * sections of some have moved.
 */
public final class Sections {
  /** Lists round differently; what begins a tenth of a second later is no other section. */
  private static final long SAME_MILLIS = 100;

  private final String job;
  private final boolean namesTellTimes;
  private final ClipNumbers clips;
  private long[] times = new long[1 << 9];
  private long[] starts = new long[1 << 9];
  private long[] ends = new long[1 << 9];

  /**
   * Without any yet.
   *
   * @param clips the numbers of the job's clips, which others may use and add to as well
   */
  Sections(String job, Naming naming, ClipNumbers clips) {
    this.job = job;
    this.clips = clips;
    this.namesTellTimes = naming.clipNames() == Naming.ClipNames.ID_TIMES;
  }

  /** How much of an entry it wants. */
  static Want wants(Head head) {
    return head.outcome().isThere() ? Want.SECTION : Want.HEAD;
  }

  /** Takes what it wants of an entry; the order does not matter. */
  void add(Read entry) {
    add(entry, clips.number(job, entry.head().split(), entry.head().clip()));
  }

  /** The same, of a clip whose number is known. */
  void add(Read entry, int number) {
    if (!entry.head().outcome().isThere() || entry.endMillis() <= entry.startMillis()) {
      return;
    }
    if (number >= times.length) {
      int grown = number + number / 2;
      times = Arrays.copyOf(times, grown);
      starts = Arrays.copyOf(starts, grown);
      ends = Arrays.copyOf(ends, grown);
    }
    long time = entry.head().nanos();
    if (ends[number] == 0 || time > times[number]) {
      times[number] = time;
      starts[number] = entry.startMillis();
      ends[number] = entry.endMillis();
    }
  }

  /**
   * Whether a clip's file, if there is one, was made for another section than the clip's. Of a file
   * that no journal knows nobody can tell, and it counts as the clip's.
   */
  public boolean isOther(Clip clip) {
    int number = number(clip);
    if (number < 0) {
      return false;
    }
    return isOther(namesTellTimes, clip, starts[number], ends[number]);
  }

  /**
   * Whether a file that a job made for a section, of which the journal tells, is of another one
   * than the clip that is called the same.
   */
  public static boolean isOther(Naming naming, Clip clip, JournalEntry entry) {
    boolean timed = naming.clipNames() == Naming.ClipNames.ID_TIMES;
    return entry.endMillis() > entry.startMillis()
        && isOther(timed, clip, entry.startMillis(), entry.endMillis());
  }

  private static boolean isOther(boolean namesTellTimes, Clip clip, long start, long end) {
    boolean differs =
        Math.abs(start - clip.startMillis()) > SAME_MILLIS
            || Math.abs(end - clip.endMillis()) > SAME_MILLIS;
    // A file that tells its section by its name is another file.
    return differs
        && !(namesTellTimes && !Clip.timedName(clip.id(), start, end).equals(clip.timedName()));
  }

  /** The section that a clip's file was made for, in words: {@code 4 to 14 s}. */
  public String words(Clip clip) {
    int number = number(clip);
    return number < 0 ? "" : words(starts[number], ends[number]);
  }

  private int number(Clip clip) {
    int number = clips.find(job, clip.split(), clip.name());
    return number < ends.length && number >= 0 && ends[number] > 0 ? number : -1;
  }

  /** A section in words. */
  public static String words(long startMillis, long endMillis) {
    return seconds(startMillis) + " to " + seconds(endMillis) + " s";
  }

  private static String seconds(long millis) {
    return millis % 1000 == 0
        ? Long.toString(millis / 1000)
        : String.format(Locale.ROOT, "%.3f", millis / 1000.0);
  }
}
