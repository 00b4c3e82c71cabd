package dev.kinetics.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kinetics.support.Kinetics;
import dev.kinetics.support.TestTools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo goes all the way, from an empty folder and an empty cache. */
class DemoIT {
  @TempDir Path folder;

  private static List<Path> below(Path place, String ending) throws IOException {
    try (Stream<Path> files = Files.walk(place)) {
      return files.filter(file -> file.toString().endsWith(ending)).toList();
    }
  }

  @Test
  void goesFromNothingToRecordsInUnderAMinute() throws IOException {
    Path ytDlp = TestTools.tools().ytDlp().tool().path().toAbsolutePath();

    Kinetics.Result result =
        Kinetics.in(folder)
            .with("KINETICS_CACHE", folder.resolve("cache").toString())
            .with("KINETICS_YT_DLP", ytDlp.toString())
            .run("demo");

    assertThat(result.exitCode()).as("%s", result).isZero();
    assertThat(result.time()).isLessThan(Duration.ofMinutes(1));
    assertThat(result.out())
        .contains("download: ", "frames: ", "sound: ", "clips selected")
        .doesNotContain("not reached");
    Path demo = folder.resolve("kinetics-demo");
    Path dataset = demo.resolve("dataset");
    assertThat(below(dataset.resolve("train"), ".mp4")).isNotEmpty();
    assertThat(below(dataset.resolve("train_sound"), ".mp3")).isNotEmpty();
    for (String split : List.of("train", "valid", "test")) {
      for (Path clip : below(dataset.resolve(split), ".mp4")) {
        Path frames =
            dataset
                .resolve(split + "_frames")
                .resolve(
                    dataset.resolve(split).relativize(clip).toString().replaceAll("\\.mp4$", ""));
        assertThat(below(frames, ".jpg"))
            .as("%s", frames)
            .hasSize((int) TestTools.probe(clip).video().orElseThrow().frames());
      }
    }
    for (String file : List.of("classes", "train", "val", "test")) {
      assertThat(demo.resolve("resources/kinetics_sound_3_" + file + ".json")).isNotEmptyFile();
    }
    assertThat(demo.resolve("train_sound.tfrecords")).isNotEmptyFile();
    assertThat(demo.resolve("lists/train.csv")).isNotEmptyFile();
    assertThat(demo.resolve("webdataset/train/00000.tar")).isNotEmptyFile();
    assertThat(demo.resolve("report.html"))
        .content()
        .contains("data:image/jpeg", dataset.toAbsolutePath().toString());
    assertThat(result.out()).contains("Open " + demo.resolve("report.html"));
    assertThat(below(dataset.resolve(".kinetics/scratch"), "")).hasSize(1);
  }
}
