package dev.kinetics.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kinetics.support.DatasetFixture;
import dev.kinetics.support.HandMadeDataset;
import dev.kinetics.support.Kinetics;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lists of clips, and filters on what they are like, against files that were made by hand. */
class FilterIT {
  @TempDir Path folder;
  private HandMadeDataset dataset;

  @BeforeEach
  void make() throws Exception {
    dataset = new HandMadeDataset(folder);
    Path tall = clip("tall", "1280x720", 25, 10, true);
    dataset.add("tallClip__1", tall);
    dataset.add("smallClip_2", clip("small", "320x240", 25, 10, false));
    dataset.add("briefClip_3", clip("brief", "320x240", 25, 2, true));
    dataset.add("slowClip__4", clip("slow", "320x240", 10, 10, true));
    dataset.addCompressed("packedCli_5", HandMadeDataset.gzip(Files.readAllBytes(tall)));
    byte[] bytes = Files.readAllBytes(tall);
    dataset.add("cutOffCli_6", Arrays.copyOf(bytes, bytes.length / 2));
    dataset.name("train", "pole vault", "goneClip__7");
    dataset.name("train", "pole vault", "neverAskd_8");
    dataset.name("train", "pole vault", "failedCli_9");
    DatasetFixture.in(folder.resolve("dataset"))
        .journal(
            "1",
            DatasetFixture.line(
                    "download",
                    "train",
                    "goneClip__7",
                    "gone",
                    ",'detail':'He said \\\"no\\\", twice'")
                .replace("\"reason\":\"\"", "\"reason\":\"deleted\""),
            DatasetFixture.line("download", "train", "failedCli_9", "failed", ""));
  }

  private Path clip(String name, String size, int rate, int seconds, boolean sound) {
    List<String> arguments = new ArrayList<>();
    String time = ":duration=" + seconds;
    arguments.addAll(List.of("-f", "lavfi", "-i", "testsrc=size=" + size + ":rate=" + rate + time));
    if (sound) {
      arguments.addAll(List.of("-f", "lavfi", "-i", "sine=440" + time, "-c:a", "aac"));
    }
    arguments.addAll(List.of("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p"));
    return dataset.make(name, arguments);
  }

  private List<String> list(String... more) {
    List<String> arguments = new ArrayList<>(List.of("--list"));
    arguments.addAll(List.of(more));
    Kinetics.Result result = dataset.run("stats", arguments.toArray(String[]::new));
    assertThat(result.exitCode()).as("%s", result).isZero();
    assertThat(result.lines().get(0)).isEqualTo("name,split,class,reason,detail");
    return result.lines().stream().skip(1).map(line -> line.split(",")[0]).toList();
  }

  @Test
  void listsAndFiltersAreWhatTheFilesAre() throws Exception {
    assertThat(list("missing")).containsExactly("goneClip__7", "neverAskd_8", "failedCli_9");
    assertThat(list("failed")).containsExactly("failedCli_9");
    Kinetics.Result gone = dataset.run("stats", "--list", "gone");
    assertThat(gone.lines().get(1))
        .isEqualTo("goneClip__7,train,pole vault,deleted,\"He said \"\"no\"\", twice\"");
    JsonNode json =
        new ObjectMapper().readTree(dataset.run("stats", "--list", "gone", "--json").out());
    assertThat(json).hasSize(1);
    assertThat(json.at("/0/name").asText()).isEqualTo("goneClip__7");
    assertThat(json.at("/0/detail").asText()).isEqualTo("He said \"no\", twice");

    assertThat(list("bad")).containsExactly("cutOffCli_6");
    long looked = looked();
    assertThat(looked).isEqualTo(6);
    assertThat(list("there", "--min-height", "720")).containsExactly("tallClip__1", "packedCli_5");
    assertThat(list("there", "--min-seconds", "9", "--min-fps", "20", "--with-audio"))
        .containsExactly("tallClip__1", "packedCli_5");
    assertThat(list("there", "--min-fps", "20", "--max-clips", "2"))
        .containsExactly("tallClip__1", "smallClip_2");
    assertThat(looked()).as("nobody looks again").isEqualTo(looked);
    assertThat(list("there", "--max-clips", "8", "--of", "there")).hasSize(6);

    Kinetics.Result frames =
        dataset.run(
            "frames",
            "--all",
            "--min-height",
            "200",
            "--min-fps",
            "1",
            "--fps",
            "1",
            "--min-seconds",
            "9",
            "--short-side",
            "16");
    assertThat(frames.exitCode()).as("%s", frames).isZero();
    assertThat(dataset.names("train_frames/pole_vault"))
        .containsExactly("packedCli_5", "slowClip__4", "smallClip_2", "tallClip__1");
    Kinetics.Result sound =
        dataset.run("sound", "--all", "--with-audio", "--max-clips", "1", "--of", "there");
    assertThat(sound.exitCode()).as("%s", sound).isZero();
    assertThat(dataset.names("train_sound/pole_vault")).containsExactly("tallClip__1.mp3");
    assertThat(dataset.run("meta", "videos", "--with-audio", "--save", "m/k").exitCode()).isZero();
    assertThat(new ObjectMapper().readTree(folder.resolve("m/k_400_train.json").toFile()))
        .hasSize(4);
    Kinetics.Result lists =
        Kinetics.in(folder)
            .run(
                "export",
                "lists",
                "--annotations",
                "list.csv",
                "--out",
                "l",
                "--min-height",
                "720");
    assertThat(lists.exitCode()).as("%s", lists).isZero();
    assertThat(lists.out()).contains("left out, not as the filters want them: 4");
    assertThat(Files.readAllLines(folder.resolve("l/train.csv"))).hasSize(2);
  }

  @Test
  void whatCannotBeIsSaid() {
    Kinetics.Result none = dataset.run("sound", "--all", "--min-height", "5000");
    assertThat(none.exitCode()).as("%s", none).isEqualTo(2);
    assertThat(none.err()).contains("none of the selected clips (9)", "filters");
    assertThat(dataset.run("stats", "--min-height", "10").exitCode()).isEqualTo(2);
    assertThat(dataset.run("stats", "--list", "gone", "--min-height", "10").exitCode())
        .isEqualTo(2);
    assertThat(dataset.run("stats", "--list", "there", "--min-fps", "-1").exitCode()).isEqualTo(2);
  }

  private long looked() throws Exception {
    long lines = 0;
    try (Stream<Path> files = Files.list(folder.resolve("dataset/.kinetics/journal"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".jsonl")).toList()) {
        lines +=
            Files.readAllLines(file).stream()
                .filter(l -> l.contains("\"look\"") && l.contains("clip\""))
                .count();
      }
    }
    return lines;
  }
}
