package dev.kinetics.cli.option;

import dev.kinetics.annotations.Split;
import dev.kinetics.error.KineticsException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Option;

/** Which classes, of which splits. */
public final class ClassOptions {
  @Option(
      names = "--classes",
      arity = "1..*",
      paramLabel = "CLASS",
      description = "These classes, of train and valid, whatever their case.")
  private List<String> classes = List.of();

  @Option(
      names = "--categories",
      arity = "1..*",
      paramLabel = "CATEGORY",
      description = "The classes of these categories.")
  private List<String> categories = List.of();

  @Option(
      names = "--splits",
      split = ",",
      paramLabel = "SPLIT",
      description = "Only these of train,valid,test.")
  private List<String> splits = List.of();

  /** The classes by name, as typed. */
  public Set<String> classes() {
    return Set.copyOf(classes);
  }

  /** The categories by name, as typed. */
  public Set<String> categories() {
    return Set.copyOf(categories);
  }

  /** Whether neither classes nor categories are named. */
  public boolean isEmpty() {
    return classes.isEmpty() && categories.isEmpty();
  }

  /**
   * The splits that are meant; all where none is named.
   *
   * @throws KineticsException when there is no such split
   */
  public Set<Split> splits() {
    Set<Split> named = EnumSet.noneOf(Split.class);
    for (String split : splits) {
      named.add(
          Split.parse(split)
              .orElseThrow(
                  () ->
                      KineticsException.badInput(
                          "there is no split '" + split + "'; there are train, valid and test")));
    }
    return named.isEmpty() ? EnumSet.allOf(Split.class) : named;
  }
}
