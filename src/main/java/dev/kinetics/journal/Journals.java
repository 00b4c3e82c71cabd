package dev.kinetics.journal;

import dev.kinetics.dataset.AtomicFile;
import dev.kinetics.dataset.RunMark;
import dev.kinetics.error.KineticsException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** All journals of a dataset: reading them in order, and folding many into one. */
public final class Journals {
  static final String ENDING = ".jsonl";

  /** Past this many files, a run folds the finished ones into one. */
  private static final int FOLD_ABOVE = 32;

  private final Path folder;
  private final Map<String, String> words = new HashMap<>();

  /** The journals in this folder, which need not be there. */
  public Journals(Path folder) {
    this.folder = folder;
  }

  /** Reads every entry, older files first. A torn or foreign line is passed over. */
  public void read(Consumer<JournalEntry> entries) {
    readAll((line, length) -> parse(line, length, entries));
  }

  /**
   * The last outcomes of a job that are no file on the disk (what is there needs no journal), by
   * {@link JournalEntry#key}.
   */
  public Map<String, JournalEntry> unfinished(String job) {
    Map<String, JournalEntry> last = new HashMap<>();
    byte[] ofJob = ("\"job\":\"" + job + "\"").getBytes(StandardCharsets.UTF_8);
    readAll(
        (line, length) -> {
          if (contains(line, Math.min(length, 120), ofJob)
              && !(last.isEmpty() && contains(line, Math.min(length, 240), DONE))) {
            parse(line, length, entry -> remember(entry, last));
          }
        });
    last.values().removeIf(entry -> entry.result().outcome().isThere());
    return last;
  }

  /** Runs may overlap, so the time counts and not the order of the files. */
  private static void remember(JournalEntry entry, Map<String, JournalEntry> last) {
    if (entry.result().outcome().isThere()) {
      last.computeIfPresent(entry.key(), (key, known) -> later(known, entry));
    } else {
      last.merge(entry.key(), entry, Journals::later);
    }
  }

  private static JournalEntry later(JournalEntry known, JournalEntry entry) {
    return known.time().isAfter(entry.time()) ? known : entry;
  }

  private static final byte[] DONE = "\"outcome\":\"done\"".getBytes(StandardCharsets.UTF_8);

  /**
   * Folds the journals of finished runs into one that keeps the last line of each clip and job,
   * when they have become many. A kill at any moment loses nothing: the fold appears whole before
   * what it replaces is removed, and reading both gives the same.
   */
  public void fold() {
    if (files().size() <= FOLD_ABOVE) {
      return;
    }
    try (FileChannel guard =
            FileChannel.open(
                folder.resolve("fold.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = guard.tryLock()) {
      if (lock != null) {
        foldFinished();
      }
    } catch (IOException | OverlappingFileLockException e) {
      // Folding only saves time; another run will do it.
    }
  }

  private void foldFinished() throws IOException {
    List<Path> finished = new ArrayList<>();
    for (Path file : files()) {
      if (RunMark.isAbandoned(file, file.getFileName().toString())) {
        finished.add(file);
      }
    }
    if (finished.size() < 2) {
      return;
    }
    Map<String, Long> lastLine = new HashMap<>();
    Map<String, Instant> lastTime = new HashMap<>();
    long[] count = {0};
    for (Path file : finished) {
      readLines(
          file,
          (line, length) -> {
            long number = count[0]++;
            parse(
                line,
                length,
                entry -> {
                  Instant time = lastTime.get(entry.key());
                  if (time == null || !time.isAfter(entry.time())) {
                    lastTime.put(entry.key(), entry.time());
                    lastLine.put(entry.key(), number);
                  }
                });
          });
    }
    Path newest = finished.get(finished.size() - 1);
    String name = newest.getFileName().toString().replace(ENDING, "") + "-folded" + ENDING;
    count[0] = 0;
    AtomicFile.write(
        folder.resolve(name),
        out -> {
          for (Path file : finished) {
            readLines(
                file,
                (line, length) -> {
                  long number = count[0]++;
                  parse(
                      line,
                      length,
                      entry -> {
                        if (lastLine.get(entry.key()) == number) {
                          try {
                            out.write(line, 0, length);
                            out.write('\n');
                          } catch (IOException e) {
                            throw new UncheckedIOException(e);
                          }
                        }
                      });
                });
          }
        });
    for (Path file : finished) {
      Files.deleteIfExists(file);
    }
  }

  private List<Path> files() {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(folder, "*" + ENDING)) {
      for (Path file : all) {
        if (!file.getFileName().toString().startsWith(".")) {
          files.add(file);
        }
      }
    } catch (NoSuchFileException e) {
      return files;
    } catch (IOException e) {
      throw KineticsException.badInput(
          "the journals in " + folder + " can't be read: " + e.getMessage());
    }
    files.sort(null);
    return files;
  }

  /** Reads all files; what is folded by another run meanwhile is found again in its fold. */
  private void readAll(Line reader) {
    Set<Path> read = new HashSet<>();
    boolean complete;
    do {
      complete = true;
      for (Path file : files()) {
        if (read.add(file)) {
          complete &= readLines(file, reader);
        }
      }
    } while (!complete);
  }

  private interface Line {
    void read(byte[] line, int length);
  }

  private void parse(byte[] line, int length, Consumer<JournalEntry> entries) {
    JournalEntry entry;
    try {
      entry = JournalEntry.parse(line, 0, length, words);
    } catch (IOException e) {
      return; // Torn by a kill: the attempt was not booked, and is made again.
    }
    entries.accept(entry);
  }

  private static boolean readLines(Path file, Line reader) {
    byte[] line = new byte[4096];
    int length = 0;
    byte[] buffer = new byte[1 << 16];
    try (InputStream in = Files.newInputStream(file)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        int start = 0;
        for (int i = 0; i < read; i++) {
          if (buffer[i] == '\n') {
            line = append(line, length, buffer, start, i - start);
            reader.read(line, length + i - start);
            length = 0;
            start = i + 1;
          }
        }
        line = append(line, length, buffer, start, read - start);
        length += read - start;
      }
    } catch (NoSuchFileException e) {
      return false;
    } catch (IOException e) {
      throw KineticsException.badInput("the journal " + file + " can't be read: " + e.getMessage());
    }
    return true;
  }

  private static byte[] append(byte[] line, int length, byte[] from, int start, int count) {
    byte[] grown =
        length + count <= line.length
            ? line
            : Arrays.copyOf(line, Math.max(line.length * 2, length + count));
    System.arraycopy(from, start, grown, length, count);
    return grown;
  }

  private static boolean contains(byte[] line, int length, byte[] part) {
    outer:
    for (int i = 0; i + part.length <= length; i++) {
      for (int j = 0; j < part.length; j++) {
        if (line[i + j] != part[j]) {
          continue outer;
        }
      }
      return true;
    }
    return false;
  }
}
