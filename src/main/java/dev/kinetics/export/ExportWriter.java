package dev.kinetics.export;

import java.io.Closeable;
import java.io.IOException;

/**
 * Writes the samples of one file, or of one set of files, in one format. What it makes lies in a
 * scratch folder until it is closed; whoever opened it brings it under its final name then.
 *
 * @param <S> what is written, such as a clip with its label
 */
public interface ExportWriter<S> extends Closeable {
  /**
   * Writes one sample behind those before.
   *
   * @throws ClipFault when the sample itself is at fault; the file goes on without it
   * @throws IOException when it can't be written; the whole file then is of no use
   * @throws InterruptedException when the program is being stopped
   */
  void write(S sample) throws IOException, InterruptedException;

  /** Ends what was begun; all of it is on the disk then. */
  @Override
  void close() throws IOException;
}
