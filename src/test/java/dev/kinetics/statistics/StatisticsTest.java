package dev.kinetics.statistics;

import static dev.kinetics.support.DatasetFixture.clip;
import static dev.kinetics.support.DatasetFixture.done;
import static dev.kinetics.support.DatasetFixture.line;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kinetics.annotations.Clip;
import dev.kinetics.annotations.Split;
import dev.kinetics.dataset.DatasetLayout.Kind;
import dev.kinetics.support.DatasetFixture;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatisticsTest {
  @TempDir private Path root;

  private final List<Clip> clips =
      List.of(
          clip(Split.TRAIN, "pole vault", "there"),
          clip(Split.TRAIN, "pole vault", "compressed"),
          clip(Split.TRAIN, "pole vault", "gone"),
          clip(Split.TRAIN, "blowing glass", "failed"),
          clip(Split.TRAIN, "blowing glass", "came back"),
          clip(Split.TRAIN, "pole vault", "removed by hand"),
          clip(Split.VALID, "pole vault", "never asked"),
          clip(Split.VALID, "pole vault", "by hand"),
          clip(Split.TEST, "", "there"));

  @BeforeEach
  void makeDataset() throws IOException {
    DatasetFixture dataset = DatasetFixture.in(root);
    dataset.put(clips.get(0), Kind.VIDEO);
    dataset.put("train/pole_vault/compressed.mp4.gz");
    dataset.put(clips.get(4), Kind.VIDEO);
    dataset.put(clips.get(7), Kind.VIDEO);
    dataset.put(clips.get(8), Kind.VIDEO);
    dataset.journal(
        "1",
        line("download", "train", "there", "failed", ""),
        line("download", "train", "gone", "gone", "")
            .replace("\"reason\":\"\"", "\"reason\":\"private\""),
        line("download", "train", "came back", "gone", ""),
        done("train", "removed by hand", 1_000_000, 640, 360, 10),
        done("train", "compressed", 300_000, 640, 360, 9.8),
        line("frames", "train", "there", "damaged", ""),
        done("train", "of another list", 1, 2, 2, 10),
        "{\"time\":\"2026-01-0");
    dataset.journal(
        "2",
        done("train", "there", 2_000_000, 1280, 720, 10),
        done("test", "there", 100, 1280, 720, 3),
        line("download", "train", "failed", "failed", "")
            .replace("\"reason\":\"\"", "\"reason\":\"network\""));
  }

  private JsonNode json(boolean details, long threshold) throws IOException {
    Statistics statistics = new Statistics(DatasetFixture.in(root).layout(), clips);
    return new ObjectMapper().readTree(new StatisticsReport(statistics, details, threshold).json());
  }

  @Test
  void countsWhatIsThereAndWhyTheRestIsNot() throws IOException {
    JsonNode all = json(false, 0).get("all");
    assertThat(all.get("wanted").asInt()).isEqualTo(9);
    assertThat(all.get("there").asInt()).isEqualTo(5);
    assertThat(all.get("gone").asInt()).isEqualTo(1);
    assertThat(all.get("failed").asInt()).isEqualTo(1);
    assertThat(all.get("open").asInt()).isEqualTo(2);
    assertThat(all.get("reasons").get("gone").get("private").asInt()).isEqualTo(1);
    assertThat(all.get("reasons").get("failed").get("network").asInt()).isEqualTo(1);
  }

  @Test
  void theDiskBeatsTheJournal() throws IOException {
    JsonNode train = json(true, 0).get("splits").get("train").get("classes");
    assertThat(train.get("blowing glass").get("there").asInt()).isEqualTo(1);
    assertThat(train.get("blowing glass").get("gone").asInt()).isZero();
    assertThat(train.get("pole vault").get("open").asInt()).isEqualTo(1);
  }

  @Test
  void shapesAreThoseOfClipsThatAreThere() throws IOException {
    JsonNode report = json(false, 0);
    JsonNode histograms = report.get("histograms");
    assertThat(histograms.get("resolution").toString()).isEqualTo("{\"640x360\":1,\"1280x720\":2}");
    assertThat(histograms.get("length").toString()).isEqualTo("{\"3 s\":1,\"10 s\":2}");
    assertThat(histograms.get("frame_rate").toString()).isEqualTo("{\"30 fps\":3}");
    assertThat(histograms.get("size").toString())
        .isEqualTo("{\"under 256K\":1,\"256K to 512K\":1,\"1M to 2M\":1}");
    assertThat(report.get("unknown").asInt()).isEqualTo(2);
    assertThat(report.get("bytes").asLong()).isEqualTo(2_300_100);
  }

  @Test
  void namesThinClasses() throws IOException {
    assertThat(json(false, 2).get("below_threshold").toString())
        .isEqualTo("{\"train\":{\"blowing glass\":1},\"valid\":{\"pole vault\":1}}");
  }

  @Test
  void thePersonsTableSaysTheSame() {
    List<String> lines =
        new StatisticsReport(new Statistics(DatasetFixture.in(root).layout(), clips), true, 2)
            .lines();
    assertThat(lines)
        .anyMatch(row -> row.matches(" +2 +1 +0 +0 +0 +1 +0  train  blowing glass"))
        .anyMatch(row -> row.matches(" +9 +5 +1 +0 +0 +1 +2  all"))
        .anyMatch(row -> row.matches(" +1  gone: private"))
        .anyMatch(row -> row.matches(" +2  1280x720 +#+"));
  }

  @Test
  void nothingThereIsAnAnswerToo(@TempDir Path empty) {
    List<String> lines =
        new StatisticsReport(new Statistics(DatasetFixture.in(empty).layout(), clips), false, 0)
            .lines();
    assertThat(lines.get(lines.size() - 1)).matches(" +9 +0 +0 +0 +0 +0 +9  all");
  }
}
