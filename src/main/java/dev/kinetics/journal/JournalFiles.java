package dev.kinetics.journal;

import dev.kinetics.error.KineticsException;
import java.io.IOException;
import java.io.InputStream;
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

/** The files of a journal folder, and their lines. */
final class JournalFiles {
  static final String ENDING = ".jsonl";

  /** A longer line is none of ours. */
  private static final int LONGEST_LINE = 16 << 20;

  /** How far into a line, in bytes, its job stands at most. */
  private static final int HEAD = 120;

  private final Path folder;

  JournalFiles(Path folder) {
    this.folder = folder;
  }

  /** What is done with a line: its bytes, without the line end, from 0 to {@code length}. */
  interface Line {
    void read(byte[] line, int length) throws IOException;
  }

  /** The files, sorted by name. */
  List<Path> list() {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(folder, "*" + ENDING)) {
      for (Path file : all) {
        if (!file.getFileName().toString().startsWith(".")) {
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

  /** Reads all files; what is folded by another run meanwhile is found again in its fold. */
  void readAll(Line reader) {
    Set<Path> read = new HashSet<>();
    boolean complete;
    do {
      complete = true;
      for (Path file : list()) {
        if (read.add(file)) {
          try {
            read(file, reader);
          } catch (NoSuchFileException e) {
            complete = false;
          } catch (IOException e) {
            throw unreadable(file, e);
          }
        }
      }
    } while (!complete);
  }

  /** As {@link #readAll}, of the lines that may be of a job: all of them, and hardly any other. */
  void readAll(String job, Line reader) {
    byte[] ofJob = ("\"job\":\"" + job + "\"").getBytes(StandardCharsets.UTF_8);
    readAll(
        (line, length) -> {
          if (contains(line, Math.min(length, HEAD), ofJob)) {
            reader.read(line, length);
          }
        });
  }

  /** Reads the lines of a file; a last one without a line end is torn, and passed over. */
  static void read(Path file, Line reader) throws IOException {
    byte[] line = new byte[4096];
    int length = 0;
    byte[] buffer = new byte[1 << 16];
    try (InputStream in = Files.newInputStream(file)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        int start = 0;
        for (int i = 0; i < read; i++) {
          if (buffer[i] == '\n') {
            line = append(line, length, buffer, start, i - start);
            if (length + i - start <= LONGEST_LINE) {
              reader.read(line, length + i - start);
            }
            length = 0;
            start = i + 1;
          }
        }
        line = append(line, length, buffer, start, read - start);
        length = Math.min(length + read - start, LONGEST_LINE + 1);
      }
    }
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
