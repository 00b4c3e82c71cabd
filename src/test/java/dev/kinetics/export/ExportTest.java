package dev.kinetics.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kinetics.annotations.ClassIndices;
import dev.kinetics.annotations.Clip;
import dev.kinetics.annotations.Release;
import dev.kinetics.annotations.Split;
import dev.kinetics.dataset.DatasetLayout;
import dev.kinetics.dataset.DatasetLayout.Kind;
import dev.kinetics.dataset.Inventory;
import dev.kinetics.dataset.Naming.ClassFolders;
import dev.kinetics.engine.Engine;
import dev.kinetics.error.KineticsException;
import dev.kinetics.export.ExportJob.TestClips;
import dev.kinetics.export.ExportPlan.Sharding;
import dev.kinetics.format.TreeFormat;
import dev.kinetics.format.Videos;
import dev.kinetics.format.WebDatasetFormat;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The exports that need no tool: the files of clips go in as they are. */
class ExportTest {
  private static final List<String> LABELS =
      List.of("massaging person's head", "pole vault", "punching person (boxing)");
  private static final TreeFormat TREE = tree(ClassFolders.UNDERSCORE, false);
  private static final WebDatasetFormat TARS = new WebDatasetFormat(false, false);

  @TempDir Path home;
  private DatasetLayout layout;
  private final List<Sample> samples = new ArrayList<>();

  private static TreeFormat tree(ClassFolders folders, boolean force) {
    return new TreeFormat(
        Videos.of(Videos.Mode.LINK),
        false,
        Map.of(Split.TRAIN, "train", Split.VALID, "val", Split.TEST, "test"),
        folders,
        force);
  }

  @BeforeEach
  void makeClips() throws IOException {
    layout = new DatasetLayout(home.resolve("dataset"));
    for (int i = 0; i < 24; i++) {
      Split split = i % 4 == 3 ? Split.VALID : Split.TRAIN;
      add(String.format("-video%05d", i), split, LABELS.get(i % 3), 1000 * i, i == 5);
    }
    // Two sections of one id.
    add("-video00000", Split.TRAIN, "pole vault", 50_000, false);
  }

  private void add(String id, Split split, String label, long start, boolean compressed)
      throws IOException {
    Clip clip = new Clip(id, split, label, start, start + 10_000, id, "");
    clip = start == 50_000 ? clip.named(clip.timedName()) : clip;
    Path file = layout.path(clip, Kind.VIDEO);
    Files.createDirectories(file.getParent());
    byte[] content = (clip.timedName() + "!").repeat(40).getBytes();
    if (compressed) {
      try (OutputStream out =
          new GZIPOutputStream(
              Files.newOutputStream(
                  layout.path(clip, Kind.VIDEO, DatasetLayout.COMPRESSED_ENDING)))) {
        out.write(content);
      }
    } else {
      Files.write(file, content);
    }
    samples.add(
        new Sample(
            clip,
            LABELS.indexOf(label),
            content.length,
            0,
            compressed ? ".mp4.gz" : ".mp4",
            null,
            false,
            null,
            0));
  }

  @Test
  void aTreeLinksEachClipByARelativePath() throws Exception {
    Path out = home.resolve("out");
    run(TREE, out, 0, 1, 1);

    assertThat(files(out).keySet())
        .contains("train/pole_vault/-video00001.mp4", "README.md", "classes.txt")
        .contains("train/pole_vault/-video00000_000050_000060.mp4")
        .contains("val/massaging_person's_head/-video00003.mp4")
        .noneMatch(name -> name.contains("/."));
    for (Sample sample : samples) {
      String split = sample.clip().split() == Split.VALID ? "val" : "train";
      Path file =
          out.resolve(split)
              .resolve(sample.clip().label().replace(' ', '_'))
              .resolve(sample.clip().name() + ".mp4");
      assertThat(file).hasContent((sample.clip().timedName() + "!").repeat(40));
      assertThat(Files.isSymbolicLink(file)).isEqualTo(!sample.compressed());
    }
    // Both can be moved together.
    Files.move(home, home.resolveSibling("moved"));
    Path moved = home.resolveSibling("moved").resolve("out/train/pole_vault/-video00001.mp4");
    assertThat(moved).exists();
    Files.move(home.resolveSibling("moved"), home);
    assertThat(home.resolve(".kinetics")).doesNotExist();
  }

  @Test
  void aNameInCapitalsIsCopiedUnderTheUsualOne() throws Exception {
    Sample sample = samples.get(1);
    Path own = layout.path(sample.clip(), Kind.VIDEO);
    Files.move(own, layout.path(sample.clip(), Kind.VIDEO, ".MP4"));
    samples.set(
        1,
        new Sample(
            sample.clip(),
            sample.index(),
            sample.bytes(),
            0,
            new Inventory(layout).entry(sample.clip(), Kind.VIDEO).orElseThrow().ending(),
            null,
            false,
            null,
            0));
    run(TREE, home.resolve("out"), 0, 1, 1);
    Path copied = home.resolve("out/train/pole_vault/-video00001.mp4");
    assertThat(copied).isRegularFile().hasContent("-video00001_000001_000011!".repeat(40));
    assertThat(Files.isSymbolicLink(copied)).isFalse();
  }

  @Test
  void aTreeLinksAcrossLinkedFolders() throws Exception {
    Path real = Files.createDirectories(home.resolve("elsewhere/deep/down"));
    Path out = Files.createSymbolicLink(home.resolve("linked"), real).resolve("out");
    run(TREE, out, 0, 1, 1);
    assertThat(out.resolve("train/pole_vault/-video00001.mp4")).exists();
  }

  @Test
  void aTreeRefusesClassesThatOneSplitLacks() throws Exception {
    samples.removeIf(sample -> sample.clip().split() == Split.VALID && sample.index() == 1);
    assertThatThrownBy(() -> run(TREE, home.resolve("out"), 0, 1, 1))
        .isInstanceOf(KineticsException.class)
        .hasMessageContaining("valid lacks 1 of the classes, such as 'pole vault'")
        .hasMessageContaining("--force");
    assertThat(home.resolve("out")).doesNotExist();
    run(tree(ClassFolders.LABEL, true), home.resolve("out"), 0, 1, 1);
    assertThat(home.resolve("out/train/pole vault")).isDirectory();
  }

  @Test
  void aTreeHasTheIndicesThatItsReadersCount() {
    // Class 0 is missing: readers of folders would count the others from 0.
    samples.removeIf(sample -> sample.index() == 0);
    assertThatThrownBy(() -> run(TREE, home.resolve("out"), 0, 1, 1))
        .isInstanceOf(KineticsException.class)
        .hasMessageContaining("--labels dense");
    assertThat(TREE.indices(Set.copyOf(LABELS.subList(1, 3))).labels())
        .isEqualTo(LABELS.subList(1, 3));
  }

  @Test
  void sixteenShardsByFourRunsAreThoseOfOne() throws Exception {
    run(TARS, home.resolve("one"), 16, 1, 1);
    for (int part = 1; part <= 4; part++) {
      Export.Result result = run(TARS, home.resolve("four"), 16, part, 4);
      assertThat(result.made()).isEqualTo(8);
      assertThat(result.elsewhere()).isEqualTo(32 - 8 * part);
    }
    assertThat(files(home.resolve("four"))).isEqualTo(withoutPaths(files(home.resolve("one"))));
    assertThat(run(TARS, home.resolve("four"), 16, 1, 1).made()).isZero();
  }

  /** The guide names the folder that the export lies in. */
  private Map<String, String> withoutPaths(Map<String, String> files) {
    files.replaceAll((name, content) -> content.replace("/one", "/four"));
    return files;
  }

  @Test
  void aRerunKeepsWhatIsWholeAndMakesTheRest() throws Exception {
    Path out = home.resolve("out");
    run(TARS, out, 3, 1, 1);
    Map<String, String> whole = files(out);
    Files.delete(out.resolve("train/00001.tar"));
    Files.delete(out.resolve("val/00002.idx"));
    Files.delete(out.resolve("README.md"));

    assertThat(run(TARS, out, 3, 1, 1).made()).isEqualTo(2);
    assertThat(files(out)).isEqualTo(whole);
  }

  @Test
  void otherOptionsOrClipsNeedOverwrite() throws Exception {
    Path out = home.resolve("out");
    run(TARS, out, 3, 1, 1);
    assertThatThrownBy(() -> run(new WebDatasetFormat(false, true), out, 3, 1, 1))
        .isInstanceOf(KineticsException.class)
        .hasMessageContaining("--frames was false")
        .hasMessageContaining("--overwrite");
    assertThatThrownBy(() -> run(TREE, out, 3, 1, 1))
        .isInstanceOf(KineticsException.class)
        .hasMessageContaining("'export webdataset'");
    samples.remove(0);
    assertThatThrownBy(() -> run(TARS, out, 3, 1, 1))
        .isInstanceOf(KineticsException.class)
        .hasMessageContaining("\"train\":19")
        .hasMessageContaining("\"train\":18");
    Files.writeString(out.resolve("train/mine.py"), "");
    assertThatThrownBy(() -> export(TARS, out, 2, 1, 1, true))
        .isInstanceOf(KineticsException.class)
        .hasMessageContaining("mine.py");
    assertThat(out.resolve("train/00002.tar")).exists();
    Files.delete(out.resolve("train/mine.py"));
    export(TARS, out, 2, 1, 1, true);
    assertThat(files(out).keySet()).contains("train/00001.tar").doesNotContain("train/00002.tar");
  }

  @Test
  void needsAFolderOfItsOwn() {
    assertThatThrownBy(() -> run(TARS, layout.root(), 1, 1, 1))
        .isInstanceOf(KineticsException.class)
        .hasMessageContaining("a folder of its own");
    assertThat(layout.root().resolve("export.json")).doesNotExist();
  }

  @Test
  void aClipThatIsGoneCostsItsShardOnly() throws Exception {
    Files.delete(layout.path(samples.get(0).clip(), Kind.VIDEO));
    Export.Result result = run(TARS, home.resolve("out"), 3, 1, 1);
    assertThat(result.faults()).hasSize(1).first().asString().contains("-video00000");
    assertThat(result.made()).isEqualTo(5);
    assertThat(files(home.resolve("out")).keySet()).filteredOn(n -> n.endsWith(".tar")).hasSize(5);
  }

  @Test
  void aClipThatCanNotBeTakenIsLeftOutOfItsShardForEachRun() throws Exception {
    Clip clip = samples.get(5).clip();
    byte[] whole =
        Files.readAllBytes(layout.path(clip, Kind.VIDEO, DatasetLayout.COMPRESSED_ENDING));
    Files.write(
        layout.path(clip, Kind.VIDEO, DatasetLayout.COMPRESSED_ENDING),
        Arrays.copyOf(whole, whole.length / 2));
    Path out = home.resolve("out");
    Export.Result first = run(TARS, out, 3, 1, 2);
    Export.Result second = run(TARS, out, 3, 2, 2);

    assertThat(Stream.concat(first.lines().stream(), second.lines().stream()))
        .containsExactly(clip.timedName() + " is cut off or damaged (its gzip)");
    assertThat(second.leftOut())
        .containsExactly(Map.entry(clip.timedName(), "is cut off or damaged"));
    assertThat(first.faults()).isEmpty();
    Map<String, String> files = files(out);
    assertThat(files.keySet())
        .filteredOn(name -> name.startsWith("left_out/"))
        .singleElement()
        .asString()
        .matches("left_out/train-0000[0-2]-of-00003.txt");
    assertThat(files.keySet()).filteredOn(name -> name.endsWith(".tar")).hasSize(6);
    assertThat(files.get("README.md")).contains("18 clips to train on");
    // And the shard is not tried over and over.
    Export.Result again = run(TARS, out, 3, 1, 1);
    assertThat(again.made()).isZero();
    assertThat(again.leftOut()).hasSize(1);
    assertThat(files(out)).isEqualTo(files);
    run(TARS, home.resolve("one"), 3, 1, 1);
    assertThat(withoutPaths(files(home.resolve("one"))).get("train/00000.tar"))
        .isEqualTo(files.get("train/00000.tar"));
  }

  @Test
  void samplesStandTogetherAndTheIndexFindsThem() throws Exception {
    Path out = home.resolve("out");
    run(TARS, out, 2, 1, 1);
    Set<String> keys = new HashSet<>();
    for (String shard : List.of("train/00000", "train/00001", "val/00000", "val/00001")) {
      byte[] tar = Files.readAllBytes(out.resolve(shard + ".tar"));
      List<String> index = Files.readAllLines(out.resolve(shard + ".idx"));
      // DALI's tools/wds2idx.py writes 'v1.2 SAMPLES', and a line a sample of ending, offset, size
      // and name for each of its files.
      assertThat(index.get(0)).isEqualTo("v1.2 " + (index.size() - 1));
      for (String line : index.subList(1, index.size())) {
        String[] words = line.split(" ");
        assertThat(words).hasSize(16);
        Map<String, String> contents = new TreeMap<>();
        for (int i = 0; i < 16; i += 4) {
          int at = Integer.parseInt(words[i + 1]);
          int size = Integer.parseInt(words[i + 2]);
          String name = words[i + 3];
          assertThat(name).endsWith("." + words[i]);
          assertThat(new String(tar, at - 512, name.length())).isEqualTo(name);
          contents.put(words[i], new String(Arrays.copyOfRange(tar, at, at + size)));
          if (i == 0) {
            assertThat(keys.add(name.replace(".mp4", ""))).isTrue();
          }
        }
        String key = words[3].replace(".mp4", "");
        assertThat(contents.get("mp4")).isEqualTo((key + "!").repeat(40));
        assertThat(contents.get("txt"))
            .isEqualTo(LABELS.get(Integer.parseInt(contents.get("cls"))));
        assertThat(new ObjectMapper().readTree(contents.get("json")).path("id").asText())
            .isEqualTo(key.substring(0, key.length() - 14));
      }
    }
    assertThat(keys).hasSize(samples.size());
    assertThat(out.resolve("README.md"))
        .content()
        .contains("path: train/*.tar", "'0': 'massaging person''s head'", "{00000..00001}.tar");
  }

  private Export.Result run(ExportFormat format, Path out, int shards, int part, int parts)
      throws InterruptedException {
    return export(format, out, shards, part, parts, false);
  }

  private Export.Result export(
      ExportFormat format, Path out, int shards, int part, int parts, boolean overwrite)
      throws InterruptedException {
    ExportJob job =
        new ExportJob(
            layout, Release.DEMO, ClassIndices.inOrder(LABELS), TestClips.NONE, out, null);
    ExportPlan plan = ExportPlan.of(samples, 0, new Sharding(shards, 1 << 30, true));
    Export export =
        new Export(
            format,
            job,
            plan,
            new Export.Options(part, parts, overwrite, 2, true),
            Engine.here(null));
    ObjectNode settled = export.settled(new ObjectMapper().createObjectNode().put("seed", 0));
    export.check(settled);
    return export.run(settled);
  }

  private static Map<String, String> files(Path folder) throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        files.put(
            folder.relativize(file).toString(),
            new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1));
      }
    }
    return files;
  }
}
