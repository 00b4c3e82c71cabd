package dev.kinetics.dataset;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/** Files and folders that appear under their final name only when they are whole. */
public final class AtomicFile {
  /** The ending of what is being written or removed beside its final place. */
  public static final String PARTIAL_ENDING = ".kinetics-partial";

  private static final int MOST_LINKS = 40;

  private AtomicFile() {}

  /** Writes the content of a file. */
  @FunctionalInterface
  public interface Content {
    /** Writes all of it; the stream is buffered, and closed by the caller. */
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * Writes a file beside its final place, flushes it to the disk and moves it there in one rename.
   * Folders are made. A file that stood there is replaced; on any fault it stays as it was and
   * nothing is left behind. A link is written through, and a device such as {@code /dev/null} is
   * written to.
   *
   * @throws IOException when it can't be written, or is nothing that is written to, such as a pipe
   */
  public static void write(Path target, Content content) throws IOException {
    Path file = throughLinks(target);
    if (isDevice(file)) {
      try (OutputStream out =
          new BufferedOutputStream(Files.newOutputStream(file, StandardOpenOption.WRITE))) {
        content.writeTo(out);
      }
      return;
    }
    requirePlain(file);
    Files.createDirectories(file.getParent());
    Path partial = partial(file);
    try {
      try (FileChannel channel =
              FileChannel.open(partial, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
          OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16)) {
        content.writeTo(out);
        out.flush();
        channel.force(true);
      }
      Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(partial);
    }
  }

  /**
   * Writes a file as {@link #write} does, but only where none stands: of several who do so at once
   * one wins.
   *
   * @return whether it is this one's
   * @throws IOException when it can't be written
   */
  public static boolean writeNew(Path file, Content content) throws IOException {
    Path whole = partial(file.toAbsolutePath());
    try {
      write(whole, content);
      try {
        Files.createLink(file, whole);
      } catch (FileAlreadyExistsException e) {
        return false;
      } catch (UnsupportedOperationException | IOException e) {
        // A file system without links.
        Files.move(whole, file);
      }
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    } finally {
      Files.deleteIfExists(whole);
    }
  }

  /**
   * Moves a whole file or folder from scratch into its final place in one rename, flushed to the
   * disk with all files in it; folders above it are made. A file that stood there is replaced, and
   * of a folder the old one moved aside first. Where the place is on another disk, what comes is
   * copied beside it before.
   *
   * @throws IOException when it can't be moved; then nothing has changed
   */
  public static void moveInto(Path whole, Path target) throws IOException {
    Path place = target.toAbsolutePath();
    Files.createDirectories(place.getParent());
    Flush.all(whole);
    Path old = null;
    if (Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS)) {
      old = moveAside(place);
    }
    boolean copied;
    try {
      copied = isCopied(whole, place);
    } catch (IOException e) {
      if (old != null) {
        Files.move(old, place, StandardCopyOption.ATOMIC_MOVE);
      }
      throw e;
    }
    if (copied) {
      remove(whole);
    }
    if (old != null) {
      Scratch.delete(old);
    }
  }

  /**
   * Moves a file or folder to a name that is free, as {@link #moveInto} does, but on one disk
   * without a flush: there a name is only changed for another.
   *
   * @throws IOException when it can't be moved, or the name is not free
   */
  public static void rename(Path from, Path to) throws IOException {
    if (Files.exists(to, LinkOption.NOFOLLOW_LINKS)) {
      throw new FileAlreadyExistsException(to.toString());
    }
    Files.createDirectories(to.getParent());
    if (isCopied(from, to.toAbsolutePath())) {
      remove(from);
    }
  }

  /** Whether it lies on another disk still: there it could only be copied from. */
  private static boolean isCopied(Path whole, Path place) throws IOException {
    try {
      Files.move(whole, place, StandardCopyOption.ATOMIC_MOVE);
      return false;
    } catch (AtomicMoveNotSupportedException e) {
      copyInto(whole, place);
      return true;
    }
  }

  /**
   * Moves a whole folder into its final place, as {@link #moveInto} does, unless a folder stands
   * there: that one stays, and what comes is removed. Of several that come at once the first stays.
   *
   * @throws IOException when it can't be moved; then nothing has changed
   */
  public static void moveIntoFree(Path whole, Path target) throws IOException {
    Path place = target.toAbsolutePath();
    Files.createDirectories(place.getParent());
    Flush.all(whole);
    boolean left = true;
    try {
      left = isCopied(whole, place);
    } catch (IOException e) {
      if (!Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS)) {
        throw e;
      }
    }
    if (left) {
      remove(whole);
    }
  }

  /** From another disk. */
  private static void copyInto(Path whole, Path place) throws IOException {
    Path partial = partial(place);
    try {
      try (Stream<Path> all = Files.walk(whole)) {
        for (Path from : (Iterable<Path>) all::iterator) {
          Files.copy(
              from, partial.resolve(whole.relativize(from).toString()), LinkOption.NOFOLLOW_LINKS);
        }
      }
      Flush.all(partial);
      Files.move(partial, place, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Scratch.delete(partial);
    }
  }

  /**
   * Removes a file, or a whole folder: that loses its name first, so that a kill leaves no part of
   * it under it.
   *
   * @throws IOException when it can't be removed
   */
  public static void remove(Path path) throws IOException {
    if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      Scratch.delete(moveAside(path.toAbsolutePath()));
    } else {
      Files.deleteIfExists(path);
    }
  }

  private static Path moveAside(Path place) throws IOException {
    return Files.move(place, partial(place), StandardCopyOption.ATOMIC_MOVE);
  }

  /**
   * Writes the files of one set, which appear together as with {@link #moveSetInto}.
   *
   * @throws IOException when they can't be written; as long as no name was taken, the older set
   *     stays
   */
  public static void writeSet(Map<Path, Content> files) throws IOException {
    List<Path> places = places(files.keySet());
    List<Path> beside = places.stream().map(AtomicFile::partial).toList();
    try {
      Iterator<Path> partials = beside.iterator();
      for (Content content : files.values()) {
        try (OutputStream out =
            new BufferedOutputStream(
                Files.newOutputStream(partials.next(), StandardOpenOption.CREATE_NEW), 1 << 16)) {
          content.writeTo(out);
        }
      }
      appear(beside, places);
    } finally {
      for (Path left : beside) {
        Files.deleteIfExists(left);
      }
    }
  }

  /**
   * Moves the files of one set under their final names, flushed to the disk. Those of an older set
   * go before the first one comes: after a kill files are missing, but never are two sets mixed. A
   * link is written through, also to another disk.
   *
   * @param wholes the files
   * @param targets their places, in the same order
   * @throws IOException when they can't be moved
   */
  public static void moveSetInto(List<Path> wholes, List<Path> targets) throws IOException {
    List<Path> places = places(targets);
    List<Path> beside = places.stream().map(AtomicFile::partial).toList();
    try {
      for (int i = 0; i < places.size(); i++) {
        // From another disk it is a copy, which must not happen between the old set and the new.
        Files.move(wholes.get(i), beside.get(i));
      }
      appear(beside, places);
    } finally {
      for (Path left : beside) {
        Files.deleteIfExists(left);
      }
    }
  }

  private static List<Path> places(Collection<Path> targets) throws IOException {
    List<Path> places = new ArrayList<>();
    for (Path target : targets) {
      requirePlain(target);
      Path place = throughLinks(target);
      Files.createDirectories(place.getParent());
      places.add(place);
    }
    return places;
  }

  private static void appear(List<Path> beside, List<Path> places) throws IOException {
    Flush.files(beside);
    if (places.size() > 1) {
      for (Path place : places) {
        Files.deleteIfExists(place);
      }
      syncFoldersOf(places);
    }
    for (int i = 0; i < places.size(); i++) {
      Files.move(beside.get(i), places.get(i), StandardCopyOption.ATOMIC_MOVE);
    }
    syncFoldersOf(places);
  }

  private static void syncFoldersOf(List<Path> places) throws IOException {
    for (Path folder : places.stream().map(Path::getParent).distinct().toList()) {
      Flush.folder(folder);
    }
  }

  /**
   * Where a path leads when it is a link, whether there is something or not; else its absolute
   * self.
   *
   * @throws IOException when the links lead in a circle
   */
  public static Path throughLinks(Path path) throws IOException {
    Path end = path.toAbsolutePath();
    for (int i = 0; i < MOST_LINKS; i++) {
      if (!Files.isSymbolicLink(end)) {
        return end;
      }
      end = end.resolveSibling(Files.readSymbolicLink(end)).normalize();
    }
    throw new FileSystemException(path.toString(), null, "its links lead in a circle");
  }

  /** Whether this is a device that takes whatever is written, byte for byte, such as a terminal. */
  public static boolean isDevice(Path path) throws IOException {
    final int kindOfFile = 0170000;
    final int characterDevice = 0020000;
    try {
      return ((int) Files.getAttribute(path, "unix:mode") & kindOfFile) == characterDevice;
    } catch (NoSuchFileException | UnsupportedOperationException | IllegalArgumentException e) {
      return false;
    }
  }

  /**
   * That a file can be put here, as far as what stands here tells.
   *
   * @throws IOException when there is a pipe, a device, a folder or a link to one
   */
  public static void requirePlain(Path path) throws IOException {
    Path end = throughLinks(path);
    if (Files.exists(end) && !Files.isRegularFile(end)) {
      throw new FileSystemException(path.toString(), null, "it is no plain file");
    }
  }

  private static Path partial(Path place) {
    return place.resolveSibling(
        "." + place.getFileName() + "." + UUID.randomUUID() + PARTIAL_ENDING);
  }
}
