package dev.kinetics.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import dev.kinetics.annotations.Clip;
import dev.kinetics.annotations.Release;
import dev.kinetics.annotations.Split;
import dev.kinetics.dataset.DatasetLayout.Kind;
import dev.kinetics.error.KineticsException;
import dev.kinetics.export.ExportFormat;
import dev.kinetics.export.ExportJob;
import dev.kinetics.export.ExportJob.TestClips;
import dev.kinetics.export.ExportPlan;
import dev.kinetics.export.ExportPlan.Shard;
import dev.kinetics.export.ExportWriter;
import dev.kinetics.export.Sample;
import dev.kinetics.inspect.ClipFacts;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.commons.io.IOUtils;

/**
 * Lists of paths and class indices, without a copy of anything: {@code train.csv}, {@code val.csv}
 * and {@code test.csv}, a line {@code /PATH INDEX} without header or empty lines (PySlowFast's
 * {@code slowfast/datasets/kinetics.py}, VideoMAE's {@code kinetics.py}, V-JEPA's {@code
 * src/datasets/video_dataset.py}, DALI's {@code readers.video}); {@code pretrain.csv} with {@code
 * /PATH 0 -1} (VideoMAEv2); MMAction2's lists with the folders that they are relative to ({@code
 * mmaction/datasets/video_dataset.py}, {@code rawframe_dataset.py}); and a table of every clip.
 *
 * @param separator what stands between path and index, one blank for most readers
 * @param videos how clips come into MMAction2's folders
 * @param table every selected clip, for the table
 */
public record ListsFormat(char separator, Videos videos, ClipFacts table) implements ExportFormat {
  private static final Map<Split, String> NAMES =
      Map.of(Split.TRAIN, "train", Split.VALID, "val", Split.TEST, "test");

  @Override
  public String name() {
    return "lists";
  }

  /** Only the table of all clips, which no shard needs, is large. */
  @Override
  public ExportFormat forShards() {
    return new ListsFormat(separator, videos, null);
  }

  @Override
  public boolean inShards() {
    return false;
  }

  @Override
  public Set<Kind> kinds() {
    return EnumSet.of(Kind.VIDEO);
  }

  @Override
  public Map<String, Object> options() {
    Map<String, Object> options = new LinkedHashMap<>(videos.options());
    options.put("separator", String.valueOf(separator));
    return options;
  }

  @Override
  public void check(ExportJob job, ExportPlan plan) {
    plan.samples()
        .forEach(
            (split, samples) -> paths(job, plan, split).folders(samples).forEach(this::refuseOdd));
  }

  /** Names of clips are letters, digits, {@code -} and {@code _}: only folders can be odd. */
  private void refuseOdd(String folder) {
    // Readers split at blanks; pandas takes quotes for its own.
    boolean odd =
        folder.indexOf(separator) >= 0 || folder.chars().anyMatch(c -> c == '"' || isBlank(c));
    if (odd) {
      throw KineticsException.badInput(
          "the path '"
              + folder
              + "' has a blank, a quote or the separator in it, which readers of lists take for its"
              + " end: use 'kinetics export tree', move the dataset, or 'kinetics rename"
              + " --class-dirs underscore' where it is a class's folder");
    }
  }

  /** As Python's {@code str.split()} sees it. */
  private static boolean isBlank(int c) {
    return Character.isSpaceChar(c) || Character.isWhitespace(c) || Character.isISOControl(c);
  }

  /** MMAction2's folder, {@code kinetics400}. */
  static String home(Release release) {
    return "kinetics" + release.toString().replaceAll("-.*", "");
  }

  /** Whether clips are put into folders of the export, and not only the dataset's linked. */
  private boolean makesFiles(ExportPlan plan, Split split) {
    return videos.mode() != Videos.Mode.LINK || plan.makesFiles(split);
  }

  @Override
  public List<String> files(Shard shard) {
    return List.of();
  }

  @Override
  public ExportWriter<Sample> writer(ExportJob job, Shard shard, Path scratch) {
    Path folder = job.out().resolve(videosFolder(job, shard.split()));
    Videos.Placer placer = videos.new Placer(job, Kind.VIDEO, scratch);
    return new ExportWriter<>() {
      @Override
      public void write(Sample sample) throws IOException, InterruptedException {
        placer.place(sample, folder.resolve(relativeFolder(job, sample.clip(), Kind.VIDEO)));
      }

      @Override
      public void close() {
        // Each file has its place already.
      }
    };
  }

  @Override
  public boolean isThere(ExportJob job, ExportPlan plan, Shard shard) {
    if (!makesFiles(plan, shard.split())) {
      return true;
    }
    Path home = job.out().resolve(videosFolder(job, shard.split()));
    return shard.samples().stream()
        .allMatch(
            sample ->
                Files.exists(home.resolve(relative(job, sample, Kind.VIDEO)), NOFOLLOW_LINKS));
  }

  private static String videosFolder(ExportJob job, Split split) {
    return home(job.release()) + "/videos_" + NAMES.get(split);
  }

  /** The paths of a split's clips, in the dataset or in the export. */
  private ListedPaths paths(ExportJob job, ExportPlan plan, Split split) {
    return new ListedPaths(
        job,
        makesFiles(plan, split)
            ? job.out().resolve(videosFolder(job, split))
            : job.layout().splitFolder(split, Kind.VIDEO));
  }

  /** The folder of a clip below that of its split. */
  static Path relativeFolder(ExportJob job, Clip clip, Kind kind) {
    return job.layout().splitFolder(clip.split(), kind).relativize(job.layout().folder(clip, kind));
  }

  /** Makes some of the files. */
  private interface Making {
    void make() throws IOException;
  }

  @Override
  public List<String> finish(ExportJob job, ExportPlan plan, Path scratch) throws IOException {
    Files.createDirectories(scratch.resolve(home(job.release())));
    List<String> files = new ArrayList<>();
    List<Making> work = new ArrayList<>();
    for (Split split : plan.samples().keySet()) {
      files.addAll(link(job, plan, split, scratch));
      Map<String, Line> lists = lists(job, plan, split);
      files.addAll(lists.keySet());
      work.add(() -> write(lists, plan.samples(split), scratch));
    }
    files.addAll(List.of("table.csv", "table.jsonl"));
    work.add(() -> ClipTableFiles.writeCsv(table, job.classes(), scratch.resolve("table.csv")));
    work.add(() -> ClipTableFiles.writeJson(table, job.classes(), scratch.resolve("table.jsonl")));
    try {
      // Each takes a second or more of a whole release.
      work.parallelStream()
          .forEach(
              making -> {
                try {
                  making.make();
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    return files;
  }

  /** What stands in a clip's line, with its end; nothing where it has none in this list. */
  private interface Line {
    void write(Writer out, Sample sample) throws IOException;
  }

  /** The lists of a split by their names. */
  private Map<String, Line> lists(ExportJob job, ExportPlan plan, Split split) {
    String name = NAMES.get(split);
    ListedPaths paths = paths(job, plan, split);
    Map<String, Line> lists = new LinkedHashMap<>();
    Line line =
        (out, sample) -> {
          paths.write(out, sample);
          out.write(separator);
          out.write(sample.index() + "\n");
        };
    lists.put(name + ".csv", line);
    if (split == Split.VALID && job.test() == TestClips.VAL) {
      lists.put("test.csv", line);
    }
    if (split == Split.TRAIN) {
      String unlabelled = separator + "0" + separator + "-1\n";
      lists.put(
          "pretrain.csv",
          (out, sample) -> {
            paths.write(out, sample);
            out.write(unlabelled);
          });
    }
    String beginning = home(job.release()) + "/" + home(job.release()) + "_" + name + "_list_";
    lists.put(
        beginning + "videos.txt",
        (out, sample) -> {
          paths.writeBelow(out, sample);
          out.write(Kind.VIDEO.fileEnding());
          out.write(" " + sample.index() + "\n");
        });
    if (hasFrames(plan, split)) {
      lists.put(
          beginning + "rawframes.txt",
          (out, sample) -> {
            if (sample.frames() > 0) {
              paths.writeBelow(out, sample);
              out.write(" " + sample.frames() + " " + sample.index() + "\n");
            }
          });
    }
    return lists;
  }

  private static boolean hasFrames(ExportPlan plan, Split split) {
    return plan.samples(split).stream().anyMatch(sample -> sample.frames() > 0);
  }

  /**
   * Writes lists side by side: a clip has its place in them by chance, and to find each of a
   * release's in memory once a list takes as long as to write it.
   */
  private static void write(Map<String, Line> lists, List<Sample> samples, Path folder)
      throws IOException {
    List<Line> lines = List.copyOf(lists.values());
    List<Writer> files = new ArrayList<>();
    try {
      for (String list : lists.keySet()) {
        files.add(Files.newBufferedWriter(folder.resolve(list), UTF_8));
      }
      for (Sample sample : samples) {
        for (int i = 0; i < lines.size(); i++) {
          lines.get(i).write(files.get(i), sample);
        }
      }
      for (Writer file : files) {
        file.close();
      }
    } finally {
      IOUtils.closeQuietly(files.toArray(Closeable[]::new));
    }
  }

  /** Links the folders that lists of MMAction2 are relative to, and gives the links' names. */
  private List<String> link(ExportJob job, ExportPlan plan, Split split, Path scratch)
      throws IOException {
    List<String> links = new ArrayList<>();
    if (!makesFiles(plan, split)) {
      links.add(link(job, scratch, videosFolder(job, split), split, Kind.VIDEO));
    }
    if (hasFrames(plan, split)) {
      String frames = home(job.release()) + "/rawframes_" + NAMES.get(split);
      links.add(link(job, scratch, frames, split, Kind.FRAMES));
    }
    return links;
  }

  private static String link(ExportJob job, Path scratch, String name, Split split, Kind kind)
      throws IOException {
    Path home = Files.createDirectories(job.out().resolve(name).getParent()).toRealPath();
    Path linked = job.layout().splitFolder(split, kind).toRealPath();
    Files.createSymbolicLink(scratch.resolve(name), home.relativize(linked));
    return name;
  }

  private static String relative(ExportJob job, Sample sample, Kind kind) {
    return relativeFolder(job, sample.clip(), kind)
        .resolve(job.layout().naming().clipName(sample.clip()) + kind.fileEnding())
        .toString();
  }

  @Override
  public Map<String, String> words(ExportJob job, ExportPlan plan) {
    return Map.of(
        "home", home(job.release()), "separator", separator == ' ' ? "' '" : "'" + separator + "'");
  }
}
