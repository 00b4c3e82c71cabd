package dev.kinetics.support;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/**
 * A dataset whose clips are put in place by hand, with the list that names them, as if they had
 * been downloaded.
 *
 * @param home where {@code list.csv} and the folder {@code dataset} lie
 */
public record HandMadeDataset(Path home) {

  /** Names a clip in the list, of ten seconds, and gives where its file belongs. */
  public Path name(String split, String label, String id) {
    Path list = home.resolve("list.csv");
    try {
      if (!Files.exists(list)) {
        Files.writeString(list, "label,youtube_id,time_start,time_end,split\n");
      }
      Files.writeString(
          list, label + "," + id + ",0,10," + split + "\n", StandardOpenOption.APPEND);
      Path folder = file(split);
      Path target =
          (label.isEmpty() ? folder : folder.resolve(label.replace(' ', '_'))).resolve(id + ".mp4");
      Files.createDirectories(target.getParent());
      return target;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Adds a copy of a file as a pole vault of the training set. */
  public Path add(String id, Path video) {
    try {
      return Files.copy(video, name("train", "pole vault", id));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Adds a clip of these bytes, whatever they are. */
  public Path add(String id, byte[] content) {
    try {
      return Files.write(name("train", "pole vault", id), content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Adds a clip as it lies on the disk when it is compressed. */
  public Path addCompressed(String id, byte[] content) {
    try {
      return Files.write(name("train", "pole vault", id).resolveSibling(id + ".mp4.gz"), content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs a subcommand on it. */
  public Kinetics.Result run(String subcommand, String... more) {
    return Kinetics.in(home).run(arguments(subcommand, more));
  }

  /** The arguments of a subcommand on it. */
  public String[] arguments(String subcommand, String... more) {
    List<String> arguments = new ArrayList<>(List.of(subcommand, "--annotations", "list.csv"));
    arguments.addAll(List.of(more));
    return arguments.toArray(String[]::new);
  }

  /** A file of the dataset. */
  public Path file(String path) {
    return home.resolve("dataset").resolve(path);
  }

  /** The names in a folder of the dataset, sorted. */
  public List<String> names(String path) {
    try (Stream<Path> files = Files.list(file(path))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The first seconds of a test video, its streams as they are. */
  public Path piece(Media media, int seconds) {
    return make(
        media.file() + "-" + seconds,
        List.of("-i", media.file().toString(), "-t", Integer.toString(seconds), "-c", "copy"));
  }

  /** A video made by ffmpeg, with the index first; the name tells it from others. */
  public Path make(String name, List<String> arguments) {
    Path file = home.resolve(Integer.toHexString(name.hashCode()) + ".mp4");
    if (!Files.exists(file)) {
      List<String> all = new ArrayList<>(arguments);
      if (!all.contains("-f") || all.get(all.lastIndexOf("-f") + 1).equals("lavfi")) {
        all.addAll(List.of("-movflags", "+faststart", "-f", "mp4"));
      }
      all.add(file.toString());
      TestTools.ffmpeg(all);
    }
    return file;
  }

  /** The bytes, compressed as {@code --compress} does. */
  public static byte[] gzip(byte[] content) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(packed)) {
      out.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }

  /** The offset just after the first name of an atom in a file of mp4. */
  public static int after(byte[] mp4, String atom) {
    int at = new String(mp4, StandardCharsets.ISO_8859_1).indexOf(atom);
    if (at < 0) {
      throw new AssertionError("no " + atom + " in it");
    }
    return at + atom.length();
  }
}
