package dev.kinetics.export;

import dev.kinetics.annotations.Split;
import dev.kinetics.dataset.AtomicFile;
import dev.kinetics.dataset.PlainFile;
import dev.kinetics.export.ExportPlan.Shard;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The clips that the plan has and the export has not, since they can't be decoded: a file for each
 * shard that lacks some, {@code left_out/train-00003-of-00016.txt}, a line {@code KEY REASON} each,
 * which appears before the shard does. So every run knows them, whichever made the shard.
 */
final class LeftOut {
  private final Path folder;

  /**
   * @param out the folder of the export
   */
  LeftOut(Path out) {
    this.folder = out.resolve("left_out");
  }

  /** All of them by {@link Sample#key}, each with the reason. */
  Map<String, String> read() throws IOException {
    Map<String, String> all = new TreeMap<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.txt")) {
      for (Path file : files) {
        for (String line : Files.readAllLines(PlainFile.require(file))) {
          int end = line.indexOf(' ');
          all.put(line.substring(0, end), line.substring(end + 1));
        }
      }
    } catch (NoSuchFileException e) {
      return all;
    }
    return all;
  }

  /** Settles which clips of a shard are left out; what another run said of it goes. */
  void write(Shard shard, Map<String, String> reasons, Path scratch) throws IOException {
    Path file = folder.resolve(name(shard));
    if (reasons.isEmpty()) {
      Files.deleteIfExists(file);
      return;
    }
    Path made = scratch.resolve("left_out.txt");
    List<String> lines = new ArrayList<>();
    reasons.forEach((clip, reason) -> lines.add(clip + " " + reason));
    Files.write(made, lines);
    Files.createDirectories(folder);
    AtomicFile.moveInto(made, file);
  }

  private static String name(Shard shard) {
    Split split = shard.split();
    return String.format(Locale.ROOT, "%s-%05d-of-%05d.txt", split, shard.number(), shard.of());
  }
}
