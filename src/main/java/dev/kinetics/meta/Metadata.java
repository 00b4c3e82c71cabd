package dev.kinetics.meta;

import dev.kinetics.annotations.Clip;
import dev.kinetics.annotations.NameList;
import dev.kinetics.annotations.Split;
import dev.kinetics.dataset.AtomicFile;
import dev.kinetics.dataset.DatasetLayout;
import dev.kinetics.error.DiskFull;
import dev.kinetics.error.KineticsException;
import dev.kinetics.meta.MetadataResult.WrittenSet;
import dev.kinetics.words.Counts;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Writes the metadata that training code reads: which clips are on disk, and the class of each.
 *
 * <p>A set is four files: {@code PREFIX_400_train.json}, {@code _val.json} and {@code _test.json}
 * map a clip's name to its class, {@code PREFIX_400_classes.json} maps a class to its index ({@link
 * Indexing}: the whole list's, unless the set is a smaller one); with a file of classes the number
 * is left out. A class is called as the annotation list writes it ({@code pole vault}), not as its
 * folder. All are as Python's {@code json.dump} with {@code indent=4, sort_keys=True} writes them.
 *
 * <p>The classes present are those of which train or valid has a clip, or, where neither has any,
 * those of the test set's labels. A set of N is the first N of them, sorted by code point and then
 * shuffled by {@link Collections#shuffle(List, Random)} with a {@link Random} of the seed; so with
 * one seed a smaller set is part of a larger one. Test clips without a label are in every set,
 * those with one where the set has their class.
 */
public final class Metadata {
  private final DatasetLayout layout;
  private final MetadataOptions options;
  private final ClassLabels labels;
  private final List<String> warnings = new ArrayList<>();
  private final SortedSet<String> inTwoClasses = new TreeSet<>();

  private Metadata(DatasetLayout layout, Collection<String> knownLabels, MetadataOptions options) {
    this.layout = layout;
    this.options = options;
    this.labels = new ClassLabels(layout.naming().classFolders(), knownLabels);
  }

  /**
   * Looks at what is on disk and writes the files of all sets; those of one set appear together.
   * Old ones are replaced.
   *
   * @param layout the dataset
   * @param knownLabels the labels of the release and of the annotation list; a class folder that
   *     fits none of them is called by its name, with spaces for underscores
   * @param clips those of the list that lie in no folder of their class, for their labels
   * @param others clips that may not stand in the files: what is there is not of their sections
   * @throws KineticsException when there is nothing to write about, when train and valid hold
   *     different classes and that is not forced, or when a file can't be read or written
   */
  public static MetadataResult write(
      DatasetLayout layout,
      Collection<String> knownLabels,
      Collection<Clip> clips,
      Collection<Clip> others,
      MetadataOptions options) {
    Set<String> out = names(layout, others);
    return new Metadata(layout, knownLabels, options).write(clips, name -> !out.contains(name));
  }

  /**
   * As {@link #write}, of just these clips.
   *
   * @param clips the clips of any split that may stand in the files, if they are there
   */
  public static MetadataResult writeOnly(
      DatasetLayout layout,
      Collection<String> knownLabels,
      Collection<Clip> clips,
      MetadataOptions options) {
    return new Metadata(layout, knownLabels, options).write(clips, names(layout, clips)::contains);
  }

  private static Set<String> names(DatasetLayout layout, Collection<Clip> clips) {
    Set<String> names = new HashSet<>();
    clips.forEach(clip -> names.add(key(clip.split(), layout.naming().clipName(clip))));
    return names;
  }

  private static String key(Split split, String name) {
    return split + "/" + name;
  }

  private static Map<String, List<String>> wanted(
      Split split, ClipsByLabel disk, Predicate<String> isWanted) {
    Map<String, List<String>> found = disk.read(split);
    found.replaceAll(
        (label, names) -> names.stream().filter(name -> isWanted.test(key(split, name))).toList());
    found.values().removeIf(List::isEmpty);
    return found;
  }

  /** The names of the clips of each split, by class. */
  private record Splits(
      Map<String, List<String>> train,
      Map<String, List<String>> valid,
      Map<String, List<String>> test) {}

  private MetadataResult write(Collection<Clip> clips, Predicate<String> isWanted) {
    ClipsByLabel disk = new ClipsByLabel(layout, options.kind(), labels, clips);
    Splits found =
        new Splits(
            wanted(Split.TRAIN, disk, isWanted),
            wanted(Split.VALID, disk, isWanted),
            wanted(Split.TEST, disk, isWanted));
    disk.strays().ifPresent(warnings::add);
    if (found.train().isEmpty() && found.valid().isEmpty() && found.test().isEmpty()) {
      throw KineticsException.badInput(
          "no clips lie under "
              + layout.splitFolder(Split.TRAIN, options.kind())
              + ", "
              + layout.splitFolder(Split.VALID, options.kind())
              + " or "
              + layout.splitFolder(Split.TEST, options.kind())
              + ": make them first, or name the dataset with --dataset-dir");
    }
    List<ClassSet> sets =
        options.classesFile() == null ? setsByChance(found) : List.of(listedClasses(found));
    Splits chosen = choose(found);
    List<WrittenSet> written = new ArrayList<>();
    sets.forEach(set -> written.add(writeSet(set, chosen)));
    if (!inTwoClasses.isEmpty()) {
      warnings.add(
          Counts.of(inTwoClasses.size(), "clip lies", "clips lie")
              + " in two class folders of one split and count for the first, for example "
              + inTwoClasses.first());
    }
    return new MetadataResult(written, warnings);
  }

  /**
   * The classes of a set.
   *
   * @param size how many were asked for; 0 where they were named one by one
   */
  private record ClassSet(int size, SortedSet<String> classes) {
    /** What the set adds to the files' names. */
    String number() {
      return size == 0 ? "" : "_" + size;
    }
  }

  private List<ClassSet> setsByChance(Splits found) {
    SortedSet<String> present = new TreeSet<>(PythonJson.CODE_POINT_ORDER);
    present.addAll(found.train().keySet());
    present.addAll(found.valid().keySet());
    refuseDifferences(found, present);
    if (present.isEmpty()) {
      present.addAll(found.test().keySet());
      present.remove("");
    }
    List<String> shuffled = new ArrayList<>(present);
    Collections.shuffle(shuffled, new Random(options.seed()));
    List<Integer> sizes =
        options.sets().isEmpty()
            ? List.of(Math.max(options.release().classCount(), present.size()))
            : options.sets();
    List<ClassSet> sets = new ArrayList<>();
    for (int size : sizes) {
      if (size > present.size() && !options.sets().isEmpty()) {
        warnings.add(
            "a set of "
                + Counts.of(size, "class", "classes")
                + " was asked for and only "
                + Counts.of(present.size(), "class is", "classes are")
                + " there: it holds all of them");
      }
      SortedSet<String> set = new TreeSet<>(PythonJson.CODE_POINT_ORDER);
      set.addAll(shuffled.subList(0, Math.min(size, shuffled.size())));
      sets.add(new ClassSet(size, set));
    }
    return sets;
  }

  /** The clips that stay when only so many are wanted, and when valid is made of train. */
  private Splits choose(Splits found) {
    Map<String, List<String>> train =
        options.maxTrainingVideos().isPresent()
            ? atMost(options.maxTrainingVideos().getAsInt(), found.train())
            : found.train();
    Map<String, List<String>> valid = found.valid();
    Map<String, List<String>> test = found.test();
    if (options.validationFromTraining().isPresent()) {
      test = found.valid();
      // Decimal, because 0.07 × 100 is more than 7 in binary and would be rounded up to 8.
      BigDecimal fraction = BigDecimal.valueOf(options.validationFromTraining().getAsDouble());
      Map<String, List<String>> kept = new HashMap<>();
      Map<String, List<String>> heldOut = new HashMap<>();
      train.forEach(
          (label, names) -> {
            List<String> shuffled = shuffled(names);
            int held =
                fraction
                    .multiply(BigDecimal.valueOf(names.size()))
                    .setScale(0, RoundingMode.CEILING)
                    .intValueExact();
            heldOut.put(label, shuffled.subList(0, held));
            kept.put(label, shuffled.subList(held, shuffled.size()));
          });
      train = kept;
      valid = heldOut;
    }
    return new Splits(
        train,
        valid,
        options.maxTestingVideos().isPresent()
            ? atMost(options.maxTestingVideos().getAsInt(), test)
            : test);
  }

  private ClassSet listedClasses(Splits found) {
    SortedSet<String> listed = new TreeSet<>(PythonJson.CODE_POINT_ORDER);
    NameList.read(options.classesFile()).forEach(name -> listed.add(labels.meant(name)));
    refuseDifferences(found, listed);
    return new ClassSet(0, listed);
  }

  private void refuseDifferences(Splits found, SortedSet<String> wanted) {
    ClassDifferences differences =
        new ClassDifferences(wanted, found.train().keySet(), found.valid().keySet());
    if (options.validationFromTraining().isEmpty()) {
      differences.onlyOne().ifPresent(warnings::add);
    }
    if (!options.force()) {
      differences.refuse();
    }
  }

  private Map<String, List<String>> atMost(int most, Map<String, List<String>> clips) {
    Map<String, List<String>> chosen = new HashMap<>();
    clips.forEach(
        (label, names) ->
            chosen.put(label, shuffled(names).subList(0, Math.min(most, names.size()))));
    return chosen;
  }

  /**
   * A class's clips, shuffled from the seed alone: which of them are chosen does not depend on the
   * other classes that are there.
   */
  private List<String> shuffled(List<String> names) {
    List<String> shuffled = new ArrayList<>(names);
    Collections.shuffle(shuffled, new Random(options.seed()));
    return shuffled;
  }

  private WrittenSet writeSet(ClassSet set, Splits clips) {
    String number = set.number();
    SortedSet<String> classes = set.classes();
    Map<String, Integer> indices = new HashMap<>();
    List<String> indexed = options.indexing().of(set.size(), classes, warnings).labels();
    indexed.forEach(label -> indices.put(label, indices.size()));
    Map<Path, Map<String, ?>> files = new LinkedHashMap<>();
    Path trainFile = file(number + "_train.json");
    Path validFile = file(number + "_val.json");
    Path testFile = file(number + "_test.json");
    Path classesFile = file(number + "_classes.json");
    files.put(trainFile, clipsOf(classes, clips.train()));
    files.put(validFile, clipsOf(classes, clips.valid()));
    SortedSet<String> unlabelledToo = new TreeSet<>(classes);
    unlabelledToo.add("");
    files.put(testFile, clipsOf(unlabelledToo, clips.test()));
    files.put(classesFile, indices);
    try {
      Map<Path, AtomicFile.Content> contents = new LinkedHashMap<>();
      files.forEach((file, json) -> contents.put(file, out -> PythonJson.write(out, json)));
      AtomicFile.writeSet(contents);
    } catch (IOException e) {
      throw unwritable(trainFile, e);
    }
    return new WrittenSet(
        trainFile,
        validFile,
        testFile,
        classesFile,
        files.get(trainFile).size(),
        files.get(validFile).size(),
        files.get(testFile).size(),
        classes.size(),
        indices.size());
  }

  private Path file(String ending) {
    return options.prefix().resolveSibling(options.prefix().getFileName() + ending);
  }

  private Map<String, String> clipsOf(SortedSet<String> classes, Map<String, List<String>> clips) {
    Map<String, String> byName = new HashMap<>();
    for (String label : classes) {
      for (String name : clips.getOrDefault(label, List.of())) {
        if (byName.putIfAbsent(name, label) != null) {
          inTwoClasses.add(name);
        }
      }
    }
    return byName;
  }

  private static KineticsException unwritable(Path file, IOException e) {
    return DiskFull.in(e)
        ? DiskFull.stop(file.toAbsolutePath().getParent())
        : KineticsException.badInput(
            "can't write " + file + " and its siblings (" + e + "): try another --save", e);
  }
}
