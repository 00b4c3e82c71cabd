package dev.kinetics.history;

import dev.kinetics.annotations.Split;
import dev.kinetics.dataset.Naming;
import dev.kinetics.dataset.PlainFile;
import dev.kinetics.dataset.RunMark;
import dev.kinetics.error.KineticsException;
import dev.kinetics.journal.EntryParser.Want;
import dev.kinetics.journal.JournalEntry;
import dev.kinetics.journal.JournalFiles;
import dev.kinetics.journal.Outcome;
import dev.kinetics.journal.Run;
import dev.kinetics.journal.RunFiles;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** All journals of a dataset: reading them, and folding many into one. */
public final class Journals {
  /** Past this many files, a run folds the finished ones into one. */
  private static final int FOLD_ABOVE = 32;

  private final Path folder;
  private final JournalFiles files;
  private final RunFiles runs;
  private final Rights rights;

  /** The journals in this folder, which need not be there. */
  public Journals(Path folder) {
    this(folder, Rights.own());
  }

  Journals(Path folder, Rights rights) {
    this.folder = folder;
    this.rights = rights;
    this.files = new JournalFiles(folder);
    this.runs = new RunFiles(folder);
  }

  /**
   * Reads every entry, in no order; of one clip there may be many, also the same one twice, by one
   * thread at a time. A torn or foreign line is passed over. Who wants to know how a clip ended
   * asks {@link #last}.
   */
  public void read(Consumer<JournalEntry> entries) {
    read((job, split, clip) -> true, entries);
  }

  /** As {@link #read(Consumer)}, of one job. */
  public void read(String job, Consumer<JournalEntry> entries) {
    files.entries(job, head -> Want.ALL, read -> entries.accept(read.entry()));
  }

  /** Says by how an entry begins whether it is of interest; asked by many threads. */
  public interface Wanted {
    /** Whether an entry of this job about this clip is. */
    boolean test(String job, Split split, String clip);
  }

  /** As {@link #read(Consumer)}, of the entries that are wanted: the others cost little. */
  public void read(Wanted wanted, Consumer<JournalEntry> entries) {
    files.entries(
        head -> wanted.test(head.job(), head.split(), head.clip()) ? Want.ALL : Want.HEAD,
        read -> {
          if (read.entry() != null) {
            entries.accept(read.entry());
          }
        });
  }

  /**
   * The release, or the list's file name, of the newest entry; empty where there is none. Runs
   * write at the ends of their files, so that is where it is looked for first.
   *
   * @throws KineticsException when the journals can't be read
   */
  public Optional<String> release() {
    Newest newest = new Newest();
    files.lastEntries(read -> newest.add(read.entry()));
    if (newest.entry == null) {
      read(newest::add);
    }
    return Optional.ofNullable(newest.entry).map(JournalEntry::release);
  }

  private static final class Newest {
    private JournalEntry entry;

    void add(JournalEntry other) {
      entry = entry == null || other.time().isAfter(entry.time()) ? other : entry;
    }
  }

  /**
   * The runs that have booked something, by their start, as far as they said what they are: those
   * of early versions did not, and of thousands only the newest are kept.
   *
   * @throws KineticsException when their files can't be read
   */
  public List<Run> runs() {
    return runs.read();
  }

  /**
   * The last result of each clip of a job, by time.
   *
   * @param kept the outcomes that are of interest; the fewer, the less memory it takes
   * @throws KineticsException when the journals can't be read
   */
  public LastResults last(String job, Predicate<Outcome> kept) {
    LastResults last = new LastResults(files, job, kept, new ClipNumbers());
    files.entries(job, last::wants, last::add);
    return last;
  }

  /**
   * For which sections the files of a job were made.
   *
   * @throws KineticsException when the journals can't be read
   */
  public Sections sections(String job, Naming naming) {
    Sections sections = new Sections(job, naming, new ClipNumbers());
    files.entries(job, Sections::wants, sections::add);
    return sections;
  }

  /** What {@link #last} and {@link #sections} tell of a job. */
  public record Known(LastResults results, Sections sections) {}

  /**
   * Reads both at once.
   *
   * @param kept the outcomes whose results are of interest
   * @throws KineticsException when the journals can't be read
   */
  public Known known(String job, Naming naming, Predicate<Outcome> kept) {
    ClipNumbers clips = new ClipNumbers();
    LastResults last = new LastResults(files, job, kept, clips);
    Sections sections = new Sections(job, naming, clips);
    files.entries(
        job,
        head -> last.wants(head) == Want.ALL ? Want.ALL : Sections.wants(head),
        read -> {
          int number = clips.number(job, read.head().split(), read.head().clip());
          last.add(read, number);
          sections.add(read, number);
        });
    return new Known(last, sections);
  }

  /** The same, of results that left no file. */
  public Known known(String job, Naming naming) {
    return known(job, naming, outcome -> !outcome.isThere());
  }

  /** As {@link #last}, of the clips that the job has not made: what is there needs no journal. */
  public LastResults unfinished(String job) {
    return last(job, outcome -> !outcome.isThere());
  }

  /**
   * Folds the journals of finished runs into one that keeps the last line of each clip and job,
   * when they have become many ({@link Fold}), and forgets the oldest of too many runs.
   *
   * @return what kept it from doing so, in a line; empty when all is well. It only saves time, and
   *     the next run tries again
   */
  public String fold() {
    try {
      runs.forget();
    } catch (IOException e) {
      return "old runs in " + folder + " can't be forgotten: " + e.getMessage();
    }
    if (files.list().size() <= FOLD_ABOVE) {
      return "";
    }
    try (FileChannel guard =
        FileChannel.open(
            PlainFile.require(folder.resolve("fold.lock")),
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE)) {
      if (isGuarded(guard)) {
        foldFinished();
      }
      return "";
    } catch (NoSuchFileException e) {
      return ""; // Another run folds, where locks do not tell.
    } catch (IOException e) {
      return "the journals in " + folder + " can't be folded: " + e.getMessage();
    }
  }

  /** Two at once do no harm, only the work twice: on a file system without locks it goes on. */
  private static boolean isGuarded(FileChannel guard) {
    try {
      FileLock lock = guard.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  /** What another user alone can remove is not folded: it would be there twice, and again. */
  private void foldFinished() throws IOException {
    List<Path> finished = new ArrayList<>();
    List<Path> all = files.list();
    int before = all.size();
    all.removeIf(rights::forbidRemoving);
    for (Path file : all) {
      try {
        if (RunMark.isAbandoned(file, file.getFileName().toString())) {
          finished.add(file);
        }
      } catch (IOException e) {
        // Folded by another run just now, or not ours to remove.
      }
    }
    if (finished.size() > 1 && all.size() > FOLD_ABOVE) {
      Fold.run(folder, finished, Files::deleteIfExists);
    }
    if (all.size() < before) {
      throw new IOException(
          "the folder lets nobody remove other users' files, and "
              + (before - all.size())
              + " are; let each of them run once, or clear the folder's sticky bit");
    }
  }
}
