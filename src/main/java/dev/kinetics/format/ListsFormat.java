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
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

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
              samples.forEach(paths::folder);
              paths.folders().forEach(this::refuseOdd);
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
              + " end: use 'kinetics export tree', move the dataset, or 'kinetics rename"
              + " --class-dirs underscore' where it is a class's folder");
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
    Line line =
        (out, sample) -> {
          paths.write(out, sample);
          out.write(separator);
          out.write(Integer.toString(sample.index()));
        };
    files.put(name + ".csv", file -> list(file, samples, line));
    if (split == Split.VALID && job.test() == TestClips.VAL) {
      files.put("test.csv", file -> list(file, samples, line));
    }
    if (split == Split.TRAIN) {
      String unlabelled = separator + "0" + separator + "-1";
      Line pretrain =
          (out, sample) -> {
            paths.write(out, sample);
            out.write(unlabelled);
          };
      files.put("pretrain.csv", file -> list(file, samples, pretrain));
    }
    if (!makesFiles(plan, split)) {
      String videos = home + "/videos_" + name;
      files.put(videos, file -> link(job, file, videos, split, Kind.VIDEO));
    }
    String beginning = home + "/" + home + "_" + name + "_list_";
    Line video =
        (out, sample) -> {
          paths.writeBelow(out, sample);
          out.write(Kind.VIDEO.fileEnding());
          out.write(" " + sample.index());
        };
    files.put(beginning + "videos.txt", file -> list(file, samples, video));
    List<Sample> withFrames = samples.stream().filter(sample -> sample.frames() > 0).toList();
    if (!withFrames.isEmpty()) {
      String frames = home + "/rawframes_" + name;
      files.put(frames, file -> link(job, file, frames, split, Kind.FRAMES));
      Line rawFrames =
          (out, sample) -> {
            paths.writeBelow(out, sample);
            out.write(" " + sample.frames() + " " + sample.index());
          };
      files.put(beginning + "rawframes.txt", file -> list(file, withFrames, rawFrames));
    }
  }

  private static String relative(ExportJob job, Sample sample, Kind kind) {
    return relativeFolder(job, sample.clip(), kind)
        .resolve(job.layout().naming().clipName(sample.clip()) + kind.fileEnding())
        .toString();
  }

  /** Writes what stands in a clip's line: a release has millions, so in pieces. */
  private interface Line {
    void write(Writer out, Sample sample) throws IOException;
  }

  private static void list(Path file, List<Sample> samples, Line line) throws IOException {
    try (Writer out = Files.newBufferedWriter(file, UTF_8)) {
      for (Sample sample : samples) {
        line.write(out, sample);
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

  /** The paths of a split's clips, in the dataset or in the export. */
  private final class Paths {
    private final ExportJob job;
    private final String home;
    private final Map<String, Folder> byLabel = new ConcurrentHashMap<>();

    /** The folder of a class: its absolute path and the one below the split's, with a slash. */
    private record Folder(String path, String below) {}

    Paths(ExportJob job, ExportPlan plan, Split split) {
      this.job = job;
      Path made = job.out().resolve(videosFolder(job, split));
      Path own = job.layout().splitFolder(split, Kind.VIDEO);
      this.home =
          (makesFiles(plan, split) ? made : own).toAbsolutePath().normalize().toString() + "/";
    }

    /** The absolute paths of the folders that were asked for. */
    List<String> folders() {
      return byLabel.values().stream().map(Folder::path).sorted().toList();
    }

    /** Writes the absolute path of a clip. */
    void write(Writer out, Sample sample) throws IOException {
      out.write(folder(sample).path());
      out.write(job.layout().naming().clipName(sample.clip()));
      out.write(Kind.VIDEO.fileEnding());
    }

    /** Writes a clip's name with its class's folder; frames have the same, without an ending. */
    void writeBelow(Writer out, Sample sample) throws IOException {
      out.write(folder(sample).below());
      out.write(job.layout().naming().clipName(sample.clip()));
    }

    Folder folder(Sample sample) {
      Folder known = byLabel.get(sample.clip().label());
      return known == null
          ? byLabel.computeIfAbsent(sample.clip().label(), l -> made(sample))
          : known;
    }

    private Folder made(Sample sample) {
      String name = relativeFolder(job, sample.clip(), Kind.VIDEO).toString();
      String below = name.isEmpty() ? "" : name + "/";
      return new Folder(home + below, below);
    }
  }

  @Override
  public Map<String, String> words(ExportJob job, ExportPlan plan) {
    return Map.of(
        "home", home(job.release()), "separator", separator == ' ' ? "' '" : "'" + separator + "'");
  }
}
