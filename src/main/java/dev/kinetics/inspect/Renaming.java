package dev.kinetics.inspect;

import dev.kinetics.annotations.Clip;
import dev.kinetics.annotations.Split;
import dev.kinetics.dataset.AtomicFile;
import dev.kinetics.dataset.DatasetLayout;
import dev.kinetics.dataset.DatasetLayout.Kind;
import dev.kinetics.dataset.Inventory;
import dev.kinetics.dataset.Naming;
import dev.kinetics.dataset.NamingFile;
import dev.kinetics.dataset.Scratch;
import dev.kinetics.error.DiskFull;
import dev.kinetics.error.KineticsException;
import dev.kinetics.error.Visible;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * Turns a dataset from one naming to another in place. The goal is written down first and each file
 * moves in one rename, so that after a kill the same command goes on; nothing is ever replaced.
 *
 * <p>What lies beside the clips goes along under its own name: no class has two folders afterwards.
 */
public final class Renaming {
  private final Path root;
  private final DatasetLayout from;
  private final DatasetLayout to;
  private final boolean begun;

  /**
   * Plans a renaming, or goes on with one that was broken off.
   *
   * @param from how the files are called; of one that was broken off, how they were
   * @throws KineticsException when another one was broken off
   */
  public Renaming(Path root, Naming from, Naming to) {
    Naming underWay = NamingFile.renaming(root).orElse(null);
    if (underWay != null && !underWay.equals(to)) {
      throw KineticsException.badInput(
          "a renaming of " + root + " was broken off; end it first: " + NamingFile.words(underWay));
    }
    this.root = root;
    this.begun = underWay != null;
    this.from = new DatasetLayout(root, begun ? NamingFile.remembered(root).orElse(from) : from);
    this.to = new DatasetLayout(root, to);
  }

  /**
   * What was done.
   *
   * @param moved how many files and folders were moved
   * @param others how many lie beside the clips and are none of the list's: they keep their names
   */
  public record Result(long moved, long others) {}

  /**
   * A move.
   *
   * @param copied whether the file has been copied to its place on another disk already
   */
  private record Move(Path from, Path to, boolean copied) {}

  /**
   * What is to be moved, and what lies beside the clips.
   *
   * @param folders those that are called otherwise afterwards, what is in a folder before the
   *     folder
   */
  private record Moves(List<Move> moves, List<Path> folders, long clips, long others) {}

  /**
   * Moves all that is kept of these clips.
   *
   * @param clips the whole list
   * @param stopped whether to end early
   * @throws KineticsException before anything is moved when a file stands where another would come,
   *     or when none of the clips is there under either name
   */
  public Result run(List<Clip> clips, BooleanSupplier stopped) {
    long moved = 0;
    try (Scratch mine = Scratch.open(from)) {
      requireAlone(mine);
      Moves planned = plan(clips);
      if (planned.clips() == 0 && !begun) {
        requireRenamed(clips);
      }
      NamingFile.beginRenaming(root, from.naming(), to.naming());
      try {
        // Whoever comes now sees what was begun; who came before is seen here.
        requireAlone(mine);
      } catch (KineticsException e) {
        if (!begun) {
          NamingFile.withdrawRenaming(root);
        }
        throw e;
      }
      for (Move move : planned.moves()) {
        if (stopped.getAsBoolean()) {
          return new Result(moved, planned.others());
        }
        if (move.copied()) {
          AtomicFile.remove(move.from());
        } else {
          AtomicFile.rename(move.from(), move.to());
        }
        moved++;
      }
      for (Path folder : planned.folders()) {
        removeEmpty(folder);
      }
      NamingFile.endRenaming(root, to.naming());
      return new Result(moved, planned.others());
    } catch (IOException e) {
      if (moved == 0 && !DiskFull.in(e)) {
        throw KineticsException.badInput(
            "the dataset " + root + " can't be written (" + e.getMessage() + "); allow it", e);
      }
      throw KineticsException.stopped(
          "the renaming stopped at " + e.getMessage() + "; mend that and run it again");
    }
  }

  private void requireAlone(Scratch mine) throws IOException {
    List<Path> others = mine.others();
    if (!others.isEmpty()) {
      throw KineticsException.badInput(
          "a run is at work on "
              + root
              + " ("
              + others.get(0)
              + "); rename when it has ended, so that its files get their names");
    }
  }

  /** To remember a naming that fits no file would hide all of them. */
  private void requireRenamed(List<Clip> clips) {
    Inventory there = new Inventory(to);
    for (Kind kind : Kind.values()) {
      if (clips.stream().anyMatch(clip -> there.has(clip, kind))) {
        return;
      }
    }
    throw KineticsException.badInput(
        "no file in "
            + root
            + " is called as '"
            + NamingFile.words(from.naming())
            + "' calls a clip of the list; say how they are called with --from-naming,"
            + " --from-class-dirs and --from-split-dirs, or of which release they are with"
            + " --release");
  }

  private Moves plan(List<Clip> clips) throws IOException {
    Inventory old = new Inventory(from);
    Inventory next = new Inventory(to);
    List<Move> moves = new ArrayList<>();
    Set<Path> taken = new HashSet<>();
    Map<Path, Path> folders = new HashMap<>();
    long[] counts = {0, 0};
    for (Kind kind : Kind.values()) {
      for (Clip clip : clips) {
        Path folder = from.folder(clip, kind);
        folders.computeIfAbsent(folder, f -> folderOfOthers(clip, kind, f));
      }
      List<Path> others = new ArrayList<>();
      old.read(
          kind,
          clips,
          entry -> {
            counts[0]++;
            Path file = entry.path(from);
            Path target = entry.path(to);
            if (!file.equals(target)) {
              boolean there = next.has(entry.clip(), kind, entry.ending());
              Move move = new Move(file, target, there && isCopied(file, target));
              requireFree(move, there && !move.copied() || !taken.add(target));
              moves.add(move);
            }
          },
          others::add);
      counts[1] += others.size();
      others.addAll(old.unknownClasses(kind, clips));
      for (Split split : Split.values()) {
        folders.put(from.splitFolder(split, kind), to.splitFolder(split, kind));
      }
      others.removeIf(Renaming::hasNoText);
      for (Path other : others) {
        Path target = folders.get(other.getParent()).resolve(other.getFileName());
        if (!other.equals(target)) {
          boolean there = Files.exists(target, LinkOption.NOFOLLOW_LINKS);
          Move move = new Move(other, target, there && isCopied(other, target));
          requireFree(move, there && !move.copied() || !taken.add(target));
          moves.add(move);
        }
      }
    }
    List<Path> left =
        folders.keySet().stream()
            .filter(folder -> !folder.equals(folders.get(folder)))
            .sorted(Comparator.comparing(Path::getNameCount).reversed())
            .toList();
    return new Moves(moves, left, counts[0], counts[1]);
  }

  /** Of a name that is no text in this system's encoding no path can be made: it stays. */
  private static boolean hasNoText(Path other) {
    if (Files.exists(other, LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    System.err.println(
        "kinetics: warning: "
            + Visible.path(other)
            + " stays where it is, since its name is no text; move it by hand");
    return true;
  }

  /** Where goes what lies beside the clips of a class. */
  private Path folderOfOthers(Clip clip, Kind kind, Path folder) {
    return from.hasClassFolders(clip.split()) && !to.hasClassFolders(clip.split())
        ? to.splitFolder(clip.split(), kind).resolve(folder.getFileName())
        : from.hasClassFolders(clip.split())
            ? to.folder(clip, kind)
            : to.splitFolder(clip.split(), kind);
  }

  /** Whether it was copied to another disk by a run that was killed before it removed it here. */
  private boolean isCopied(Path from, Path to) {
    if (!begun) {
      return false;
    }
    try (Stream<Path> all = Files.walk(from)) {
      for (Path file : (Iterable<Path>) all::iterator) {
        Path copy = to.resolve(from.relativize(file).toString());
        boolean same =
            Files.isDirectory(file) ? Files.isDirectory(copy) : Files.mismatch(file, copy) < 0;
        if (!same) {
          return false;
        }
      }
      return true;
    } catch (IOException | UncheckedIOException e) {
      return false;
    }
  }

  private static void requireFree(Move move, boolean taken) {
    if (taken) {
      throw KineticsException.badInput(
          move.to() + " is in the way of " + move.from() + "; move one of them away");
    }
  }

  private static void removeEmpty(Path folder) throws IOException {
    if (Files.isSymbolicLink(folder)) {
      return; // Perhaps the only way to another disk.
    }
    try {
      Files.delete(folder);
    } catch (DirectoryNotEmptyException | NoSuchFileException | NotDirectoryException e) {
      // Something else lies there, or it never was.
    }
  }
}
