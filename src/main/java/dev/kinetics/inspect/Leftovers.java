package dev.kinetics.inspect;

import dev.kinetics.annotations.Clip;
import dev.kinetics.annotations.Split;
import dev.kinetics.dataset.AtomicFile;
import dev.kinetics.dataset.DatasetLayout;
import dev.kinetics.dataset.DatasetLayout.Kind;
import dev.kinetics.dataset.Inventory;
import dev.kinetics.dataset.RunMark;
import dev.kinetics.dataset.Scratch;
import dev.kinetics.error.KineticsException;
import dev.kinetics.history.Journals;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What ended runs left in a dataset and nobody needs: our scratch folders and half-written files,
 * yt-dlp's partial downloads, and the uncut videos of the original scripts.
 *
 * @param found what may be removed, sorted
 * @param tooYoung how many more there are that a run may still be writing
 */
public record Leftovers(List<Leftover> found, long tooYoung) {

  /**
   * A leftover.
   *
   * @param path the file or folder
   * @param bytes its size, of a folder that of all in it
   */
  public record Leftover(Path path, long bytes) {}

  /**
   * yt-dlp's names of what it has not fetched whole: the file, its state, and single fragments
   * (yt_dlp/downloader/common.py and fragment.py).
   */
  private static final Pattern PARTIAL_DOWNLOAD =
      Pattern.compile(".*(\\.part|\\.ytdl|\\.part-Frag\\d+(\\.part)?)");

  /**
   * The whole video that the original scripts cut a clip from. YouTube's ids have 11 characters, so
   * that an id which itself ends so is told apart by its length. Lists of other sites may have ids
   * that look the same: only where the clip is known that it belongs to, it is one.
   */
  private static final Pattern RAW_VIDEO =
      Pattern.compile("(([A-Za-z0-9_-]{11})_raw)\\.(mp4|mkv|webm|flv|3gp|m4a)");

  /**
   * Looks through a dataset. Folders of clips' frames are not gone into: nothing is ever written in
   * place there.
   *
   * @param untouchedFor how long a file must have rested, since a run may be writing it right now;
   *     scratch folders are locked by their run and need not rest
   * @throws KineticsException when a folder can't be read
   */
  public static Leftovers find(DatasetLayout layout, Duration untouchedFor) {
    Search search = new Search(layout, RunMark.now(layout.root()).minus(untouchedFor));
    try {
      for (Path scratch : Scratch.abandoned(layout)) {
        search.found.add(new Leftover(scratch, size(scratch)));
      }
      search.files(Inventory.entries(layout.root()));
      search.files(Inventory.entries(layout.ours()));
      search.files(Inventory.entries(layout.journals()));
      for (Split split : Split.values()) {
        for (Kind kind : Kind.values()) {
          List<Path> entries = Inventory.entries(layout.splitFolder(split, kind));
          search.files(entries);
          // What lies in a flat folder of frames is a clip's, and not gone into.
          if (layout.hasClassFolders(split)) {
            for (Path inside : entries) {
              if (Files.isDirectory(inside, LinkOption.NOFOLLOW_LINKS)) {
                search.files(Inventory.entries(inside));
              }
            }
          }
        }
      }
    } catch (IOException e) {
      throw KineticsException.badInput(
          "the dataset can't be read: " + e.getMessage() + "; check --dataset-dir", e);
    }
    search.found.sort((one, other) -> one.path().compareTo(other.path()));
    return new Leftovers(List.copyOf(search.found), search.tooYoung);
  }

  /** How much room they take. */
  public long bytes() {
    return found.stream().mapToLong(Leftover::bytes).sum();
  }

  /**
   * Removes them.
   *
   * @return what could not be removed, a line each
   */
  public List<String> remove() {
    List<String> faults = new ArrayList<>();
    for (Leftover leftover : found) {
      try {
        Scratch.delete(leftover.path());
      } catch (IOException e) {
        faults.add(leftover.path() + " can't be removed: " + e.getMessage());
      }
    }
    return faults;
  }

  private static final class Search {
    private final DatasetLayout layout;
    private final Instant restedSince;
    private final List<Leftover> found = new ArrayList<>();
    private long tooYoung;
    private Set<String> booked;

    Search(DatasetLayout layout, Instant restedSince) {
      this.layout = layout;
      this.restedSince = restedSince;
    }

    void files(List<Path> entries) throws IOException {
      for (Path path : entries) {
        String name = path.getFileName().toString();
        boolean ours = name.startsWith(".") && name.endsWith(AtomicFile.PARTIAL_ENDING);
        if (ours && Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
          addFolder(path);
        } else if (ours || PARTIAL_DOWNLOAD.matcher(name).matches() || isRawVideo(path)) {
          add(path);
        }
      }
    }

    private void add(Path path) throws IOException {
      BasicFileAttributes file;
      try {
        file = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      } catch (NoSuchFileException e) {
        return; // Finished just now.
      }
      if (!file.isRegularFile()) {
        return;
      }
      if (file.lastModifiedTime().toInstant().isAfter(restedSince)) {
        tooYoung++;
      } else {
        found.add(new Leftover(path, file.size()));
      }
    }

    /** A folder of frames that was being removed, or replaced. */
    private void addFolder(Path path) throws IOException {
      if (Files.getLastModifiedTime(path).toInstant().isAfter(restedSince)) {
        tooYoung++;
      } else {
        found.add(new Leftover(path, size(path)));
      }
    }

    private boolean isRawVideo(Path path) {
      Matcher name = RAW_VIDEO.matcher(path.getFileName().toString());
      if (!name.matches() || booked().contains(name.group(1))) {
        return false;
      }
      String id = name.group(2);
      return booked().contains(id)
          || Files.exists(path.resolveSibling(id + ".mp4"))
          || Files.exists(path.resolveSibling(id + ".mp4.gz"));
    }

    /** The ids and names of clips that could be meant by a raw video, as far as runs know them. */
    private Set<String> booked() {
      if (booked == null) {
        booked = new HashSet<>();
        new Journals(layout.journals())
            .read(
                entry -> {
                  Clip clip = entry.asClip();
                  for (String name : List.of(clip.id(), entry.clip())) {
                    if (name.length() == 11 || name.endsWith("_raw")) {
                      booked.add(name);
                    }
                  }
                });
      }
      return booked;
    }
  }

  private static long size(Path folder) throws IOException {
    long[] bytes = {0};
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            bytes[0] += attributes.size();
            return FileVisitResult.CONTINUE;
          }
        });
    return bytes[0];
  }
}
