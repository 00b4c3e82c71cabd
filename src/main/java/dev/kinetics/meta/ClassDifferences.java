package dev.kinetics.meta;

import dev.kinetics.error.KineticsException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which classes train and valid do not share.
 *
 * @param wanted the classes of interest
 * @param train those that have clips in train
 * @param valid those that have clips in valid
 */
record ClassDifferences(Collection<String> wanted, Set<String> train, Set<String> valid) {
  private static final int NAMED_AT_MOST = 20;

  /** That there is train alone or valid alone, in one line; empty where there are both, or none. */
  Optional<String> onlyOne() {
    if (train.isEmpty() == valid.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        train.isEmpty()
            ? "train has no clips: its file is empty"
            : "valid has no clips: its file is empty");
  }

  /**
   * Refuses to go on where a class is only in one of them, or in none though it is wanted. A
   * dataset of train alone or valid alone has no such difference.
   *
   * @throws KineticsException that names them
   */
  void refuse() {
    List<String> differences = new ArrayList<>();
    if (!train.isEmpty() && !valid.isEmpty()) {
      name(differences, "only train has ", label -> has(train, label) && !has(valid, label));
      name(differences, "only valid has ", label -> has(valid, label) && !has(train, label));
    }
    name(differences, "neither has ", label -> !has(train, label) && !has(valid, label));
    if (!differences.isEmpty()) {
      throw KineticsException.badInput(
          "train and valid hold different classes: "
              + String.join("; ", differences)
              + ". Get the missing clips, or write the files all the same with --force");
    }
  }

  private static boolean has(Set<String> split, String label) {
    return split.contains(label);
  }

  private void name(List<String> differences, String words, Predicate<String> isMeant) {
    List<String> names = wanted.stream().filter(isMeant).toList();
    if (!names.isEmpty()) {
      String shown =
          String.join(
              ", ", names.stream().limit(NAMED_AT_MOST).map(name -> "'" + name + "'").toList());
      int more = names.size() - NAMED_AT_MOST;
      differences.add(words + shown + (more > 0 ? " and " + more + " more" : ""));
    }
  }
}
