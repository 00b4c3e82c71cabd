package dev.kinetics.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kinetics.support.HandMadeDataset;
import dev.kinetics.support.Kinetics;
import dev.kinetics.support.Media;
import dev.kinetics.support.YoutubeSite;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pipes into which nobody writes, in place of a dataset's files: who opens one waits for ever. */
@EnabledOnOs(OS.LINUX)
class PipesIT {
  @TempDir Path folder;
  private HandMadeDataset dataset;

  @BeforeEach
  void make() {
    dataset = new HandMadeDataset(folder);
    dataset.add("goodVideo__", dataset.piece(Media.MP4, 10));
  }

  private static Path pipe(Path path) throws Exception {
    Files.createDirectories(path.getParent());
    assertThat(new ProcessBuilder("mkfifo", path.toString()).start().waitFor()).isZero();
    return path;
  }

  private static void assertPipe(Path path) {
    assertThat(path).exists();
    assertThat(Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)).isFalse();
  }

  private Kinetics.Result run(String command) {
    String[] words = command.split(" ");
    return Kinetics.in(folder).within(Duration.ofSeconds(60)).run(words);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "resize --all --short-side 96",
        "export lists --out made",
        "export tree --videos copy --out made",
        "export webdataset --out made",
        "export dmvr --out made"
      })
  void oneInPlaceOfAClipCostsThatClipAndIsNotDamaged(String command) throws Exception {
    Path clip = pipe(dataset.name("train", "pole vault", "pipeVideo__"));
    Kinetics.Result result = run(command + " --annotations list.csv");
    assertThat(result.exitCode()).as("%s", result).isEqualTo(1);
    assertThat(result.out() + result.err())
        .containsPattern("failed +1|can't be read")
        .doesNotContain("damaged");
    assertPipe(clip);
  }

  @Test
  void oneInPlaceOfAClipIsNotReplaced() throws Exception {
    Path clip = pipe(dataset.name("train", "pole vault", "pipeVideo__"));
    try (YoutubeSite site = new YoutubeSite()) {
      site.video("pipeVideo__", Media.MP4).video("goodVideo__", Media.MP4);
      Kinetics.Result result =
          Kinetics.in(folder)
              .with(site.environment())
              .within(Duration.ofSeconds(60))
              .run("download", "--all", "--overwrite", "--annotations", "list.csv");
      assertThat(result.exitCode()).as("%s", result).isEqualTo(1);
      assertThat(result.out()).contains("is in its place");
    }
    assertPipe(clip);
  }

  @Test
  void oneInPlaceOfAClipHasNoPictureInAReport() throws Exception {
    pipe(dataset.name("train", "pole vault", "pipeVideo__"));
    Kinetics.Result result = run("report --out report.html --annotations list.csv");
    assertThat(result.exitCode()).as("%s", result).isZero();
    assertThat(folder.resolve("report.html")).content().contains("data:image/jpeg");
  }

  @ParameterizedTest
  @CsvSource({
    "made.json, frames --all",
    "made.json, stats",
    "naming.json, stats",
    "runs/lock, frames --all"
  })
  void oneInPlaceOfWhatIsRememberedIsRefused(String file, String command) throws Exception {
    Path state = pipe(dataset.file(".kinetics").resolve(file));
    Kinetics.Result result = run(command + " --annotations list.csv");
    assertThat(result.exitCode()).as("%s", result).isEqualTo(2);
    assertThat(result.err().lines().filter(line -> line.startsWith("kinetics: ")))
        .singleElement()
        .satisfies(line -> assertThat(line).contains(file, "no ordinary file", "remove it"));
    assertPipe(state);
    assertThat(dataset.file("train_frames")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"runs/x.json", "runs/x.live", "runs/x.clips", "journal/x.jsonl"})
  void oneAmongTheRunsIsIgnored(String file) throws Exception {
    pipe(dataset.file(".kinetics").resolve(file));
    Kinetics.Result made = run("frames --all --annotations list.csv");
    assertThat(made.exitCode()).as("%s", made).isZero();
    Kinetics.Result status = run("status");
    assertThat(status.exitCode()).as("%s", status).isZero();
    assertThat(status.out()).contains("frames");
  }
}
