package dev.kinetics.annotations;

import java.util.List;
import java.util.Map;

/**
 * What was read of a list.
 *
 * @param clips the clips that were wanted, in the order of the list, a split after the other
 * @param counts how many rows each label has in each split that was read; the label is empty where
 *     a test list gives none
 * @param refused the rows that were refused
 */
public record AnnotationList(
    List<Clip> clips, Map<Split, Map<String, Integer>> counts, RefusedRows refused) {}
