package dev.kinetics.report;

import dev.kinetics.annotations.Clip;
import dev.kinetics.dataset.AtomicFile;
import dev.kinetics.dataset.DatasetLayout;
import dev.kinetics.ffmpeg.Ffmpeg;
import dev.kinetics.journal.ClipResult;
import dev.kinetics.report.ReportPage.Sample;
import dev.kinetics.report.ReportPage.SheetRow;
import dev.kinetics.statistics.Statistics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.commons.codec.digest.MurmurHash3;

/**
 * Some clips of each class, with pictures.
 *
 * @param ffmpeg what makes the pictures
 * @param perClass how many clips of each class
 * @param seed what the choice hangs on: the same seed chooses the same clips
 * @param workers how many ffmpeg at once
 */
public record Samples(Ffmpeg ffmpeg, int perClass, long seed, int workers) {
  /** Pictures that take more than this, in bytes, lie beside the page and not in it. */
  private static final long MOST_INSIDE = 8L << 20;

  /** The rows of the contact sheet; the pictures are made where they are not there yet. */
  List<SheetRow> sheet(Statistics statistics, DatasetLayout layout, Path page)
      throws InterruptedException, IOException {
    List<Chosen> chosen = choose(statistics);
    Map<ContactSheet.Shot, Path> pictures =
        new ContactSheet(ffmpeg, layout.ours().resolve("pictures"))
            .pictures(chosen.stream().map(Chosen::shot).toList(), workers);
    long bytes = 0;
    for (Path picture : pictures.values()) {
      bytes += Files.size(picture);
    }
    Path beside = bytes > MOST_INSIDE ? folderBeside(page) : null;
    Map<String, List<Sample>> rows = new TreeMap<>();
    for (Chosen each : chosen) {
      Path picture = pictures.get(each.shot());
      if (picture != null) {
        rows.computeIfAbsent(each.clip().label(), label -> new ArrayList<>())
            .add(
                new Sample(
                    layout.naming().clipName(each.clip()),
                    each.clip().split().toString(),
                    Addresses.relative(page, each.shot().file()),
                    each.shot().file().toString().endsWith(".mp4"),
                    beside == null ? inside(picture) : copied(picture, beside, page)));
      }
    }
    return rows.entrySet().stream()
        .map(entry -> new SheetRow(entry.getKey(), entry.getValue()))
        .toList();
  }

  private record Chosen(Clip clip, ContactSheet.Shot shot) {}

  private List<Chosen> choose(Statistics statistics) {
    Map<String, List<Integer>> classes = new TreeMap<>();
    IntStream.range(0, statistics.clips().size())
        .filter(statistics::isThere)
        .filter(i -> !statistics.ending(i).endsWith(".gz"))
        .forEach(
            i ->
                classes
                    .computeIfAbsent(statistics.clips().get(i).label(), label -> new ArrayList<>())
                    .add(i));
    List<Chosen> chosen = new ArrayList<>();
    for (List<Integer> ofClass : classes.values()) {
      ofClass.sort(Comparator.comparingLong(i -> hash(statistics.clips().get(i))));
      for (int i : ofClass.subList(0, Math.min(perClass, ofClass.size()))) {
        ClipResult last = statistics.last(i);
        Clip clip = statistics.clips().get(i);
        double seconds =
            last != null && last.media() != null && last.media().seconds() > 0
                ? last.media().seconds()
                : clip.length().toMillis() / 1000.0;
        chosen.add(new Chosen(clip, new ContactSheet.Shot(statistics.file(i), seconds)));
      }
    }
    return chosen;
  }

  private long hash(Clip clip) {
    byte[] name =
        (clip.split() + "/" + clip.name()).getBytes(java.nio.charset.StandardCharsets.UTF_8);
    return MurmurHash3.hash32x86(name, 0, name.length, Long.hashCode(seed));
  }

  private static String inside(Path picture) throws IOException {
    return "data:image/jpeg;base64,"
        + Base64.getEncoder().encodeToString(Files.readAllBytes(picture));
  }

  /** The folder for what does not fit into the page: {@code report_files} for report.html. */
  private static Path folderBeside(Path page) throws IOException {
    String name = page.getFileName().toString().replaceFirst("\\.html?$", "") + "_files";
    return Files.createDirectories(page.toAbsolutePath().resolveSibling(name));
  }

  private static String copied(Path picture, Path beside, Path page) throws IOException {
    Path copy = beside.resolve(picture.getParent().getFileName() + "" + picture.getFileName());
    if (!Files.exists(copy)) {
      AtomicFile.write(copy, out -> Files.copy(picture, out));
    }
    return Addresses.relative(page, copy);
  }
}
