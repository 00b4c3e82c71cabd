package dev.kinetics.cli.option;

import dev.kinetics.annotations.NameList;
import dev.kinetics.annotations.Selection;
import dev.kinetics.annotations.Split;
import dev.kinetics.annotations.Subset;
import dev.kinetics.error.KineticsException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Option;

/** Which classes, of which splits. */
@Heading(Heading.SELECTION)
public final class ClassOptions {
  @Option(names = "--all", description = "Train and valid, all classes.")
  private boolean all;

  @Option(
      names = "--classes",
      arity = "1..*",
      paramLabel = "CLASS|@FILE",
      description =
          "These classes, of train and valid, whatever their case; or those of a file, one per"
              + " line.")
  private List<String> classes = List.of();

  @Option(
      names = "--categories",
      arity = "1..*",
      paramLabel = "CATEGORY|@FILE",
      description = "The classes of these categories.")
  private List<String> categories = List.of();

  @Option(
      names = "--subset",
      paramLabel = "NAME|FILE",
      description =
          "Of the selection only these: kinetics-sounds, kinetics-100-cmn (also -train, -val,"
              + " -test), mini-kinetics-200, kinetics-motion; or a file of classes, video ids or"
              + " clip names, one per line.")
  private String subset;

  @Option(
      names = "--splits",
      split = ",",
      paramLabel = "SPLIT",
      description = "Only these of train,valid,test.")
  private List<String> splits = List.of();

  /** Whether anything is named. */
  public boolean isGiven() {
    return namesClips() || subset != null || !splits.isEmpty();
  }

  /**
   * The selection; train and valid where only a subset is named.
   *
   * @param test whether the test set is asked for
   * @throws KineticsException when nothing is selected
   */
  public Selection selection(boolean test) {
    Selection selection = make(all || subset != null && !namesClips() && !test, test);
    if (!namesClips() && !test && subset == null) {
      throw KineticsException.badInput(
          "nothing is selected; name --classes, --categories, --subset, --test or --all");
    }
    return selection;
  }

  /** The selection; where neither clips nor the test set are named, all that the list holds. */
  public Selection selectionOrEverything(boolean test) {
    boolean everything = !namesClips() && !test;
    return make(all || everything, test || everything);
  }

  /** The selection; where no clips are named, train and valid. */
  public Selection selectionOrTrainAndValid(boolean test) {
    return make(all || !namesClips(), test);
  }

  /** The options as they were given, for a command about the same clips. */
  List<String> words() {
    List<String> words = new ArrayList<>(all ? List.of("--all") : List.of());
    addTo(words, "--classes", classes);
    addTo(words, "--categories", categories);
    addTo(words, "--subset", subset == null ? List.of() : List.of(subset));
    addTo(words, "--splits", splits.isEmpty() ? List.of() : List.of(String.join(",", splits)));
    return words;
  }

  private static void addTo(List<String> words, String option, List<String> values) {
    if (!values.isEmpty()) {
      words.add(option);
      words.addAll(values);
    }
  }

  private boolean namesClips() {
    return all || !classes.isEmpty() || !categories.isEmpty();
  }

  private Selection make(boolean all, boolean test) {
    Selection selection =
        new Selection(
            all,
            names(classes),
            names(categories),
            test,
            splits(),
            subset == null ? Subset.NONE : Subset.of(subset));
    if (selection.wantedSplits().isEmpty() && (all || test || selection.namesClasses())) {
      throw KineticsException.badInput(
          "--splits leaves nothing of the selection; add --test for the test set (for an export"
              + " --test labelled)");
    }
    return selection;
  }

  private static Set<String> names(List<String> words) {
    Set<String> names = new LinkedHashSet<>();
    for (String word : words) {
      if (word.startsWith("@")) {
        names.addAll(NameList.read(Path.of(word.substring(1))));
      } else {
        names.add(word);
      }
    }
    return names;
  }

  private Set<Split> splits() {
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
