package dev.kinetics.journal;

import dev.kinetics.dataset.LiveFile;
import dev.kinetics.dataset.RunMark;
import dev.kinetics.error.DiskFull;
import dev.kinetics.error.KineticsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;

/**
 * What one run books: a file of its own below the dataset's journal folder, one line of JSON an
 * attempt, only ever appended to, and a small one of what the run says of itself ({@link Run}).
 * They are made with the first line, so that a run that finds nothing to do leaves nothing behind.
 * The first is locked while the run lives, which tells the folding ({@code history.Journals#fold})
 * to leave it alone.
 */
public final class Journal implements AutoCloseable {
  private final Path folder;
  private final String name = RunMark.newName();
  private final Supplier<RunHeader> header;
  private final RunFiles runs;
  private LiveFile file;

  /**
   * A journal in this folder, which need not be there yet.
   *
   * @param header what the run says of itself; asked for with the first line
   */
  public Journal(Path folder, Supplier<RunHeader> header) {
    this.folder = folder;
    this.header = header;
    this.runs = new RunFiles(folder);
  }

  /** A name that no other run has. */
  public String name() {
    return name;
  }

  /** Its file, which is there from the first line on. */
  public Path file() {
    return folder.resolve(name + JournalFiles.ENDING);
  }

  /**
   * Writes a line, in one write, so that a kill tears at most the last one.
   *
   * @throws KineticsException when it can't be written: what is not booked would be lost
   */
  public synchronized void append(JournalEntry entry) {
    try {
      begin();
      file.append(entry.toLine());
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  /**
   * Writes a line about a block.
   *
   * @throws KineticsException when it can't be written
   */
  public synchronized void append(Block block) {
    try {
      begin();
      runs.append(name, block);
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  private void begin() throws IOException {
    if (file == null) {
      Files.createDirectories(folder);
      runs.append(name, header.get());
      file = LiveFile.create(file());
    }
  }

  private KineticsException unwritable(IOException e) {
    return DiskFull.in(e)
        ? DiskFull.stop(folder)
        : KineticsException.stopped(
            "the journal in " + folder + " can't be written: " + e.getMessage());
  }

  @Override
  public synchronized void close() {
    if (file != null) {
      try {
        file.close();
      } catch (IOException e) {
        throw unwritable(e);
      }
      file = null;
    }
  }
}
