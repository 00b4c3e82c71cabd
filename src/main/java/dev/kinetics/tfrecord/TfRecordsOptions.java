package dev.kinetics.tfrecord;

import dev.kinetics.annotations.Split;
import dev.kinetics.error.KineticsException;
import dev.kinetics.meta.Indexing;
import java.nio.file.Path;
import java.util.Objects;

/**
 * Which records are wanted.
 *
 * @param split the split whose tracks the metadata names
 * @param metadata a JSON file, clip name → class, as {@code meta sound} writes it; its order is
 *     that of the records
 * @param classes a JSON file, class → index
 * @param output the file of records, or with shards what their names begin with
 * @param samplingRate samples a second, from 1 to 768,000
 * @param shards into how many files the records go, from 1 to 99,999; 0 for the one file {@code
 *     output}
 * @param gzip whether each file is compressed with gzip, as TensorFlow's {@code compression_type}
 *     {@code GZIP} reads it
 * @param skipMissing whether tracks that are missing or can't be decoded are left out
 * @param workers how many decoders run side by side; one a core is best
 * @param indexing how the classes are counted; null for the indices of {@code classes}
 */
public record TfRecordsOptions(
    Split split,
    Path metadata,
    Path classes,
    Path output,
    int samplingRate,
    int shards,
    boolean gzip,
    boolean skipMissing,
    int workers,
    Indexing indexing) {

  /** The sampling rate of the original scripts, in samples a second. */
  public static final int DEFAULT_SAMPLING_RATE = 22_050;

  private static final int HIGHEST_SAMPLING_RATE = 768_000;
  private static final int MOST_SHARDS = 99_999;

  /**
   * Checks the options.
   *
   * @throws KineticsException when one is out of its range
   */
  public TfRecordsOptions {
    Objects.requireNonNull(split);
    Objects.requireNonNull(metadata);
    Objects.requireNonNull(classes);
    if (output.getFileName() == null || output.getFileName().toString().isEmpty()) {
      throw KineticsException.badInput("OUTPUT needs the name of a file");
    }
    if (samplingRate < 1 || samplingRate > HIGHEST_SAMPLING_RATE) {
      throw KineticsException.badInput(
          "--sampling-rate is a number of samples a second from 1 to " + HIGHEST_SAMPLING_RATE);
    }
    if (shards < 0 || shards > MOST_SHARDS) {
      throw KineticsException.badInput("--shards is a number of files from 1 to " + MOST_SHARDS);
    }
    if (workers < 1) {
      throw KineticsException.badInput("--num-workers is a number from 1");
    }
  }
}
