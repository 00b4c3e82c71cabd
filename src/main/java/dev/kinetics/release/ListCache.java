package dev.kinetics.release;

import dev.kinetics.annotations.Split;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * The checked lists of one release: each in a folder of its own with a number for a name, beside a
 * note of where it came from. The highest number counts. Such a folder appears in one rename and is
 * never changed, so that whoever reads a list is not disturbed by a newer one.
 */
final class ListCache {
  private static final String NOTE = "origin.properties";

  private final Path place;

  ListCache(Path place) {
    this.place = place;
  }

  /** The newest list that is there, whole as far as its size tells. */
  Optional<CachedList> newest() throws IOException {
    for (int number : numbers()) {
      Optional<CachedList> list = read(place.resolve(Integer.toString(number)));
      if (list.isPresent()) {
        return list;
      }
    }
    return Optional.empty();
  }

  /**
   * Puts a checked list in place.
   *
   * @param list a file or folder in the workspace; it is moved
   */
  CachedList publish(Workspace workspace, Path list, URI address, Map<Split, Long> clips)
      throws IOException {
    Path ready = workspace.resolve("ready");
    Workspace.delete(ready);
    Files.createDirectories(ready);
    Files.move(list, ready.resolve(list.getFileName()), StandardCopyOption.ATOMIC_MOVE);
    Properties note = new Properties();
    note.setProperty("list", list.getFileName().toString());
    note.setProperty("address", address.toString());
    note.setProperty("fetched", Instant.now().toString());
    note.setProperty("bytes", Long.toString(bytes(ready)));
    clips.forEach((split, count) -> note.setProperty("clips." + split, Long.toString(count)));
    try (Writer out = Files.newBufferedWriter(ready.resolve(NOTE))) {
      note.store(out, null);
    }
    for (Path file : files(ready)) {
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
    }
    List<Integer> before = numbers();
    int number = before.isEmpty() ? 1 : before.get(0) + 1;
    Path published = place.resolve(Integer.toString(number));
    Files.move(ready, published, StandardCopyOption.ATOMIC_MOVE);
    // The one before may have been handed out just now to a run that has yet to open it.
    for (int old : before.stream().skip(1).toList()) {
      Workspace.delete(place.resolve(Integer.toString(old)));
    }
    return read(published)
        .orElseThrow(() -> new IOException(published + " can't be read after it was written"));
  }

  private static Optional<CachedList> read(Path folder) throws IOException {
    Properties note = new Properties();
    try (BufferedReader in = Files.newBufferedReader(folder.resolve(NOTE))) {
      note.load(in);
      Path list = folder.resolve(note.getProperty("list", ""));
      long bytes = Long.parseLong(note.getProperty("bytes", ""));
      if (list.equals(folder) || bytes(list) != bytes) {
        return Optional.empty();
      }
      Map<Split, Long> clips = new EnumMap<>(Split.class);
      for (Split split : Split.values()) {
        clips.put(split, Long.parseLong(note.getProperty("clips." + split, "")));
      }
      return Optional.of(
          new CachedList(
              list,
              URI.create(note.getProperty("address", "")),
              Instant.parse(note.getProperty("fetched", "")),
              bytes,
              clips));
    } catch (IOException | IllegalArgumentException | DateTimeException e) {
      // Somebody's hand was in it: as good as not there.
      return Optional.empty();
    }
  }

  /** The numbers of the lists, from the highest. */
  private List<Integer> numbers() throws IOException {
    if (!Files.isDirectory(place)) {
      return List.of();
    }
    try (Stream<Path> content = Files.list(place)) {
      return content
          .map(path -> path.getFileName().toString())
          .filter(name -> name.matches("[1-9][0-9]{0,8}"))
          .map(Integer::valueOf)
          .sorted(Comparator.reverseOrder())
          .toList();
    }
  }

  private static long bytes(Path list) throws IOException {
    long bytes = 0;
    for (Path file : files(list)) {
      bytes += Files.size(file);
    }
    return bytes;
  }

  private static List<Path> files(Path top) throws IOException {
    try (Stream<Path> tree = Files.walk(top)) {
      return tree.filter(Files::isRegularFile).toList();
    }
  }
}
