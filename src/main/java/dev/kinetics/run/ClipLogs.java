package dev.kinetics.run;

import dev.kinetics.dataset.AtomicFile;
import dev.kinetics.error.DiskFull;
import dev.kinetics.error.KineticsException;
import dev.kinetics.history.LastResults;
import dev.kinetics.journal.JournalEntry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The lists of clips that a job could not make, such as {@code failed.txt}: each written whole,
 * from the journals of all runs.
 *
 * @param root the dataset's folder
 * @param logs the lists
 */
record ClipLogs(Path root, List<ClipJob.Log> logs) {
  /**
   * Days of work should not end with a log that can't be written.
   *
   * @throws KineticsException when one can't be
   */
  void requireWritable() {
    for (ClipJob.Log log : logs) {
      Path parent = log.file().toAbsolutePath().getParent();
      Path folder = parent == null ? log.file() : DiskForecast.nearest(parent);
      if (!takesText(log.file()) || !Files.isDirectory(folder) || !Files.isWritable(folder)) {
        throw KineticsException.badInput(
            "the log "
                + log.file()
                + " can't be written; name another file, or another --dataset-dir");
      }
    }
  }

  /** A pipe would hold the run until somebody reads from it. */
  private static boolean takesText(Path log) {
    try {
      if (!AtomicFile.isDevice(AtomicFile.throughLinks(log))) {
        AtomicFile.requirePlain(log);
      }
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Writes them, where they are not so already.
   *
   * @param last how the job's clips ended last
   * @param isThere whether what the job makes of a clip is on the disk
   * @throws KineticsException when one can't be written
   */
  void write(LastResults last, Predicate<JournalEntry> isThere) {
    for (ClipJob.Log log : logs) {
      List<String> names = last.names(log.outcomes(), entry -> !isThere.test(entry));
      try {
        byte[] text =
            names.stream()
                .map(name -> name + "\n")
                .collect(Collectors.joining())
                .getBytes(StandardCharsets.UTF_8);
        boolean there = Files.isRegularFile(log.file());
        if (there ? !Arrays.equals(text, Files.readAllBytes(log.file())) : text.length > 0) {
          AtomicFile.write(log.file(), out -> out.write(text));
        }
      } catch (IOException e) {
        throw DiskFull.in(e)
            ? DiskFull.stop(root)
            : KineticsException.stopped(
                "the log " + log.file() + " can't be written: " + e.getMessage());
      }
    }
  }
}
