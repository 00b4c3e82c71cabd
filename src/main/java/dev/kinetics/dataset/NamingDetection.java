package dev.kinetics.dataset;

import dev.kinetics.annotations.ClassCatalog;
import dev.kinetics.annotations.Release;
import dev.kinetics.annotations.Split;
import dev.kinetics.dataset.Naming.ClassFolders;
import dev.kinetics.dataset.Naming.ClipNames;
import dev.kinetics.dataset.SplitSurvey.Names;
import dev.kinetics.error.KineticsException;
import dev.kinetics.words.Counts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds out from the files how a dataset is named that somebody else made. What a person says
 * counts; what the files don't tell is as the original scripts have it.
 */
public final class NamingDetection {
  /** Of so many clips one that is called otherwise is taken for somebody's slip. */
  private static final int ONE_IN = 50;

  private final Path root;
  private final Given given;
  private final String dashes;
  private final List<SplitSurvey> surveys;

  private NamingDetection(Path root, Given given, String dashes) {
    this.root = root;
    this.dashes = dashes;
    this.given = given;
    this.surveys = SplitSurvey.all(root);
  }

  /** What a person says of the naming; null for what is to be found. */
  public record Given(
      ClipNames clipNames, ClassFolders classFolders, Map<Split, String> splitFolders) {
    /** Nothing. */
    public static final Given NOTHING = new Given(null, null, null);

    /** Whether there is nothing to be found. */
    public boolean isAll() {
      return clipNames != null && classFolders != null && splitFolders != null;
    }

    /** This, and the rest as it is. */
    public Naming or(Naming otherwise) {
      return new Naming(
          clipNames == null ? otherwise.clipNames() : clipNames,
          classFolders == null ? otherwise.classFolders() : classFolders,
          splitFolders == null ? otherwise.splitFolders() : splitFolders);
    }
  }

  /**
   * Looks at the files of a dataset.
   *
   * @return empty where there is nothing that looks like a clip, or nothing left to find out
   * @throws KineticsException when the files are named in more than one way; when the folder can't
   *     be read
   */
  public static Optional<Naming> detect(Path root, Given given) {
    return detect(root, given, "--");
  }

  /**
   * As {@link #detect(Path, Given)}.
   *
   * @param dashes what the options begin with that settle it
   */
  public static Optional<Naming> detect(Path root, Given given, String dashes) {
    if (given.isAll()) {
      return Optional.empty();
    }
    NamingDetection detection = new NamingDetection(root, given, dashes);
    return detection.surveys.isEmpty() ? Optional.empty() : Optional.of(detection.naming());
  }

  /** Why nothing was found in a folder, in one line, with where the clips may be. */
  public static String nothingIn(Path root) {
    Path inside =
        Inventory.entries(root).stream()
            .filter(path -> Files.isDirectory(path) && !SplitSurvey.all(path).isEmpty())
            .findFirst()
            .orElse(null);
    return "there are no clips in folders such as "
        + root.resolve("train")
        + (inside == null ? "; name the folder that holds them" : "; do you mean " + inside + "?");
  }

  private Naming naming() {
    Map<Split, String> splits = given.splitFolders() == null ? splits() : given.splitFolders();
    List<SplitSurvey> ours =
        surveys.stream().filter(survey -> splits.containsValue(survey.base())).toList();
    // Of the test set it tells nothing that its clips lie in no folders of classes.
    List<SplitSurvey> sorted =
        ours.stream().filter(survey -> !survey.base().equals(splits.get(Split.TEST))).toList();
    ClassFolders classes = given.classFolders() == null ? classes(sorted) : given.classFolders();
    Names names =
        ours.stream()
            .map(
                survey ->
                    survey.base().equals(splits.get(Split.TEST)) || classes == ClassFolders.NONE
                        ? survey.flat()
                        : survey.inClasses())
            .reduce(Names.NONE, Names::and);
    return new Naming(
        given.clipNames() == null ? clipNames(names) : given.clipNames(), classes, splits);
  }

  /** The folder of each split: the one that has clips. */
  private Map<Split, String> splits() {
    Map<Split, String> splits = new EnumMap<>(Split.class);
    for (Split split : Split.values()) {
      Set<String> bases =
          surveys.stream()
              .map(SplitSurvey::base)
              .filter(base -> SplitSurvey.split(base).equals(Optional.of(split)))
              .collect(Collectors.toCollection(TreeSet::new));
      if (bases.size() > 1) {
        throw refused(
            "clips of " + split + " lie in more than one folder (" + String.join(", ", bases) + ")",
            bases.stream()
                .map(base -> "split-dirs " + String.join(",", completed(split, base).values()))
                .toList());
      }
      bases.forEach(base -> splits.put(split, base));
    }
    String model = splits.values().iterator().next();
    List<String> empty = SplitSurvey.folders(root).stream().map(SplitSurvey::base).toList();
    for (Split split : Split.values()) {
      List<String> named =
          empty.stream()
              .filter(base -> SplitSurvey.split(base).equals(Optional.of(split)))
              .distinct()
              .toList();
      String found = named.size() == 1 ? named.get(0) : like(model, split);
      splits.putIfAbsent(split, found);
    }
    return NamingFile.checked(splits);
  }

  /** All three folders, where a split's is this one. */
  private Map<Split, String> completed(Split of, String base) {
    Map<Split, String> all = new EnumMap<>(Split.class);
    for (Split split : Split.values()) {
      String other =
          surveys.stream()
              .map(SplitSurvey::base)
              .filter(name -> SplitSurvey.split(name).equals(Optional.of(split)))
              .findFirst()
              .orElse(like(base, split));
      all.put(split, split == of ? base : other);
    }
    return all;
  }

  /** What a split's folder would be called beside another split's. */
  private static String like(String model, Split split) {
    for (String word : model.split("[._-]")) {
      if (Split.parse(word).isPresent()) {
        return model.replace(word, split.toString());
      }
    }
    return split.toString();
  }

  private ClassFolders classes(List<SplitSurvey> sorted) {
    Names flat = sorted.stream().map(SplitSurvey::flat).reduce(Names.NONE, Names::and);
    Names inClasses = sorted.stream().map(SplitSurvey::inClasses).reduce(Names.NONE, Names::and);
    if (isMixed(flat.all(), inClasses.all())) {
      throw refused(
          String.format(
              Locale.ROOT,
              "clips lie in folders of classes (%,d, such as %s) and beside them (%,d, such as"
                  + " %s)",
              inClasses.all(),
              shown(inClasses),
              flat.all(),
              shown(flat)),
          List.of("class-dirs none", "class-dirs underscore"));
    }
    if (flat.all() > inClasses.all()) {
      return ClassFolders.NONE;
    }
    Set<String> folders = new TreeSet<>();
    sorted.forEach(survey -> folders.addAll(survey.classes().keySet()));
    return spelling(folders);
  }

  /** How folders are spelled; those that are no class of a release tell only among themselves. */
  private ClassFolders spelling(Set<String> folders) {
    List<ClassFolders> ways =
        List.of(ClassFolders.UNDERSCORE, ClassFolders.TORCHVISION, ClassFolders.LABEL);
    Map<ClassFolders, Set<String>> known = new EnumMap<>(ClassFolders.class);
    for (ClassFolders way : ways) {
      known.put(
          way,
          Stream.of(Release.values())
              .flatMap(release -> ClassCatalog.of(release).classes().stream())
              .map(way::folder)
              .collect(Collectors.toSet()));
    }
    Set<String> told = new TreeSet<>(folders);
    told.removeIf(folder -> known.values().stream().noneMatch(of -> of.contains(folder)));
    for (ClassFolders way : ways) {
      boolean fits =
          told.isEmpty()
              ? folders.stream().allMatch(name -> way.folder(way.label(name)).equals(name))
              : known.get(way).containsAll(told);
      if (fits) {
        return way;
      }
    }
    List<String> odd = new ArrayList<>();
    Set<String> asLabel = new HashSet<>(told.isEmpty() ? folders : told);
    asLabel.stream().filter(name -> name.contains(" ")).sorted().limit(1).forEach(odd::add);
    asLabel.stream().filter(name -> !name.contains(" ")).sorted().forEach(odd::add);
    throw refused(
        "the folders of classes are spelled in more than one way ('"
            + odd.get(0)
            + "', '"
            + odd.stream().filter(n -> n.contains("_")).findFirst().orElse(odd.get(1))
            + "')",
        List.of("class-dirs underscore", "class-dirs label", "class-dirs torchvision"));
  }

  private ClipNames clipNames(Names names) {
    if (isMixed(names.plain(), names.timed())) {
      throw refused(
          String.format(
              Locale.ROOT,
              "%s called ID (such as %s) and %,d ID_SSSSSS_EEEEEE (such as %s)",
              Counts.of(names.plain(), "clip is", "clips are"),
              root.relativize(names.examplePlain()),
              names.timed(),
              root.relativize(names.exampleTimed())),
          List.of("naming id", "naming id-times"));
    }
    return names.timed() > names.plain() ? ClipNames.ID_TIMES : ClipNames.ID;
  }

  private static boolean isMixed(long one, long other) {
    return Math.min(one, other) * ONE_IN > Math.max(one, other);
  }

  private String shown(Names names) {
    return root.relativize(names.example()).toString();
  }

  private KineticsException refused(String what, List<String> options) {
    return KineticsException.badInput(
        "the files in "
            + root
            + " are named in more than one way: "
            + what
            + "; say which is meant with "
            + options.stream().map(option -> dashes + option).collect(Collectors.joining(", or ")));
  }
}
