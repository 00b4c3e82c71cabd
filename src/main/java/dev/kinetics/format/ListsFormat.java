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
import dev.kinetics.export.Videos;
import dev.kinetics.inspect.ClipFacts;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

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
            (split, samples) -> {
              Paths paths = new Paths(job, plan, split);
              samples.forEach(sample -> refuseOdd(paths.folder(sample)));
            });
  }

  /** Names of clips are letters, digits, {@code -} and {@code _}: only folders can be odd. */
  private void refuseOdd(String folder) {
    // Readers split at blanks; pandas takes quotes for its own.
    boolean odd =
        folder.indexOf(separator) >= 0
            || folder.chars().anyMatch(c -> c == ' ' || c == '"' || Character.isISOControl(c));
    if (odd) {
      throw KineticsException.badInput(
          "the path '"
              + folder
              + "' has a blank, a quote or the separator in it, which readers of lists take for its"
              + " end: use 'kinetics export tree', or move the dataset");
    }
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

  /** The folder of a clip below that of its split. */
  private static Path relativeFolder(ExportJob job, Clip clip, Kind kind) {
    return job.layout().splitFolder(clip.split(), kind).relativize(job.layout().folder(clip, kind));
  }

  /** Makes one file below the scratch folder. */
  private interface Making {
    void make(Path file) throws IOException;
  }

  @Override
  public List<String> finish(ExportJob job, ExportPlan plan, Path scratch) throws IOException {
    Files.createDirectories(scratch.resolve(home(job.release())));
    Map<String, Making> files = new LinkedHashMap<>();
    for (Split split : plan.samples().keySet()) {
      add(files, job, plan, split);
    }
    files.put("table.csv", file -> ClipTableFiles.writeCsv(table, job.classes(), file));
    files.put("table.jsonl", file -> ClipTableFiles.writeJson(table, job.classes(), file));
    try {
      // Each takes a second or more of a whole release.
      files.entrySet().parallelStream()
          .forEach(
              file -> {
                try {
                  file.getValue().make(scratch.resolve(file.getKey()));
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    return List.copyOf(files.keySet());
  }

  private void add(Map<String, Making> files, ExportJob job, ExportPlan plan, Split split) {
    String home = home(job.release());
    String name = NAMES.get(split);
    List<Sample> samples = plan.samples(split);
    Paths paths = new Paths(job, plan, split);
    Function<Sample, String> line = sample -> paths.of(sample) + separator + sample.index();
    files.put(name + ".csv", file -> list(file, samples, line));
    if (split == Split.VALID && job.test() == TestClips.VAL) {
      files.put("test.csv", file -> list(file, samples, line));
    }
    if (split == Split.TRAIN) {
      String unlabelled = separator + "0" + separator + "-1";
      files.put(
          "pretrain.csv", file -> list(file, samples, sample -> paths.of(sample) + unlabelled));
    }
    if (!makesFiles(plan, split)) {
      String videos = home + "/videos_" + name;
      files.put(videos, file -> link(job, file, videos, split, Kind.VIDEO));
    }
    String beginning = home + "/" + home + "_" + name + "_list_";
    files.put(
        beginning + "videos.txt",
        file ->
            list(
                file,
                samples,
                sample -> paths.below(sample) + Kind.VIDEO.fileEnding() + " " + sample.index()));
    List<Sample> withFrames = samples.stream().filter(sample -> sample.frames() > 0).toList();
    if (!withFrames.isEmpty()) {
      String frames = home + "/rawframes_" + name;
      files.put(frames, file -> link(job, file, frames, split, Kind.FRAMES));
      files.put(
          beginning + "rawframes.txt",
          file ->
              list(
                  file,
                  withFrames,
                  sample -> paths.below(sample) + " " + sample.frames() + " " + sample.index()));
    }
  }

  private static String relative(ExportJob job, Sample sample, Kind kind) {
    return relativeFolder(job, sample.clip(), kind)
        .resolve(job.layout().naming().clipName(sample.clip()) + kind.fileEnding())
        .toString();
  }

  private static void list(Path file, List<Sample> samples, Function<Sample, String> line)
      throws IOException {
    try (BufferedWriter out = Files.newBufferedWriter(file, UTF_8)) {
      for (Sample sample : samples) {
        out.write(line.apply(sample));
        out.write('\n');
      }
    }
  }

  private static void link(ExportJob job, Path file, String name, Split split, Kind kind)
      throws IOException {
    Path home = Files.createDirectories(job.out().resolve(name).getParent()).toRealPath();
    Path linked = job.layout().splitFolder(split, kind).toRealPath();
    Files.createSymbolicLink(file, home.relativize(linked));
  }

  /** The absolute paths of a split's clips, in the dataset or in the export. */
  private final class Paths {
    private final ExportJob job;
    private final String folder;
    private final Map<String, String> byLabel = new ConcurrentHashMap<>();

    Paths(ExportJob job, ExportPlan plan, Split split) {
      this.job = job;
      Path made = job.out().resolve(videosFolder(job, split));
      Path own = job.layout().splitFolder(split, Kind.VIDEO);
      Path home = (makesFiles(plan, split) ? made : own).toAbsolutePath().normalize();
      this.folder = home.toString();
    }

    /** The absolute path of the folder of a clip. */
    String folder(Sample sample) {
      return folder + "/" + classFolder(sample);
    }

    /** The absolute path of a clip. */
    String of(Sample sample) {
      return folder + "/" + below(sample) + Kind.VIDEO.fileEnding();
    }

    /** A clip's name with its class's folder; frames have the same, without an ending. */
    String below(Sample sample) {
      return classFolder(sample) + job.layout().naming().clipName(sample.clip());
    }

    private String classFolder(Sample sample) {
      return byLabel.computeIfAbsent(
          sample.clip().label(),
          label -> {
            String name = relativeFolder(job, sample.clip(), Kind.VIDEO).toString();
            return name.isEmpty() ? "" : name + "/";
          });
    }
  }

  @Override
  public Map<String, String> words(ExportJob job, ExportPlan plan) {
    return Map.of(
        "home", home(job.release()), "separator", separator == ' ' ? "' '" : "'" + separator + "'");
  }
}
