package dev.kinetics.source;

import dev.kinetics.journal.ClipResult;
import dev.kinetics.journal.Jobs;
import dev.kinetics.pass.Pass;
import java.nio.file.Path;

/**
 * What came of a clip beside itself.
 *
 * @param job whose work it is: frames or sound
 * @param file the file, or folder of frames, in scratch; nothing is there when the result has none
 * @param result for the job's journal; null for a track that is to be encoded yet
 * @param samples what such a track is encoded of; null for all others
 */
public record Extra(String job, Path file, ClipResult result, Pass.Unencoded samples) {
  /** What is made already. */
  public Extra(String job, Path file, ClipResult result) {
    this(job, file, result, null);
  }

  /** The sound track, which is made of these samples. */
  static Extra ofSamples(Path file, Pass.Unencoded samples) {
    return new Extra(Jobs.SOUND, file, null, samples);
  }

  /** The same track, made. */
  Extra made(ClipResult made) {
    return new Extra(job, file, made);
  }
}
