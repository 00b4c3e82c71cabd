package dev.kinetics.cli.option;

import dev.kinetics.annotations.Clip;
import dev.kinetics.annotations.Sampling;
import dev.kinetics.annotations.Selection;
import dev.kinetics.dataset.DatasetLayout;
import dev.kinetics.dataset.DatasetLayout.Kind;
import dev.kinetics.dataset.Inventory;
import dev.kinetics.error.KineticsException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which clips. */
@Heading(Heading.SELECTION)
public final class SelectionOptions {
  @Mixin private ClassOptions classes;

  @Option(
      names = "--test",
      description =
          "The test set; with classes or categories, those of its clips whose label the list"
              + " gives.")
  private boolean test;

  @Mixin private SamplingOptions sampling;

  @Option(
      names = "--shard",
      paramLabel = "I/N",
      description =
          "Only the I-th of N even shares of the selection, the same on every machine"
              + " (1/16 to 16/16).")
  private String shard;

  /**
   * The selection.
   *
   * @throws KineticsException when nothing is selected
   */
  public Selection selection() {
    sampling();
    return classes.selection(test);
  }

  /** The selection; where neither clips nor the test set are named, all that the list holds. */
  public Selection selectionOrEverything() {
    sampling();
    return classes.selectionOrEverything(test);
  }

  /** The options that select the classes and splits of {@link #selectionOrEverything}. */
  public List<String> words() {
    List<String> words = new ArrayList<>(classes.words());
    boolean everything = words.isEmpty() && !test;
    if (everything) {
      words.add("--all");
    }
    if (test || everything) {
      words.add("--test");
    }
    return words;
  }

  /** Of the selected clips those that this run works on, whether they are there or not. */
  public List<Clip> sample(List<Clip> selected) {
    return sampling().of(selected);
  }

  /**
   * Of the selected clips those that this run works on.
   *
   * @param kind what has to be there of a clip where only those count that are there
   */
  public List<Clip> sample(List<Clip> selected, DatasetLayout layout, Kind kind) {
    if (!sampling.isOfThere()) {
      return sampling().of(selected);
    }
    Inventory there = new Inventory(layout);
    return sampling().of(selected.stream().filter(clip -> there.has(clip, kind)).toList());
  }

  /** Whether only clips that are there count. */
  public boolean isOfThere() {
    return sampling.isOfThere();
  }

  /** The same of all that are selected, shared in this way where it is shared. */
  public List<Clip> sample(List<Clip> selected, Function<Clip, Sampling.By> way) {
    return sampling().of(selected, way);
  }

  /** Whether anything is named. */
  public boolean isGiven() {
    return classes.isGiven() || test || isSampled();
  }

  /** Whether other clips of the same classes and splits are left out. */
  public boolean isSampled() {
    Sampling asked = sampling();
    return asked.shards() > 1 || asked.mostClips() > 0;
  }

  /** What chance hangs on. */
  public long seed() {
    return sampling.seed();
  }

  /** Which part of what is selected is this run's. */
  public Sampling sampling() {
    return shard == null ? sampling.sampling() : sampling.sampling().shard(shard);
  }
}
