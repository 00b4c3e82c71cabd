package dev.kinetics.journal;

import dev.kinetics.dataset.RunMark;
import dev.kinetics.error.DiskFull;
import dev.kinetics.error.KineticsException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What one run books: a file of its own below the dataset's journal folder, one line of JSON an
 * attempt, only ever appended to. The file is made with the first line, so that a run that finds
 * nothing to do leaves nothing behind. It is locked while the run lives, which tells the folding
 * ({@link Journals#fold}) to leave it alone.
 */
public final class Journal implements AutoCloseable {
  private final Path folder;
  private RandomAccessFile file;

  /** A journal in this folder, which need not be there yet. */
  public Journal(Path folder) {
    this.folder = folder;
  }

  /**
   * Writes a line, in one write, so that a kill tears at most the last one.
   *
   * @throws KineticsException when it can't be written: what is not booked would be lost
   */
  public synchronized void append(JournalEntry entry) {
    try {
      if (file == null) {
        file = open();
      }
      write(entry.toLine());
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  private KineticsException unwritable(IOException e) {
    return DiskFull.in(e)
        ? DiskFull.stop(folder)
        : KineticsException.stopped(
            "the journal in " + folder + " can't be written: " + e.getMessage());
  }

  private void write(byte[] line) throws IOException {
    long whole = file.length();
    try {
      file.seek(whole);
      file.write(line);
    } catch (IOException e) {
      // Half a line, as on a full disk, would spoil the next one that there is room for.
      file.setLength(whole);
      throw e;
    }
  }

  private RandomAccessFile open() throws IOException {
    Files.createDirectories(folder);
    return RunMark.create(folder.resolve(RunMark.newName() + Journals.ENDING));
  }

  @Override
  public synchronized void close() {
    if (file != null) {
      try {
        file.getFD().sync();
        file.close();
      } catch (IOException e) {
        throw unwritable(e);
      }
      file = null;
    }
  }
}
