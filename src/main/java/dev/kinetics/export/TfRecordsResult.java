package dev.kinetics.export;

import java.nio.file.Path;
import java.util.List;

/**
 * What was packed.
 *
 * @param files the files that were made, in the order of their records
 * @param records how many records they hold
 * @param leftOut how many tracks were missing or can't be decoded
 * @param firstLeftOut the first of those with the reason, at most ten
 * @param bytes the size of the files
 */
public record TfRecordsResult(
    List<Path> files, long records, long leftOut, List<String> firstLeftOut, long bytes) {

  public TfRecordsResult {
    files = List.copyOf(files);
    firstLeftOut = List.copyOf(firstLeftOut);
  }
}
