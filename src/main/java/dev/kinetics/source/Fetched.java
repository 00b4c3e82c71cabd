package dev.kinetics.source;

import dev.kinetics.journal.ClipResult;
import java.nio.file.Path;

/**
 * What a source answers for a clip.
 *
 * @param file the clip, whole and checked, in scratch; null when there is none
 * @param result how it ended
 */
public record Fetched(Path file, ClipResult result) {}
