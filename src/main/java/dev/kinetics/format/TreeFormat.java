package dev.kinetics.format;

import dev.kinetics.annotations.ClassIndices;
import dev.kinetics.annotations.Split;
import dev.kinetics.dataset.DatasetLayout.Kind;
import dev.kinetics.dataset.Naming.ClassFolders;
import dev.kinetics.error.KineticsException;
import dev.kinetics.export.ExportFormat;
import dev.kinetics.export.ExportJob;
import dev.kinetics.export.ExportJob.TestClips;
import dev.kinetics.export.ExportPlan;
import dev.kinetics.export.ExportPlan.Shard;
import dev.kinetics.export.ExportWriter;
import dev.kinetics.export.Sample;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A folder a split, a folder a class in it, and the clips in those, all equally deep: as
 * torchvision's {@code Kinetics}, PyTorchVideo, FiftyOne's {@code VideoClassificationDirectoryTree}
 * and Hugging Face's VideoFolder and AudioFolder read it. All of them number the folders that are
 * there in sorted order.
 *
 * @param videos how files come into it
 * @param sound whether it is of sound tracks instead of clips
 * @param splitNames the folders of the splits
 * @param classFolders how the folder of a class is called
 * @param force whether splits may hold different classes
 */
public record TreeFormat(
    Videos videos,
    boolean sound,
    Map<Split, String> splitNames,
    ClassFolders classFolders,
    boolean force)
    implements ExportFormat {
  private static final int NAMED_AT_MOST = 5;

  @Override
  public String name() {
    return "tree";
  }

  @Override
  public boolean inShards() {
    return false;
  }

  @Override
  public Set<Kind> kinds() {
    return EnumSet.of(kind());
  }

  @Override
  public Map<String, Object> options() {
    Map<String, Object> options = new LinkedHashMap<>(videos.options());
    options.put("sound", sound);
    options.put(
        "split-names",
        String.join(
            ",",
            splitNames.get(Split.TRAIN),
            splitNames.get(Split.VALID),
            splitNames.get(Split.TEST)));
    options.put("class-dirs", classFolders.toString().toLowerCase(Locale.ROOT));
    return options;
  }

  @Override
  public void check(ExportJob job, ExportPlan plan) {
    if (new TreeSet<>(splitNames.values()).size() < splitNames.size()) {
      throw KineticsException.badInput("--split-names takes three folders, each its own");
    }
    Map<Split, Set<String>> classes = new TreeMap<>();
    plan.samples().forEach((split, samples) -> classes.put(split, new TreeSet<>(labels(samples))));
    Set<String> all = new TreeSet<>();
    classes.values().forEach(all::addAll);
    Map<String, String> labels = byFolder(all);
    classFolders.requireOwn(all);
    if (!force) {
      classes.forEach((split, own) -> refuseMissing(split, own, labels.values()));
    }
    int place = 0;
    for (String label : labels.values()) {
      OptionalInt index = job.classes().index(label);
      if (index.isEmpty() || index.getAsInt() != place++) {
        throw KineticsException.badInput(
            "readers of folders number the "
                + labels.size()
                + " classes that are there from 0 on, in sorted order, and not as '"
                + label
                + "' has it here; give --labels dense, or export lists");
      }
    }
  }

  /** The indices that readers of folders give: from 0 on, by the folders' names. */
  public ClassIndices indices(Set<String> labels) {
    return ClassIndices.inOrder(new ArrayList<>(byFolder(labels).values()));
  }

  /** In the order in which Python sorts the folders. */
  private Map<String, String> byFolder(Set<String> labels) {
    Map<String, String> byFolder = new TreeMap<>(ClassIndices.SORTED);
    labels.forEach(label -> byFolder.put(classFolders.folder(label), label));
    return byFolder;
  }

  @Override
  public String fault(ExportJob job, ExportPlan plan) {
    try {
      check(job, plan);
      return "";
    } catch (KineticsException e) {
      return "without the clips that were left out, " + e.getMessage();
    }
  }

  private static Set<String> labels(Iterable<Sample> samples) {
    Set<String> labels = new HashSet<>();
    samples.forEach(sample -> labels.add(sample.clip().label()));
    return labels;
  }

  private void refuseMissing(Split split, Set<String> own, Iterable<String> all) {
    List<String> missing = new ArrayList<>();
    all.forEach(
        label -> {
          if (!own.contains(label)) {
            missing.add("'" + label + "'");
          }
        });
    if (!missing.isEmpty()) {
      throw KineticsException.badInput(
          split
              + " lacks "
              + missing.size()
              + " of the classes, such as "
              + String.join(", ", missing.subList(0, Math.min(NAMED_AT_MOST, missing.size())))
              + ": readers would number its folders otherwise; get the clips, leave the classes out"
              + " (--classes), export lists, or go on with --force");
    }
  }

  @Override
  public List<String> files(Shard shard) {
    return List.of();
  }

  @Override
  public boolean isThere(ExportJob job, ExportPlan plan, Shard shard) {
    Path home = job.out().resolve(splitNames.get(shard.split()));
    return shard.samples().stream()
        .allMatch(
            sample ->
                Files.exists(
                    home.resolve(classFolders.folder(sample.clip().label()))
                        .resolve(
                            job.layout().naming().clipName(sample.clip())
                                + Videos.ending(sample, kind())),
                    LinkOption.NOFOLLOW_LINKS));
  }

  private Kind kind() {
    return sound ? Kind.SOUND : Kind.VIDEO;
  }

  @Override
  public ExportWriter<Sample> writer(ExportJob job, Shard shard, Path scratch) {
    Videos.Placer placer = videos.new Placer(job, kind(), scratch);
    Path home = job.out().resolve(splitNames.get(shard.split()));
    return new ExportWriter<>() {
      @Override
      public void write(Sample sample) throws IOException, InterruptedException {
        placer.place(sample, home.resolve(classFolders.folder(sample.clip().label())));
      }

      @Override
      public void close() {
        // Each file has its place already.
      }
    };
  }

  @Override
  public List<String> finish(ExportJob job, ExportPlan plan, Path scratch) throws IOException {
    removeEmptyFolders(job, plan);
    if (job.test() != TestClips.VAL || plan.samples(Split.VALID).isEmpty()) {
      return List.of();
    }
    String test = splitNames.get(Split.TEST);
    Files.createSymbolicLink(scratch.resolve(test), Path.of(splitNames.get(Split.VALID)));
    return List.of(test);
  }

  /** Readers take a folder without a clip for a class of the split. */
  private void removeEmptyFolders(ExportJob job, ExportPlan plan) throws IOException {
    for (Split split : plan.samples().keySet()) {
      Set<String> own = labels(plan.samples(split));
      Path home = job.out().resolve(splitNames.get(split));
      for (String label : job.classes().labels()) {
        if (!own.contains(label)) {
          try {
            Files.deleteIfExists(home.resolve(classFolders.folder(label)));
          } catch (DirectoryNotEmptyException e) {
            // It is not of this export's making.
          }
        }
      }
    }
  }

  @Override
  public Map<String, String> words(ExportJob job, ExportPlan plan) {
    StringBuilder splits = new StringBuilder();
    plan.samples().keySet().forEach(split -> splits.append(files(plan, split, split)));
    if (job.test() == TestClips.VAL && !plan.samples(Split.VALID).isEmpty()) {
      splits.append(files(plan, Split.TEST, Split.VALID));
    }
    return Map.of(
        "splits", splits.toString(),
        "train", splitNames.get(Split.TRAIN),
        "val", splitNames.get(Split.VALID),
        "folder", sound ? "audiofolder" : "videofolder");
  }

  /** The lines of a split for Hugging Face. */
  private String files(ExportPlan plan, Split split, Split from) {
    StringBuilder lines = new StringBuilder("  - split: ");
    lines.append(split == Split.VALID ? "validation" : split).append("\n    path:\n");
    plan.samples(from).stream()
        .map(sample -> Videos.ending(sample, kind()))
        .distinct()
        .sorted()
        .forEach(
            ending -> {
              String files = splitNames.get(split) + "/*/*" + ending;
              lines.append("    - \"").append(files).append("\"\n");
            });
    return lines.toString();
  }
}
