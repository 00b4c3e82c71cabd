package dev.kinetics.cli.option;

import dev.kinetics.annotations.Selection;
import dev.kinetics.error.KineticsException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which clips. */
public final class SelectionOptions {
  @Option(names = "--all", description = "Train and valid, all classes.")
  private boolean all;

  @Mixin private ClassOptions classes;

  @Option(
      names = "--test",
      description =
          "The test set; with classes or categories, those of its clips whose label the list gives.")
  private boolean test;

  /** The selection; an error where nothing is selected. */
  public Selection selection() {
    return selection(all, test);
  }

  /** The selection; where nothing is named, all that the list holds of the splits. */
  public Selection selectionOrEverything() {
    boolean nothing = !all && !test && classes.isEmpty();
    return selection(all || nothing, test || nothing);
  }

  private Selection selection(boolean all, boolean test) {
    Selection selection =
        new Selection(all, classes.classes(), classes.categories(), test, classes.splits());
    if (selection.isEmpty()) {
      throw KineticsException.badInput(
          "nothing is selected; name --classes, --categories, --test or --all");
    }
    if (selection.wantedSplits().isEmpty()) {
      throw KineticsException.badInput(
          "--splits leaves nothing of the selection; add --test for the test set");
    }
    return selection;
  }
}
