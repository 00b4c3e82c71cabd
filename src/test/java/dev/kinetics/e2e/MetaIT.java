package dev.kinetics.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kinetics.support.Kinetics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar writes metadata of a tree of 1,000 empty files and a list made by hand. */
class MetaIT {
  private static final List<String> LABELS =
      List.of("blowing glass", "playing violin", "pole vault", "yoga");

  @TempDir Path folder;

  private JsonNode json(String name) throws IOException {
    return new ObjectMapper().readTree(folder.resolve("made").resolve(name).toFile());
  }

  private int index(String label) {
    try {
      return json("all_400_classes.json").path(label).asInt(-1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void writesTheFilesOfTheTreeAndTheSameSetAgain() throws IOException {
    StringBuilder list = new StringBuilder("label,youtube_id,time_start,time_end,split\n");
    Map<String, Integer> counts = new TreeMap<>();
    for (int i = 0; i < 1_000; i++) {
      String split = i < 700 ? "train" : i < 900 ? "valid" : "test";
      String label = LABELS.get(i % LABELS.size());
      String id = "_id%08d".formatted(i);
      String below = split.equals("test") ? split : split + "/" + label.replace(' ', '_');
      Path file = folder.resolve("dataset").resolve(below).resolve(id + ".mp4");
      Files.createDirectories(file.getParent());
      Files.createFile(file);
      list.append(label + "," + id + ",0,10," + split + "\n");
      counts.merge(split, 1, Integer::sum);
    }
    Files.writeString(folder.resolve("list.csv"), list);
    Kinetics kinetics = Kinetics.in(folder);
    String[] all = {"meta", "videos", "--annotations", "list.csv", "--save", "made/all"};

    Kinetics.Result result = kinetics.run(all);

    assertThat(result.exitCode()).as("%s", result).isZero();
    assertThat(json("all_400_train.json")).hasSize(counts.get("train"));
    assertThat(json("all_400_val.json")).hasSize(counts.get("valid"));
    assertThat(json("all_400_test.json")).hasSize(counts.get("test"));
    assertThat(json("all_400_train.json").path("_id00000002").asText()).isEqualTo("pole vault");
    // As MMAction2's label_map_k400.txt and PySlowFast's class ids have them.
    Map<String, Integer> published =
        Map.of("blowing glass", 24, "playing violin", 250, "pole vault", 253, "yoga", 398);
    assertThat(json("all_400_classes.json")).hasSize(400);
    published.forEach((label, index) -> assertThat(index(label)).as(label).isEqualTo(index));
    assertThat(result.out()).contains("indices of the whole list of 400 classes");

    for (String prefix : List.of("made/one", "made/two")) {
      Kinetics.Result set =
          kinetics.run(
              "meta",
              "videos",
              "--annotations",
              "list.csv",
              "--sets",
              "2",
              "--seed",
              "7",
              "--save",
              prefix);
      assertThat(set.exitCode()).as("%s", set).isZero();
      assertThat(set.out() + set.err()).contains("seed 7");
    }
    assertThat(json("one_2_classes.json")).hasSize(2);
    assertThat(json("one_2_train.json")).hasSize(350);
    for (String part : List.of("train", "val", "test", "classes")) {
      assertThat(folder.resolve("made/two_2_" + part + ".json"))
          .hasSameBinaryContentAs(folder.resolve("made/one_2_" + part + ".json"));
    }
  }
}
