package dev.kinetics.lists;

import dev.kinetics.annotations.Clip;
import dev.kinetics.annotations.Split;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * What an annotation list says.
 *
 * @param clips the selected clips, in the order of the list: train, then valid, then test
 * @param counts of each split that was read, how many clips each label has, selected or not; the
 *     label {@code ""} stands for clips without one
 * @param refused the rows that can't be used
 * @param notes what a person should know of how it was read, each a line
 */
public record AnnotationList(
    List<Clip> clips,
    Map<Split, Map<String, Integer>> counts,
    RefusedRows refused,
    List<String> notes) {

  public AnnotationList {
    clips = Collections.unmodifiableList(clips);
    counts = Collections.unmodifiableMap(counts);
    notes = List.copyOf(notes);
  }
}
