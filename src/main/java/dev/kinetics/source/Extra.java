package dev.kinetics.source;

import dev.kinetics.journal.ClipResult;
import java.nio.file.Path;

/**
 * What came of a clip beside itself.
 *
 * @param job whose work it is: frames or sound
 * @param file the file, or folder of frames, in scratch; nothing is there when the result has none
 * @param result for the job's journal
 */
public record Extra(String job, Path file, ClipResult result) {}
