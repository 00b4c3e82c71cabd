package dev.kinetics.meta;

import java.nio.file.Path;
import java.util.List;

/**
 * What was written.
 *
 * @param sets each set, in the order asked for
 * @param warnings what the person should know; each is one line
 */
public record MetadataResult(List<WrittenSet> sets, List<String> warnings) {

  public MetadataResult {
    sets = List.copyOf(sets);
    warnings = List.copyOf(warnings);
  }

  /**
   * The four files of one set, and how much is in each.
   *
   * @param train clip name → class
   * @param valid clip name → class
   * @param test clip name → class, empty where the list gives none
   * @param classes class → index
   * @param trainClips clips in {@code train}
   * @param validClips clips in {@code valid}
   * @param testClips clips in {@code test}
   * @param classCount classes of the set
   * @param indexCount classes in {@code classes}: with indices of the whole list, all of it
   */
  public record WrittenSet(
      Path train,
      Path valid,
      Path test,
      Path classes,
      int trainClips,
      int validClips,
      int testClips,
      int classCount,
      int indexCount) {}
}
