package dev.kinetics.export;

import dev.kinetics.dataset.DatasetLayout;
import dev.kinetics.dataset.Scratch;
import dev.kinetics.error.KineticsException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Scratch beside an export, on its file system; no trace of it stays where no dataset is.
 *
 * @param beside the folder that the export lies in
 * @param inDataset whether that is the dataset itself
 * @param scratch what is open of it
 */
record ExportScratch(DatasetLayout beside, boolean inDataset, Scratch scratch)
    implements AutoCloseable {
  static ExportScratch open(ExportJob job) throws IOException {
    DatasetLayout beside = new DatasetLayout(job.out().toAbsolutePath().normalize().getParent());
    boolean inDataset = beside.root().equals(job.layout().root().toAbsolutePath().normalize());
    try {
      return new ExportScratch(beside, inDataset, Scratch.open(beside));
    } catch (AccessDeniedException e) {
      throw KineticsException.badInput(
          "what is half-made lies beside --out, and "
              + beside.root()
              + " can't be written: choose an --out in a folder that can",
          e);
    }
  }

  /** An empty folder of its own. */
  Path newFolder() throws IOException {
    return scratch.newFolder();
  }

  @Override
  public void close() throws IOException {
    scratch.close();
    if (inDataset) {
      return;
    }
    try {
      Files.deleteIfExists(beside.scratch());
      Files.deleteIfExists(beside.ours());
    } catch (IOException e) {
      // Another run's files lie there.
    }
  }
}
