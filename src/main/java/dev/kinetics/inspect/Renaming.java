package dev.kinetics.inspect;

import dev.kinetics.annotations.Clip;
import dev.kinetics.dataset.DatasetLayout;
import dev.kinetics.dataset.DatasetLayout.Kind;
import dev.kinetics.dataset.FolderListing;
import dev.kinetics.dataset.Naming;
import dev.kinetics.dataset.NamingFile;
import dev.kinetics.dataset.Scratch;
import dev.kinetics.error.KineticsException;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Turns a dataset from one naming to another in place. The goal is written down first and each file
 * moves in one rename, so that after a kill the same command goes on; nothing is ever replaced.
 */
public final class Renaming {
  private final Path root;
  private final Naming from;
  private final Naming to;

  /**
   * Plans a renaming, or goes on with one that was broken off.
   *
   * @throws KineticsException when another one was broken off
   */
  public Renaming(Path root, Naming to) {
    this.root = root;
    this.from = NamingFile.remembered(root).orElse(Naming.DEFAULT);
    this.to = to;
    Naming begun = NamingFile.renaming(root).orElse(to);
    if (!begun.equals(to)) {
      throw KineticsException.badInput(
          "a renaming of " + root + " was broken off; end it first: " + NamingFile.words(begun));
    }
  }

  /**
   * The naming that a dataset has, or is under way to; the scripts' where nothing is remembered.
   */
  public static Naming goal(Path root) {
    return NamingFile.renaming(root).or(() -> NamingFile.remembered(root)).orElse(Naming.DEFAULT);
  }

  private record Move(Path from, Path to) {}

  /**
   * Moves all that is kept of these clips.
   *
   * @param clips the whole list
   * @param stopped whether to end early
   * @return how many files and folders were moved
   * @throws KineticsException before anything is moved when a file stands where another would come
   */
  public long run(List<Clip> clips, BooleanSupplier stopped) {
    try (Scratch mine = Scratch.open(new DatasetLayout(root))) {
      requireAlone(mine);
      List<Move> moves = plan(clips);
      boolean anew = NamingFile.renaming(root).isEmpty();
      NamingFile.beginRenaming(root, from, to);
      try {
        // Whoever comes now sees what was begun; who came before is seen here.
        requireAlone(mine);
      } catch (KineticsException e) {
        if (anew) {
          NamingFile.withdrawRenaming(root);
        }
        throw e;
      }
      Set<Path> left = new HashSet<>();
      long moved = 0;
      for (Move move : moves) {
        if (stopped.getAsBoolean()) {
          return moved;
        }
        Files.createDirectories(move.to().getParent());
        Files.move(move.from(), move.to());
        left.add(move.from().getParent());
        moved++;
      }
      for (Clip clip : clips) {
        for (Kind kind : Kind.values()) {
          left.add(new DatasetLayout(root, from).folder(clip, kind));
        }
      }
      for (Path folder : left) {
        removeEmpty(folder);
        if (!folder.getParent().equals(root)) {
          removeEmpty(folder.getParent());
        }
      }
      NamingFile.endRenaming(root, to);
      return moved;
    } catch (IOException e) {
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

  private List<Move> plan(List<Clip> clips) throws IOException {
    DatasetLayout old = new DatasetLayout(root, from);
    DatasetLayout next = new DatasetLayout(root, to);
    FolderListing oldNames = new FolderListing();
    FolderListing nextNames = new FolderListing();
    List<Move> moves = new ArrayList<>();
    Set<Path> taken = new HashSet<>();
    for (Kind kind : Kind.values()) {
      for (Clip clip : clips) {
        List<Move> possible = new ArrayList<>();
        for (String ending : kind.fileEndings()) {
          possible.add(new Move(old.path(clip, kind, ending), next.path(clip, kind, ending)));
        }
        if (kind == Kind.VIDEO) {
          possible.add(new Move(old.compressedVideo(clip), next.compressedVideo(clip)));
        }
        for (Move move : possible) {
          if (!move.from().equals(move.to()) && oldNames.contains(move.from())) {
            if (nextNames.contains(move.to()) || !taken.add(move.to())) {
              throw KineticsException.badInput(
                  move.to() + " is in the way of " + move.from() + "; move one of them away");
            }
            moves.add(move);
          }
        }
      }
    }
    return moves;
  }

  private static void removeEmpty(Path folder) throws IOException {
    try {
      Files.delete(folder);
    } catch (DirectoryNotEmptyException | NoSuchFileException e) {
      // Something else lies there, or it never was.
    }
  }
}
