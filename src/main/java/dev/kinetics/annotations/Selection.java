package dev.kinetics.annotations;

import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashSet;
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
 * @param subset of all that, only these classes and clips
 */
public record Selection(
    boolean all,
    Set<String> classes,
    Set<String> categories,
    boolean test,
    Set<Split> splits,
    Subset subset) {

  public Selection {
    // In the order in which they were named: messages keep it.
    classes = Collections.unmodifiableSet(new LinkedHashSet<>(classes));
    categories = Collections.unmodifiableSet(new LinkedHashSet<>(categories));
    splits = Set.copyOf(splits);
  }

  /** The same, without a subset. */
  public Selection(
      boolean all, Set<String> classes, Set<String> categories, boolean test, Set<Split> splits) {
    this(all, classes, categories, test, splits, Subset.NONE);
  }

  /** Everything that a list holds. */
  public static Selection everything() {
    return new Selection(true, Set.of(), Set.of(), true, EnumSet.allOf(Split.class));
  }

  /** The test set. */
  public static Selection testSet() {
    return new Selection(false, Set.of(), Set.of(), true, EnumSet.allOf(Split.class));
  }

  /** Whether it is all clips of its splits. */
  public boolean isWhole() {
    return !namesClasses() && subset.isNone();
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
