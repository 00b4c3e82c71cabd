package dev.kinetics.cli;

import dev.kinetics.annotations.Selection;
import dev.kinetics.annotations.Split;
import dev.kinetics.error.KineticsException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Option;

/** Which clips. */
final class SelectionOptions {
  @Option(names = "--all", description = "Train and valid, all classes.")
  boolean all;

  @Option(
      names = "--classes",
      arity = "1..*",
      paramLabel = "CLASS",
      description = "These classes, of train and valid, whatever their case.")
  List<String> classes = List.of();

  @Option(
      names = "--categories",
      arity = "1..*",
      paramLabel = "CATEGORY",
      description = "The classes of these categories.")
  List<String> categories = List.of();

  @Option(
      names = "--test",
      description =
          "The test set; with classes or categories, those of its clips whose label the list gives.")
  boolean test;

  @Option(
      names = "--splits",
      split = ",",
      paramLabel = "SPLIT",
      description = "Only these of train,valid,test.")
  List<String> splits = List.of();

  /** The selection; an error where nothing is selected. */
  Selection selection() {
    return selection(all, test);
  }

  /** The selection; where nothing is named, all that the list holds of the splits. */
  Selection selectionOrEverything() {
    boolean nothing = !all && !test && classes.isEmpty() && categories.isEmpty();
    return selection(all || nothing, test || nothing);
  }

  private Selection selection(boolean all, boolean test) {
    Set<Split> narrowed = EnumSet.noneOf(Split.class);
    for (String split : splits) {
      narrowed.add(
          Split.parse(split)
              .orElseThrow(
                  () ->
                      KineticsException.badInput(
                          "there is no split '" + split + "'; there are train, valid and test")));
    }
    Selection selection =
        new Selection(
            all,
            Set.copyOf(classes),
            Set.copyOf(categories),
            test,
            splits.isEmpty() ? EnumSet.allOf(Split.class) : narrowed);
    if (selection.isEmpty()) {
      throw KineticsException.badInput(
          "nothing is selected; name --classes, --categories, --test or --all");
    }
    if (selection.wantedSplits().isEmpty()) {
      throw KineticsException.badInput(
          "--splits "
              + String.join(",", splits)
              + " leaves nothing of the selection; add --test for the test set");
    }
    return selection;
  }
}
