package dev.kinetics.export;

import dev.kinetics.dataset.DatasetLayout.Kind;
import dev.kinetics.export.ExportPlan.Shard;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A form that training code reads, with the options that it is made with. */
public interface ExportFormat extends Serializable {
  /** The word for it on the command line; its README is made from {@code export/NAME.md}. */
  String name();

  /** Whether it comes in files of many clips; else the shards are parts of the work alone. */
  default boolean inShards() {
    return true;
  }

  /** Whether its readers take a file without clips. */
  default boolean mayBeEmpty() {
    return false;
  }

  /** What of a clip has to be there. */
  Set<Kind> kinds();

  /** Whether clips without sound are left out. */
  default boolean needsSound() {
    return false;
  }

  /** The same, as far as it takes to make shards: plain data, for another machine. */
  default ExportFormat forShards() {
    return this;
  }

  /** The options that its bytes hang on besides the clips, by their names. */
  Map<String, Object> options();

  /**
   * Refuses what can't be exported so, before anything is written.
   *
   * @throws dev.kinetics.error.KineticsException with what to do instead
   */
  void check(ExportJob job, ExportPlan plan);

  /** Why what was made is no good, since clips had to be left out; empty where it is. */
  default String fault(ExportJob job, ExportPlan plan) {
    return "";
  }

  /**
   * The files that a shard makes, below the output; they appear in this order, so that the last one
   * tells that all are there. Empty for a format that puts each clip into its place by itself.
   */
  List<String> files(Shard shard);

  /** Whether all that a shard makes is there already. */
  boolean isThere(ExportJob job, ExportPlan plan, Shard shard);

  /**
   * Opens a writer.
   *
   * @param scratch an empty folder for what is half-made; files of {@link #files} are made below it
   *     under the same names
   */
  ExportWriter<Sample> writer(ExportJob job, Shard shard, Path scratch) throws IOException;

  /**
   * Makes what is about all shards, below the scratch folder, once all of them are there.
   *
   * @return the files, below the scratch folder and below the output
   */
  List<String> finish(ExportJob job, ExportPlan plan, Path scratch) throws IOException;

  /** What its README says besides the numbers that all formats tell, by name. */
  Map<String, String> words(ExportJob job, ExportPlan plan) throws IOException;
}
