package dev.kinetics.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kinetics.annotations.Split;
import dev.kinetics.dataset.DatasetLayout.Kind;
import dev.kinetics.error.KineticsException;
import dev.kinetics.export.ExportFormat;
import dev.kinetics.export.ExportGuide;
import dev.kinetics.export.ExportJob;
import dev.kinetics.export.ExportJob.TestClips;
import dev.kinetics.export.ExportPlan;
import dev.kinetics.export.ExportPlan.Shard;
import dev.kinetics.export.ExportWriter;
import dev.kinetics.export.Sample;
import dev.kinetics.media.MediaFacts;
import dev.kinetics.media.MediaFile;
import dev.kinetics.media.Mp4Structure;
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
import java.util.TreeSet;

/**
 * Tar files for WebDataset, Hugging Face and DALI: {@code train/00000.tar} and so on, a sample a
 * clip. A sample's files stand together and share what comes before the first dot of their names;
 * {@code cls} holds digits, {@code txt} the label, {@code json} what is known of the clip
 * (webdataset's {@code tariterators.py} and {@code autodecode.py}). Beside each lies DALI's index
 * ({@code tools/wds2idx.py}, v1.2).
 *
 * @param sound whether the sound track goes in too; clips without one are left out
 * @param frames whether the frames go in instead of the clip
 */
public record WebDatasetFormat(boolean sound, boolean frames) implements ExportFormat {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Override
  public String name() {
    return "webdataset";
  }

  @Override
  public Set<Kind> kinds() {
    Set<Kind> kinds = EnumSet.of(frames ? Kind.FRAMES : Kind.VIDEO);
    if (sound) {
      kinds.add(Kind.SOUND);
    }
    return kinds;
  }

  @Override
  public Map<String, Object> options() {
    Map<String, Object> options = new LinkedHashMap<>();
    options.put("sound", sound);
    options.put("frames", frames);
    return options;
  }

  @Override
  public void check(ExportJob job, ExportPlan plan) {
    // Keys are made of ids and digits, and every label can be written.
    if (tracks(plan).size() > 1) {
      throw KineticsException.badInput(
          "the sound tracks are of several forms ("
              + String.join(", ", tracks(plan))
              + "), and samples of a WebDataset have the same fields; make them all in one form:"
              + " kinetics sound --overwrite --format FORM");
    }
  }

  /** How the names of the sound tracks end. */
  private static Set<String> tracks(ExportPlan plan) {
    Set<String> tracks = new TreeSet<>();
    plan.samples()
        .values()
        .forEach(
            samples ->
                samples.forEach(
                    sample -> {
                      if (sample.track() != null) {
                        tracks.add(sample.track());
                      }
                    }));
    return tracks;
  }

  @Override
  public List<String> files(Shard shard) {
    String path = folder(shard.split()) + String.format(Locale.ROOT, "/%05d", shard.number());
    return List.of(path + ".idx", path + ".tar");
  }

  @Override
  public boolean isThere(ExportJob job, ExportPlan plan, Shard shard) {
    return files(shard).stream().allMatch(file -> Files.exists(job.out().resolve(file)));
  }

  /** The folder of a split, by which Hugging Face tells it. */
  static String folder(Split split) {
    return split == Split.VALID ? "val" : split.toString();
  }

  @Override
  public ExportWriter<Sample> writer(ExportJob job, Shard shard, Path scratch) throws IOException {
    List<String> files = files(shard);
    Path tar = scratch.resolve(files.get(1));
    Files.createDirectories(tar.getParent());
    return new Writer(job, new TarFile(tar), scratch.resolve(files.get(0)), scratch);
  }

  @Override
  public List<String> finish(ExportJob job, ExportPlan plan, Path scratch) throws IOException {
    if (!isTestOfVal(job, plan)) {
      return List.of();
    }
    Files.createSymbolicLink(scratch.resolve(folder(Split.TEST)), Path.of(folder(Split.VALID)));
    return List.of(folder(Split.TEST));
  }

  private static boolean isTestOfVal(ExportJob job, ExportPlan plan) {
    return job.test() == TestClips.VAL && !plan.samples(Split.VALID).isEmpty();
  }

  @Override
  public Map<String, String> words(ExportJob job, ExportPlan plan) throws IOException {
    StringBuilder splits = new StringBuilder();
    StringBuilder urls = new StringBuilder();
    Set<Split> all = new TreeSet<>(plan.samples().keySet());
    if (isTestOfVal(job, plan)) {
      all.add(Split.TEST);
    }
    for (Split split : all) {
      boolean again = split == Split.TEST && isTestOfVal(job, plan);
      String folder = folder(split);
      String name = split == Split.VALID ? "validation" : split.toString();
      splits.append("  - split: ").append(name).append('\n');
      splits.append("    path: ").append(folder).append("/*.tar\n");
      urls.append(
          String.format(
              Locale.ROOT,
              "    %s = '%s/%s/{00000..%05d}.tar'%n",
              folder,
              job.out().toAbsolutePath().normalize(),
              folder,
              plan.shards(again ? Split.VALID : split) - 1));
    }
    StringBuilder names = new StringBuilder();
    List<String> labels = job.classes().labels();
    for (int i = 0; i < labels.size(); i++) {
      names
          .append("          '")
          .append(i)
          .append("': ")
          .append(quoted(labels.get(i)))
          .append('\n');
    }
    StringBuilder media = new StringBuilder();
    if (!frames) {
      media.append("  - name: mp4\n    dtype: video\n");
    }
    if (sound) {
      tracks(plan)
          .forEach(
              track ->
                  media
                      .append("  - name: ")
                      .append(track.substring(1))
                      .append("\n    dtype: audio\n"));
    }
    // The frames of clips differ in number, which Hugging Face's tables do not know.
    String features =
        frames
            ? ""
            : ExportGuide.filled(
                "webdataset-features.yaml",
                Map.of("names", names.toString(), "media", media.toString()));
    return Map.of(
        "splits",
        splits.toString(),
        "features",
        features,
        "urls",
        urls.toString(),
        "huggingface",
        frames
            ? "Its tables need the same fields in every sample, and clips differ in their number of"
                + " frames: read these with webdataset, or export the clips."
            : "    load_dataset('" + job.out().toAbsolutePath().normalize() + "', streaming=True)",
        "clip",
        frames ? "frame00000.jpg" : "mp4");
  }

  /** A string of YAML that is one whatever stands in it. */
  private static String quoted(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  private final class Writer implements ExportWriter<Sample> {
    private final ExportJob job;
    private final TarFile tar;
    private final Path index;
    private final Path scratch;
    private final List<String> samples = new ArrayList<>();

    Writer(ExportJob job, TarFile tar, Path index, Path scratch) {
      this.job = job;
      this.tar = tar;
      this.index = index;
      this.scratch = scratch;
    }

    @Override
    public void write(Sample sample) throws IOException, InterruptedException {
      List<String> parts = new ArrayList<>();
      MediaFacts media = sample.media();
      if (frames) {
        Path folder = job.layout().path(sample.clip(), Kind.FRAMES);
        for (int i = 0; i < sample.frames(); i++) {
          String ending = String.format(Locale.ROOT, "frame%05d.jpg", i);
          add(parts, sample, ending, folder.resolve("frame" + i + ".jpg"));
        }
      } else {
        Path file = Videos.plain(job, sample, scratch);
        if (file.startsWith(scratch)) {
          media = Mp4Structure.read(file).flatMap(MediaFile::facts).orElse(media);
        }
        add(parts, sample, "mp4", file);
      }
      if (sound) {
        add(
            parts,
            sample,
            sample.track().substring(1),
            job.layout().path(sample.clip(), Kind.SOUND, sample.track()));
      }
      add(parts, sample, "cls", Integer.toString(sample.index()).getBytes(UTF_8));
      add(parts, sample, "txt", sample.clip().label().getBytes(UTF_8));
      add(parts, sample, "json", JSON.writeValueAsBytes(facts(sample, media)));
      samples.add(String.join(" ", parts));
    }

    private void add(List<String> parts, Sample sample, String ending, Path file)
        throws IOException {
      String name = sample.key() + "." + ending;
      long offset = tar.add(name, file);
      parts.add(ending + " " + offset + " " + tar.lastSize() + " " + name);
    }

    private void add(List<String> parts, Sample sample, String ending, byte[] content)
        throws IOException {
      String name = sample.key() + "." + ending;
      parts.add(ending + " " + tar.add(name, content) + " " + content.length + " " + name);
    }

    @Override
    public void close() throws IOException {
      tar.close();
      StringBuilder lines = new StringBuilder("v1.2 " + samples.size() + "\n");
      samples.forEach(line -> lines.append(line).append('\n'));
      Files.writeString(index, lines);
    }
  }

  /** What is known of a clip; each sample has the same fields, as Hugging Face needs it. */
  static ObjectNode facts(Sample sample, MediaFacts media) {
    ObjectNode json = JSON.createObjectNode();
    json.put("id", sample.clip().id());
    json.put("split", sample.clip().split().toString());
    json.put("label", sample.clip().label());
    json.put("index", sample.index());
    json.put("start", sample.clip().startMillis() / 1000.0);
    json.put("end", sample.clip().endMillis() / 1000.0);
    json.put("width", media == null ? null : (Integer) media.width());
    json.put("height", media == null ? null : (Integer) media.height());
    json.put("fps", media == null ? null : (Double) media.frameRate());
    json.put("seconds", media == null ? null : (Double) media.seconds());
    json.put("frames", media == null ? null : (Long) media.frames());
    json.put("audio", media == null ? null : (Boolean) media.audio());
    return json;
  }
}
