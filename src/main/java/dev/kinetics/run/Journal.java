package dev.kinetics.run;

import dev.kinetics.dataset.RunMark;
import dev.kinetics.error.KineticsException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * What one run books: a file of its own below the dataset's journal folder, one line of JSON an
 * attempt, only ever appended to. The file is made with the first line, so that a run that finds
 * nothing to do leaves nothing behind. It is locked while the run lives, which tells the folding
 * ({@link Journals#fold}) to leave it alone.
 */
public final class Journal implements AutoCloseable {
  private final Path folder;
  private FileChannel channel;

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
      if (channel == null) {
        channel = open();
      }
      ByteBuffer line = ByteBuffer.wrap(entry.toLine());
      while (line.hasRemaining()) {
        channel.write(line);
      }
    } catch (IOException e) {
      throw DiskFull.in(e)
          ? DiskFull.stop(folder)
          : KineticsException.stopped(
              "the journal in " + folder + " can't be written: " + e.getMessage());
    }
  }

  private FileChannel open() throws IOException {
    Files.createDirectories(folder);
    return RunMark.create(
        folder.resolve(RunMark.newName() + Journals.ENDING), StandardOpenOption.APPEND);
  }

  @Override
  public synchronized void close() {
    if (channel != null) {
      try {
        channel.force(true);
        channel.close();
      } catch (IOException e) {
        throw KineticsException.stopped(
            "the journal in " + folder + " can't be written: " + e.getMessage());
      }
      channel = null;
    }
  }
}
