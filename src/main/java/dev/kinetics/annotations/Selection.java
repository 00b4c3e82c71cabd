package dev.kinetics.annotations;

import java.util.EnumSet;
import java.util.Set;

/**
 * Which clips of a release a person asked for.
 *
 * @param all train and valid, every class
 * @param classes classes by name, whatever their case; of train and valid, and with {@code test}
 *     also of the test set where its list gives labels
 * @param categories categories of classes by name; each stands for its classes
 * @param test the test set: all of it, or with classes or categories those of its clips whose label
 *     is among them
 * @param splits only these splits
 */
public record Selection(
    boolean all, Set<String> classes, Set<String> categories, boolean test, Set<Split> splits) {

  public Selection {
    classes = Set.copyOf(classes);
    categories = Set.copyOf(categories);
    splits = Set.copyOf(splits);
  }

  /** Whether nothing was asked for. */
  public boolean isEmpty() {
    return !all && classes.isEmpty() && categories.isEmpty() && !test;
  }

  /** Whether single classes or categories were named. */
  public boolean namesClasses() {
    return !classes.isEmpty() || !categories.isEmpty();
  }

  /** The splits whose lists have to be read. */
  public Set<Split> wantedSplits() {
    Set<Split> wanted = EnumSet.noneOf(Split.class);
    if (all || namesClasses()) {
      wanted.add(Split.TRAIN);
      wanted.add(Split.VALID);
    }
    if (test) {
      wanted.add(Split.TEST);
    }
    wanted.retainAll(splits);
    return wanted;
  }
}
