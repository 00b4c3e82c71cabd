package dev.kinetics.format;

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
import dev.kinetics.tfrecord.TfRecordWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * TFRecords of {@code SequenceExample}, a clip each, as DMVR ({@code dmvr/modalities.py}), Scenic
 * ({@code projects/vivit/data}, {@code projects/mbt/datasets}) and the TF Model Garden ({@code
 * official/vision/dataloaders/video_input.py}) read them; straight from the clips, without frames
 * on the disk.
 *
 * @param shortSide the pictures' shorter side in pixels; 0 for the clip's own
 * @param framesPerSecond pictures a second
 * @param quality of the JPEGs, 1 to 100
 * @param soundRate samples a second of the sound that goes in too; 0 for none
 * @param melspec whether log-mel spectrograms go in too
 */
public record DmvrFormat(
    int shortSide, double framesPerSecond, int quality, int soundRate, boolean melspec)
    implements ExportFormat {

  @Override
  public String name() {
    return "dmvr";
  }

  @Override
  public Set<Kind> kinds() {
    return EnumSet.of(Kind.VIDEO);
  }

  /** Scenic wants as many files as hosts, whatever is in them. */
  @Override
  public boolean mayBeEmpty() {
    return true;
  }

  @Override
  public boolean needsSound() {
    return soundRate > 0 || melspec;
  }

  @Override
  public Map<String, Object> options() {
    Map<String, Object> options = new LinkedHashMap<>();
    options.put("short-side", shortSide);
    options.put("fps", framesPerSecond);
    options.put("quality", quality);
    options.put("sound", soundRate);
    options.put("melspec", melspec);
    return options;
  }

  @Override
  public void check(ExportJob job, ExportPlan plan) {
    if (job.test() == TestClips.VAL && !plan.samples(Split.TEST).isEmpty()) {
      throw new IllegalArgumentException("two test sets");
    }
    if (framesPerSecond <= 0) {
      throw KineticsException.badInput("--fps is " + framesPerSecond + "; it must be more than 0");
    }
  }

  @Override
  public List<String> files(Shard shard) {
    return List.of(TfRecordWriter.shardName(table(shard.split()), shard.number(), shard.of()));
  }

  /** What Scenic calls the files of a split. */
  private static String table(Split split) {
    return (split == Split.VALID ? "validation" : split.toString()) + ".tfrecord";
  }

  @Override
  public boolean isThere(ExportJob job, ExportPlan plan, Shard shard) {
    return files(shard).stream().allMatch(file -> Files.exists(job.out().resolve(file)));
  }

  @Override
  public ExportWriter<Sample> writer(ExportJob job, Shard shard, Path scratch) throws IOException {
    return new SequenceWriter(job, this, scratch.resolve(files(shard).get(0)), scratch);
  }

  @Override
  public List<String> finish(ExportJob job, ExportPlan plan, Path scratch) throws IOException {
    List<String> links = new ArrayList<>();
    int shards = plan.shards(Split.VALID);
    for (int i = 0; job.test() == TestClips.VAL && i < shards; i++) {
      String name = TfRecordWriter.shardName(table(Split.TEST), i, shards);
      Path linked = Path.of(TfRecordWriter.shardName(table(Split.VALID), i, shards));
      Files.createSymbolicLink(scratch.resolve(name), linked);
      links.add(name);
    }
    return links;
  }

  @Override
  public Map<String, String> words(ExportJob job, ExportPlan plan) {
    boolean again = job.test() == TestClips.VAL;
    StringBuilder tables = new StringBuilder();
    StringBuilder counts = new StringBuilder();
    for (Split split : Split.values()) {
      Split from = split == Split.TEST && again ? Split.VALID : split;
      if (plan.samples(from).isEmpty()) {
        continue;
      }
      String name = split == Split.VALID ? "validation" : split.toString();
      tables.append("        '%s': '%s@%d',%n".formatted(name, table(split), plan.shards(from)));
      counts.append("        '%s': %d,%n".formatted(name, plan.samples(from).size()));
    }
    return Map.of(
        "tables", tables.toString(),
        "counts", counts.toString(),
        "side", Integer.toString(shortSide),
        "fps", String.format(Locale.ROOT, "%s", framesPerSecond).replaceAll("\\.0$", ""),
        "sound", soundRate == 0 ? "none" : soundRate + " Hz",
        "melspec", melspec ? "experimental, see below" : "none");
  }
}
