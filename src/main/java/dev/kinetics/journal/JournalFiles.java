package dev.kinetics.journal;

import dev.kinetics.error.KineticsException;
import dev.kinetics.journal.EntryParser.Head;
import dev.kinetics.journal.EntryParser.Read;
import dev.kinetics.journal.EntryParser.Want;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** The files of a journal folder, and their lines. */
public final class JournalFiles {
  /** How the names of journals end. */
  public static final String ENDING = ".jsonl";

  /** A longer line is none of ours. */
  private static final int LONGEST_LINE = 16 << 20;

  /** How far into a line, in bytes, its job stands at most. */
  private static final int FIRST = 120;

  /** What stands before a job's name in the lines that we write; other programs put blanks in. */
  private static final byte[] JOB = "\"job\":\"".getBytes(StandardCharsets.UTF_8);

  /** How much of a file, in bytes, is read in one go; a large journal has hundreds of megabytes. */
  private static final long PART = 32 << 20;

  /** Of so many bytes a reader collects the entries: they wait for one another once for all. */
  private static final int TAKEN_AT_ONCE = 64 << 10;

  /** How much of the end of a file, in bytes, has some hundred lines. */
  private static final long END = 64 << 10;

  private final Path folder;

  /** Those of this folder, which need not be there. */
  public JournalFiles(Path folder) {
    this.folder = folder;
  }

  /** What is done with a line: its bytes, without the line end, from 0 to {@code length}. */
  public interface Line {
    void read(byte[] line, int length) throws IOException;

    /** That there are no more. */
    default void end() throws IOException {}
  }

  /** The files, sorted by name. */
  public List<Path> list() {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(folder, "*" + ENDING)) {
      for (Path file : all) {
        // A pipe or a device may have no end; what is gone has been folded meanwhile, and is
        // missed.
        boolean plain = Files.isRegularFile(file) || !Files.exists(file);
        if (plain && !file.getFileName().toString().startsWith(".")) {
          files.add(file);
        }
      }
    } catch (NoSuchFileException | NotDirectoryException e) {
      return files;
    } catch (IOException e) {
      throw KineticsException.badInput(
          "the journals in " + folder + " can't be read: " + e.getMessage());
    }
    files.sort(null);
    return files;
  }

  static KineticsException unreadable(Path file, IOException fault) {
    return KineticsException.badInput(
        "the journal " + file + " can't be read: " + fault.getMessage());
  }

  /**
   * Reads all files, in parts, several at once: each part by a reader of its own. What readers
   * share they guard. What is folded by another run meanwhile is found again in its fold.
   */
  private void readAll(Function<Path, Stream<Part>> partsOf, Supplier<Line> readers) {
    Set<Path> read = new HashSet<>();
    boolean complete;
    do {
      List<Part> parts = list().stream().filter(read::add).flatMap(partsOf).toList();
      complete =
          parts.parallelStream()
              .map(
                  part -> {
                    try {
                      part.read(readers.get());
                      return true;
                    } catch (NoSuchFileException e) {
                      return false;
                    } catch (IOException e) {
                      throw unreadable(part.file(), e);
                    }
                  })
              .reduce(true, Boolean::logicalAnd);
    } while (!complete);
  }

  /**
   * Reads all entries, in no order; of one clip there may be many, also the same one twice. A torn
   * or foreign line is passed over.
   *
   * @param wanted how much of an entry is wanted
   * @param taken what takes it; called by one thread at a time
   */
  public void entries(Function<Head, Want> wanted, Consumer<Read> taken) {
    readAll(JournalFiles::parts, () -> reader(wanted, taken));
  }

  /** As {@link #entries(Function, Consumer)}, of those at the ends of the files, whole. */
  public void lastEntries(Consumer<Read> taken) {
    readAll(JournalFiles::end, () -> reader(head -> Want.ALL, taken));
  }

  /** As {@link #entries(Function, Consumer)}, of one job. */
  public void entries(String job, Function<Head, Want> wanted, Consumer<Read> taken) {
    byte[] name = (job + "\"").getBytes(StandardCharsets.UTF_8);
    Consumer<Read> takenOfJob =
        read -> {
          if (read.head().job().equals(job)) {
            taken.accept(read);
          }
        };
    readAll(
        JournalFiles::parts,
        () -> {
          Line reader = reader(wanted, takenOfJob);
          // Most lines of other jobs need no parser to be told from this one's.
          return new Line() {
            @Override
            public void read(byte[] line, int length) throws IOException {
              int at = endOf(JOB, line, Math.min(length, FIRST));
              if (at < 0 || startsWith(name, line, at, length)) {
                reader.read(line, length);
              }
            }

            @Override
            public void end() throws IOException {
              reader.end();
            }
          };
        });
  }

  private static Line reader(Function<Head, Want> wanted, Consumer<Read> taken) {
    EntryParser parser = new EntryParser();
    List<Read> ready = new ArrayList<>();
    return new Line() {
      private int bytes;

      @Override
      public void read(byte[] line, int length) {
        try {
          ready.add(parser.read(line, length, wanted));
        } catch (IOException e) {
          return; // Torn by a kill: the attempt was not booked, and is made again.
        }
        bytes += length;
        if (bytes >= TAKEN_AT_ONCE) {
          end();
        }
      }

      @Override
      public void end() {
        synchronized (taken) {
          ready.forEach(taken);
        }
        ready.clear();
        bytes = 0;
      }
    };
  }

  private static Stream<Part> parts(Path file) {
    long size = Math.max(1, file.toFile().length());
    return LongStream.iterate(0, from -> from < size, from -> from + PART)
        .mapToObj(from -> new Part(file, from, from + PART < size ? from + PART : Long.MAX_VALUE));
  }

  private static Stream<Part> end(Path file) {
    return Stream.of(new Part(file, Math.max(0, file.toFile().length() - END), Long.MAX_VALUE));
  }

  /** Reads the lines of a file; a last one without a line end is torn, and passed over. */
  public static void read(Path file, Line reader) throws IOException {
    new Part(file, 0, Long.MAX_VALUE).read(reader);
  }

  /** The lines of a file that begin at a byte from {@code from} on and before {@code end}. */
  private record Part(Path file, long from, long end) {
    void read(Line reader) throws IOException {
      byte[] line = new byte[4096];
      int length = 0;
      byte[] buffer = new byte[1 << 16];
      try (FileChannel channel = FileChannel.open(file);
          InputStream in = Channels.newInputStream(channel)) {
        // The byte before tells whether a line begins here.
        long position = Math.max(0, from - 1);
        channel.position(position);
        boolean begun = from == 0;
        long begin = 0;
        for (int read = in.read(buffer); read >= 0 && begin < end; read = in.read(buffer)) {
          int start = 0;
          for (int i = lineEnd(buffer, 0, read); i < read; i = lineEnd(buffer, start, read)) {
            if (begun) {
              line = append(line, length, buffer, start, i - start);
              if (length + i - start <= LONGEST_LINE) {
                reader.read(line, length + i - start);
              }
            }
            begun = true;
            length = 0;
            start = i + 1;
            begin = position + start;
            if (begin >= end) {
              break;
            }
          }
          line = append(line, length, buffer, start, read - start);
          length = Math.min(length + read - start, LONGEST_LINE + 1);
          position += read;
        }
      }
      reader.end();
    }
  }

  /** By itself, which Java compiles while a long file is being read: a fifth of all time. */
  private static int lineEnd(byte[] buffer, int from, int to) {
    int i = from;
    while (i < to && buffer[i] != '\n') {
      i++;
    }
    return i;
  }

  private static byte[] append(byte[] line, int length, byte[] from, int start, int count) {
    if (length + count > LONGEST_LINE) {
      return line;
    }
    byte[] grown =
        length + count <= line.length
            ? line
            : Arrays.copyOf(line, Math.max(line.length * 2, length + count));
    System.arraycopy(from, start, grown, length, count);
    return grown;
  }

  /** Whether these bytes stand somewhere in the first {@code length} of a line. */
  /** Where the first of these parts of a line ends; −1 where there is none. */
  private static int endOf(byte[] part, byte[] line, int length) {
    for (int i = 0; i + part.length <= length; i++) {
      if (startsWith(part, line, i, length)) {
        return i + part.length;
      }
    }
    return -1;
  }

  private static boolean startsWith(byte[] part, byte[] line, int at, int length) {
    return at + part.length <= length
        && Arrays.equals(part, 0, part.length, line, at, at + part.length);
  }
}
