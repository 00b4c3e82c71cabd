package dev.kinetics.dataset;

import dev.kinetics.annotations.Clip;
import dev.kinetics.annotations.Split;
import dev.kinetics.dataset.DatasetLayout.Kind;
import dev.kinetics.error.KineticsException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * What lies in a dataset: which clips are there in which kind, where their files are, and which
 * files are nobody's. A folder is read when it is first asked for, and once: to ask for each of
 * 650,000 clips alone takes many times as long. It does not see what changes afterwards. Safe for
 * several threads.
 */
public final class Inventory {
  private static final Map<Kind, byte[][]> ENDINGS = new EnumMap<>(Kind.class);

  static {
    for (Kind kind : Kind.values()) {
      ENDINGS.put(kind, kind.fileEndings().stream().map(Inventory::bytes).toArray(byte[][]::new));
    }
  }

  private final DatasetLayout layout;
  private final Map<Place, FolderNames> folders = new ConcurrentHashMap<>();

  /** A folder of clips; the class's folder is empty for the split's own. */
  private record Place(Split split, Kind kind, String classFolder) {}

  /** What lies in this dataset, as its naming calls it. */
  public Inventory(DatasetLayout layout) {
    this.layout = layout;
  }

  /**
   * A file, or a folder of frames, of a clip.
   *
   * @param ending how its name goes on after the clip's
   */
  public record Entry(Clip clip, Kind kind, String ending) {
    /** Where it lies. */
    public Path path(DatasetLayout layout) {
      return layout.path(clip, kind, ending);
    }

    /** Whether it is a clip in gzip. */
    public boolean compressed() {
      return ending.equals(DatasetLayout.COMPRESSED_ENDING);
    }
  }

  /**
   * Whether something of this kind is there of a clip.
   *
   * @throws KineticsException when the folder can't be read
   */
  public boolean has(Clip clip, Kind kind) {
    return entry(clip, kind).isPresent();
  }

  /**
   * Whether the file with this ending is there of a clip.
   *
   * @throws KineticsException when the folder can't be read
   */
  public boolean has(Clip clip, Kind kind, String ending) {
    FolderNames names = names(clip, kind);
    byte[] name = bytes(layout.naming().clipName(clip) + ending);
    int at = names.firstFrom(name);
    return at < names.size() && names.goesOn(at, 0, name);
  }

  /**
   * What is there of a clip; of several files the one that counts.
   *
   * @throws KineticsException when the folder can't be read
   */
  public Optional<Entry> entry(Clip clip, Kind kind) {
    int endings = endings(names(clip, kind), clip, kind, null);
    return endings == 0
        ? Optional.empty()
        : Optional.of(entry(clip, kind, Integer.numberOfTrailingZeros(endings)));
  }

  /** Whether a clip's class, or its split where there are no classes' folders, has a folder. */
  public boolean hasFolder(Clip clip, Kind kind) {
    return names(clip, kind).exists();
  }

  /**
   * The file of a clip, asked for alone: for those that have read no folders and look for few.
   *
   * @return empty where none is there
   */
  public static Optional<Entry> find(DatasetLayout layout, Clip clip, Kind kind) {
    for (String ending : kind.fileEndings()) {
      if (Files.exists(layout.path(clip, kind, ending))) {
        return Optional.of(new Entry(clip, kind, ending));
      }
    }
    return Optional.empty();
  }

  /**
   * Looks through the folders of these clips.
   *
   * @param found told what there is of them; of a clip's several files each, first the one that
   *     counts
   * @param foreign told what else lies in their folders, sorted
   * @throws KineticsException when a folder can't be read
   */
  public void read(Kind kind, Iterable<Clip> clips, Consumer<Entry> found, Consumer<Path> foreign) {
    Map<FolderNames, BitSet> told = new LinkedHashMap<>();
    for (Clip clip : clips) {
      FolderNames names = names(clip, kind);
      BitSet ours = told.computeIfAbsent(names, folder -> new BitSet());
      for (int rest = endings(names, clip, kind, ours); rest != 0; rest &= rest - 1) {
        found.accept(entry(clip, kind, Integer.numberOfTrailingZeros(rest)));
      }
    }
    told.forEach(
        (names, ours) -> {
          for (int i = ours.nextClearBit(0); i < names.size(); i = ours.nextClearBit(i + 1)) {
            foreign.accept(names.path(i));
          }
        });
  }

  /**
   * What lies in the splits' folders beside the folders of these clips' classes.
   *
   * @throws KineticsException when a folder can't be read
   */
  public List<Path> unknownClasses(Kind kind, Iterable<Clip> clips) {
    Map<Split, Set<String>> known = new LinkedHashMap<>();
    for (Clip clip : clips) {
      known
          .computeIfAbsent(clip.split(), split -> new HashSet<>())
          .add(layout.classFolderName(clip.split(), clip.label()));
    }
    List<Path> unknown = new ArrayList<>();
    known.forEach(
        (split, classes) -> {
          if (layout.hasClassFolders(split)) {
            for (String name : names(split, kind, "")) {
              if (!classes.contains(name)) {
                unknown.add(layout.splitFolder(split, kind).resolve(name));
              }
            }
          }
        });
    return unknown;
  }

  /**
   * The names in a class's folder, or of the split's own for an empty one, sorted; nothing where
   * there is none.
   *
   * @throws KineticsException when the folder can't be read
   */
  public List<String> names(Split split, Kind kind, String classFolder) {
    FolderNames names = folder(new Place(split, kind, classFolder));
    List<String> all = new ArrayList<>(names.size());
    for (int i = 0; i < names.size(); i++) {
      all.add(names.name(i));
    }
    return all;
  }

  /**
   * What lies in any folder of a dataset, in no order; nothing where there is no such folder.
   *
   * @throws KineticsException when it can't be read
   */
  public static List<Path> entries(Path folder) {
    try {
      List<Path> entries = FolderNames.entries(folder);
      return entries == null ? List.of() : entries;
    } catch (IOException e) {
      throw unreadable(folder, e);
    }
  }

  private FolderNames names(Clip clip, Kind kind) {
    return folder(
        new Place(clip.split(), kind, layout.classFolderName(clip.split(), clip.label())));
  }

  private FolderNames folder(Place place) {
    FolderNames names = folders.get(place);
    return names == null ? folders.computeIfAbsent(place, this::read) : names;
  }

  private FolderNames read(Place place) {
    Path ofSplit = layout.splitFolder(place.split(), place.kind());
    Path folder = place.classFolder().isEmpty() ? ofSplit : ofSplit.resolve(place.classFolder());
    try {
      return FolderNames.read(folder);
    } catch (IOException e) {
      throw unreadable(folder, e);
    }
  }

  private static Entry entry(Clip clip, Kind kind, int ending) {
    return new Entry(clip, kind, kind.fileEndings().get(ending));
  }

  /**
   * With which of the kind's endings a clip is there, a bit each.
   *
   * @param ours where the names of its files are marked; null for nowhere
   */
  private int endings(FolderNames names, Clip clip, Kind kind, BitSet ours) {
    String name = layout.naming().clipName(clip);
    // All endings begin with a dot. Without it the names of other clips may begin so, too.
    byte[] stem = bytes(kind == Kind.FRAMES ? name : name + ".");
    int found = 0;
    for (int at = names.firstFrom(stem); at < names.size() && names.startsWith(at, stem); at++) {
      int ending = ending(names, at, name.length(), kind);
      if (ending >= 0) {
        found |= 1 << ending;
        if (ours != null) {
          ours.set(at);
        }
      }
      if (kind == Kind.FRAMES) {
        break;
      }
    }
    return found;
  }

  /** Which of the kind's endings follows the first bytes of a name; −1 for none. */
  private static int ending(FolderNames names, int index, int after, Kind kind) {
    byte[][] endings = ENDINGS.get(kind);
    for (int i = 0; i < endings.length; i++) {
      if (names.goesOn(index, after, endings[i])) {
        return i;
      }
    }
    return -1;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static KineticsException unreadable(Path folder, IOException e) {
    return KineticsException.badInput(
        "the dataset can't be read: "
            + folder
            + " ("
            + e.getMessage()
            + "); look at its rights, or name another with --dataset-dir",
        e);
  }
}
