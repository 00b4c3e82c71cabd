package dev.kinetics.history;

import dev.kinetics.dataset.AtomicFile;
import dev.kinetics.dataset.Flush;
import dev.kinetics.dataset.RunMark;
import dev.kinetics.journal.EntryParser;
import dev.kinetics.journal.EntryParser.Want;
import dev.kinetics.journal.JournalEntry;
import dev.kinetics.journal.JournalFiles;
import dev.kinetics.journal.Outcome;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Makes one journal of several: the last line of each clip and job and, where that made nothing,
 * the last that did, which tells what the file that lies there was made of. The fold has a name
 * that no file ever had, and what it replaces is removed only when it is whole and on the disk; so
 * a kill at any moment, and two that fold the same files, lose nothing.
 *
 * <p>The clips are taken in shares, so that the memory it takes does not grow with them: about 100
 * MB at most, for which the files are read twice a share.
 */
final class Fold {
  private static final long SHARE_BYTES = 256L << 20;

  private final List<Path> inputs;
  private final EntryParser parser = new EntryParser();
  private final int shares;

  private Fold(List<Path> inputs, int shares) {
    this.inputs = inputs;
    this.shares = shares;
  }

  /**
   * Folds these files of a folder, whose runs have ended. One with lines that a later version wrote
   * and this one can't read stays as it is.
   *
   * @param removal how a file is removed that the fold takes the place of
   * @throws IOException when it can't; then all is as before, unless some files could be removed
   */
  static void run(Path folder, List<Path> inputs, Removal removal) throws IOException {
    List<Path> left = new ArrayList<>(inputs);
    while (left.size() > 1) {
      try {
        runOnce(folder, left, removal);
        return;
      } catch (LaterLines e) {
        left.removeAll(e.files);
      }
    }
  }

  private static void runOnce(Path folder, List<Path> inputs, Removal removal) throws IOException {
    long bytes = 0;
    for (Path input : inputs) {
      bytes += Files.size(input);
    }
    Fold fold = new Fold(inputs, (int) (1 + bytes / SHARE_BYTES));
    Path folded = folder.resolve(RunMark.newName() + "-folded" + JournalFiles.ENDING);
    AtomicFile.write(folded, fold::write);
    Flush.folder(folder);
    boolean removed = false;
    IOException fault = null;
    for (Path input : inputs) {
      try {
        removal.remove(input);
        removed = true;
      } catch (IOException e) {
        fault = fault == null ? e : fault;
      }
    }
    if (!removed) {
      Files.deleteIfExists(folded); // Else each run would leave one more of them.
    }
    if (fault != null) {
      throw fault;
    }
  }

  /** Removes a file. */
  @FunctionalInterface
  interface Removal {
    void remove(Path file) throws IOException;
  }

  /** Files that hold what a later version wrote. */
  private static final class LaterLines extends IOException {
    private static final long serialVersionUID = 1L;

    private final transient Set<Path> files;

    LaterLines(Set<Path> files) {
      super("written by a later version: " + files);
      this.files = files;
    }
  }

  private void write(OutputStream out) throws IOException {
    for (int share = 0; share < shares; share++) {
      long[] last = lastLines(share);
      Arrays.sort(last);
      long[] position = {0, 0};
      for (Path input : inputs) {
        JournalFiles.read(
            input,
            (line, length) -> {
              if (position[1] < last.length && last[(int) position[1]] == position[0]++) {
                position[1]++;
                out.write(line, 0, length);
                out.write('\n');
              }
            });
      }
    }
  }

  /** The numbers of the lines that tell the last of each clip of a share. */
  private long[] lastLines(int share) throws IOException {
    Last last = new Last();
    Set<Path> later = new HashSet<>();
    for (Path input : inputs) {
      JournalFiles.read(
          input,
          (line, length) -> {
            long number = last.lines++;
            try {
              EntryParser.Head head = parser.read(line, length, any -> Want.HEAD).head();
              if (shares == 1
                  || Math.floorMod(head.clip().hashCode() * 0x9E3779B9, shares) == share) {
                last.add(head, number);
              }
            } catch (IOException e) {
              if (EntryParser.isOfLaterVersion(line, length)) {
                later.add(input);
              }
              // Else torn by a kill, or not ours: it tells nothing.
            }
          });
    }
    if (!later.isEmpty()) {
      throw new LaterLines(later);
    }
    return last.lines();
  }

  private static final class Last {
    private static final long NONE = -1;

    private final ClipNumbers clips = new ClipNumbers();
    private long[] time = new long[1 << 9];
    private long[] line = new long[1 << 9];
    private byte[] outcome = new byte[1 << 9];

    /** The last that made something. */
    private long[] madeTime = new long[1 << 9];

    private long[] madeLine = new long[1 << 9];
    private long lines;

    void add(EntryParser.Head head, long number) {
      int before = clips.size();
      int clip = clips.number(head.job(), head.split(), head.clip());
      if (clip == time.length) {
        grow(clip + clip / 2);
      }
      boolean isNew = clip == before;
      if (isNew
          || JournalEntry.isLater(
              head.nanos(), head.outcome(), time[clip], Outcome.values()[outcome[clip]])) {
        time[clip] = head.nanos();
        line[clip] = number;
        outcome[clip] = (byte) head.outcome().ordinal();
      }
      if (isNew) {
        madeLine[clip] = NONE;
      }
      if (head.outcome().isThere() && (madeLine[clip] == NONE || head.nanos() > madeTime[clip])) {
        madeTime[clip] = head.nanos();
        madeLine[clip] = number;
      }
    }

    private void grow(int length) {
      time = Arrays.copyOf(time, length);
      line = Arrays.copyOf(line, length);
      outcome = Arrays.copyOf(outcome, length);
      madeTime = Arrays.copyOf(madeTime, length);
      madeLine = Arrays.copyOf(madeLine, length);
    }

    /** The numbers of the lines that stay. */
    long[] lines() {
      int count = clips.size();
      long[] kept = Arrays.copyOf(line, 2 * count);
      int size = count;
      for (int clip = 0; clip < count; clip++) {
        if (madeLine[clip] != NONE && !Outcome.values()[outcome[clip]].isThere()) {
          kept[size++] = madeLine[clip];
        }
      }
      return Arrays.copyOf(kept, size);
    }
  }
}
