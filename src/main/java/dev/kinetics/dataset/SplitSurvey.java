package dev.kinetics.dataset;

import dev.kinetics.annotations.Split;
import dev.kinetics.dataset.DatasetLayout.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What one folder of a split holds, as far as names tell: nothing is opened, and of files nothing
 * is asked.
 *
 * @param base its name, without what says that it is of frames or sound
 * @param kind what of clips it holds
 * @param flat the clips that lie in it
 * @param classes the clips in each folder of it that has any
 */
record SplitSurvey(String base, Kind kind, Names flat, Map<String, Names> classes) {
  private static final int LONGEST_NAME = 100;

  /** Characters of {@code _SSSSSS_EEEEEE}. */
  private static final int TIMES = 14;

  private static final Pattern FRAME = Pattern.compile("(?i).*\\.(jpe?g|png)");

  /** So many folders are looked into to tell clips' frames from classes. */
  private static final int LOOKED_INTO = 20;

  /**
   * How clips are called.
   *
   * @param plain how many {@code ID}
   * @param timed how many {@code ID_SSSSSS_EEEEEE}
   * @param examplePlain one of the plain, or null
   * @param exampleTimed one of the timed, or null
   */
  record Names(long plain, long timed, Path examplePlain, Path exampleTimed) {
    static final Names NONE = new Names(0, 0, null, null);

    long all() {
      return plain + timed;
    }

    Path example() {
      return examplePlain == null ? exampleTimed : examplePlain;
    }

    Names and(Names more) {
      return new Names(
          plain + more.plain,
          timed + more.timed,
          examplePlain == null ? more.examplePlain : examplePlain,
          exampleTimed == null ? more.exampleTimed : exampleTimed);
    }
  }

  /** Looks through all folders of a dataset that may be a split's, by their names. */
  static List<SplitSurvey> all(Path root) {
    return folders(root).stream()
        .map(SplitSurvey::of)
        .filter(survey -> survey.clips().all() > 0)
        .toList();
  }

  /** The folders of a dataset that may be a split's, by their names, sorted. */
  static List<Path> folders(Path root) {
    return Inventory.entries(root).stream()
        .filter(path -> split(base(path)).isPresent() && Files.isDirectory(path))
        .sorted()
        .toList();
  }

  /** The split that a folder is of, by one of its words: {@code train_256}, {@code videos_val}. */
  static Optional<Split> split(String base) {
    List<Split> named =
        Arrays.stream(base.split("[._-]")).flatMap(word -> Split.parse(word).stream()).toList();
    return named.size() == 1 ? Optional.of(named.get(0)) : Optional.empty();
  }

  /** All clips, those of folders of classes and those beside them. */
  Names clips() {
    return inClasses().and(flat);
  }

  /** The clips in folders of classes. */
  Names inClasses() {
    return classes.values().stream().reduce(Names.NONE, Names::and);
  }

  /** The name of a folder without what says that it is of frames or sound. */
  static String base(Path folder) {
    String name = folder.getFileName().toString();
    String ending = kind(folder).folderEnding();
    return name.substring(0, name.length() - ending.length());
  }

  private static Kind kind(Path folder) {
    return Stream.of(Kind.FRAMES, Kind.SOUND)
        .filter(kind -> folder.getFileName().toString().endsWith(kind.folderEnding()))
        .findFirst()
        .orElse(Kind.VIDEO);
  }

  private static SplitSurvey of(Path folder) {
    Kind kind = kind(folder);
    List<Path> entries = Inventory.entries(folder);
    Names flat = Names.NONE;
    Map<String, Names> classes = new TreeMap<>();
    if (kind != Kind.FRAMES || areClips(entries)) {
      flat = names(entries, kind);
    }
    if (kind != Kind.FRAMES || flat.all() == 0) {
      // Side by side: over a network each folder is waited for.
      entries.stream()
          .filter(entry -> !isHidden(entry))
          .filter(entry -> kind == Kind.FRAMES || stem(entry, kind).isEmpty())
          .toList()
          .parallelStream()
          .map(entry -> Map.entry(entry, names(Inventory.entries(entry), kind)))
          .filter(entry -> entry.getValue().all() > 0)
          .toList()
          .forEach(entry -> classes.put(entry.getKey().getFileName().toString(), entry.getValue()));
    }
    return new SplitSurvey(base(folder), kind, flat, classes);
  }

  /** Whether folders hold pictures, and not the folders of a class's clips. */
  private static boolean areClips(List<Path> folders) {
    return folders.stream()
        .filter(folder -> !isHidden(folder))
        .limit(LOOKED_INTO)
        .anyMatch(
            folder ->
                Inventory.entries(folder).stream()
                    .anyMatch(file -> FRAME.matcher(file.getFileName().toString()).matches()));
  }

  private static boolean isHidden(Path path) {
    return path.getFileName().toString().startsWith(".");
  }

  private static Names names(List<Path> entries, Kind kind) {
    Map<String, Path> plain = new HashMap<>();
    Map<String, Path> timed = new HashMap<>();
    for (Path entry : entries) {
      String stem = stem(entry, kind).orElse("");
      if (isClip(stem)) {
        (isTimed(stem) ? timed : plain).put(stem, entry);
      }
    }
    if (!plain.isEmpty()) {
      // Of one video the later sections are called so where the first is called by the id alone.
      timed.keySet().removeIf(stem -> plain.containsKey(stem.substring(0, stem.length() - TIMES)));
    }
    return new Names(plain.size(), timed.size(), first(plain), first(timed));
  }

  private static Path first(Map<String, Path> paths) {
    return paths.isEmpty() ? null : paths.values().iterator().next();
  }

  /** Whether it is an id, or an id and a section, as lists allow them. */
  private static boolean isClip(String stem) {
    return !stem.isEmpty()
        && stem.length() <= LONGEST_NAME
        && stem.chars()
            .allMatch(c -> c < 128 && (Character.isLetterOrDigit(c) || c == '_' || c == '-'));
  }

  /** Whether it ends in {@code _SSSSSS_EEEEEE}. */
  private static boolean isTimed(String stem) {
    int begin = stem.length() - TIMES;
    for (int i = 0; begin > 0 && i < TIMES; i++) {
      char c = stem.charAt(begin + i);
      if (i % (TIMES / 2) == 0 ? c != '_' : c < '0' || c > '9') {
        return false;
      }
    }
    return begin > 0;
  }

  /** The name of the clip that a file would be of; empty where its ending is no clip's. */
  private static Optional<String> stem(Path entry, Kind kind) {
    String name = entry.getFileName().toString();
    if (kind == Kind.FRAMES) {
      return Optional.of(name);
    }
    int dot = name.indexOf('.');
    return dot > 0 && kind.fileEndings().contains(name.substring(dot))
        ? Optional.of(name.substring(0, dot))
        : Optional.empty();
  }
}
