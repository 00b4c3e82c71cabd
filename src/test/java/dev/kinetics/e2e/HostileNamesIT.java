package dev.kinetics.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kinetics.support.Kinetics;
import dev.kinetics.support.Media;
import dev.kinetics.support.YoutubeSite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Names that would like to be paths, options or shell commands, in every place where a list or a
 * person can put one. (A thousand lists inside one JVM: {@code MalformedListsTest}.)
 */
class HostileNamesIT {
  private static final List<String> HOSTILE =
      List.of(
          "../../x",
          "..",
          "/tmp/kinetics-canary",
          "a/b",
          "nul\0nul",
          "new\nline",
          "return\rline",
          "-rf",
          "--exec=touch canary",
          "x".repeat(300),
          "\u001b[2J\u0007",
          "$(touch canary)",
          "`touch canary`",
          "; touch canary",
          "| touch canary",
          "&& touch canary #",
          "> canary",
          "%(id)s;%n",
          "'\"'; touch canary; '\"");

  @TempDir Path outside;
  private Path folder;
  private YoutubeSite site;
  private final List<String> goodIds = new ArrayList<>();

  @BeforeEach
  void open() throws IOException {
    folder = Files.createDirectories(outside.resolve("a/b/c/work"));
    site = new YoutubeSite();
    for (int i = 0; i < HOSTILE.size(); i++) {
      goodIds.add(String.format("goodVideo%02d", i));
      site.video(goodIds.get(i), Media.MP4);
    }
    site.video("-rf", Media.MP4).video("plainVideo_", Media.MP4);
  }

  @AfterEach
  void close() {
    site.close();
  }

  private Kinetics.Result run(String... arguments) throws IOException {
    Kinetics.Result result = Kinetics.in(folder).with(site.environment()).run(arguments);
    assertThat(result.err() + result.out())
        .as("%s", result)
        .doesNotContain("\tat ")
        .doesNotContain("Exception")
        .doesNotContain("\u001b[2J")
        .doesNotContain("\u0007")
        .doesNotContain("this is a bug");
    assertThat(Path.of("/tmp/kinetics-canary")).doesNotExist();
    try (Stream<Path> all = Files.walk(outside)) {
      assertThat(all.filter(file -> !file.startsWith(folder)))
          .containsExactlyInAnyOrder(
              outside, outside.resolve("a"), outside.resolve("a/b"), outside.resolve("a/b/c"));
    }
    try (Stream<Path> all = Files.walk(folder)) {
      assertThat(all.map(file -> file.getFileName().toString())).doesNotContain("canary", "x");
    }
    return result;
  }

  private static String quoted(String value) {
    return '"' + value.replace("\"", "\"\"") + '"';
  }

  @Test
  void inACsvList() throws IOException {
    StringBuilder list = new StringBuilder("label,youtube_id,time_start,time_end,split\n");
    list.append("pole vault,plainVideo_,1,2,train\n");
    for (int i = 0; i < HOSTILE.size(); i++) {
      String hostile = quoted(HOSTILE.get(i));
      list.append("pole vault,").append(hostile).append(",1,2,train\n");
      list.append(hostile).append(',').append(goodIds.get(i)).append(",1,2,train\n");
      list.append("pole vault,split").append(i).append(",1,2,").append(hostile).append('\n');
      list.append("pole vault,time").append(i).append(',').append(hostile).append(",2,train\n");
    }
    Files.writeString(folder.resolve("list.csv"), list);

    Kinetics.Result result = run("download", "--all", "--annotations", "list.csv");

    assertRefused(result);
    assertThat(result.out()).contains("list.csv:3: ", "list.csv:4: ", "list.csv:5: ");
    String[] all = {"--all", "--annotations", "list.csv"};
    for (String job : List.of("frames", "sound")) {
      assertThat(run(Stream.concat(Stream.of(job), Stream.of(all)).toArray(String[]::new)))
          .satisfies(HostileNamesIT::assertRefused);
    }
    Kinetics.Result meta =
        run("meta", "videos", "--annotations", "list.csv", "--save", "meta/k", "--force");
    assertThat(meta.exitCode()).as("%s", meta).isIn(0, 1);
    assertOnly("list.csv", "dataset", "meta");
  }

  @Test
  void inAJsonList() throws IOException {
    ObjectMapper json = new ObjectMapper();
    ObjectNode list = json.createObjectNode();
    list.set("plainVideo_", row(json, "pole vault", "train", null));
    for (int i = 0; i < HOSTILE.size(); i++) {
      String hostile = HOSTILE.get(i);
      list.set(hostile, row(json, "pole vault", "train", null));
      list.set(goodIds.get(i), row(json, hostile, "train", null));
      list.set("split" + i, row(json, "pole vault", hostile, null));
      list.set("url" + i, row(json, "pole vault", "train", hostile));
    }
    Files.writeString(
        folder.resolve("list.json"),
        json.writerWithDefaultPrettyPrinter().writeValueAsString(list));

    Kinetics.Result result = run("download", "--all", "--annotations", "list.json");

    assertRefused(result);
    assertThat(result.out()).contains("list.json:10: ");
    assertOnly("list.json", "dataset");
  }

  private static ObjectNode row(ObjectMapper json, String label, String split, String url) {
    ObjectNode row = json.createObjectNode();
    ObjectNode annotations = row.putObject("annotations");
    annotations.put("label", label);
    annotations.putArray("segment").add(1.0).add(2.0);
    row.put("duration", 1.0).put("subset", split);
    if (url != null) {
      row.put("url", url);
    }
    return row;
  }

  private static void assertRefused(Kinetics.Result result) {
    assertThat(result.exitCode()).as("%s", result).isEqualTo(1);
    assertThat(result.out()).containsPattern("[0-9]+ rows of the list were refused");
  }

  private void assertOnly(String... names) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString())).containsExactlyInAnyOrder(names);
    }
    try (Stream<Path> splits = Files.list(folder.resolve("dataset"))) {
      assertThat(splits.map(file -> file.getFileName().toString()))
          .isSubsetOf(
              ".kinetics",
              "train",
              "train_frames",
              "train_sound",
              "failed.txt",
              "failed_frames.txt",
              "failed_sound.txt",
              "no_sound.txt");
    }
    assertThat(folder.resolve("dataset/train/pole_vault/plainVideo_.mp4")).exists();
    assertThat(folder.resolve("dataset/train/pole_vault/-rf.mp4")).exists();
  }

  @Test
  void onTheCommandLine() throws IOException {
    String list = "label,youtube_id,time_start,time_end,split\npole vault,plainVideo_,1,2,train\n";
    Files.writeString(folder.resolve("list.csv"), list);
    List<String> spoken = HOSTILE.stream().filter(name -> !name.contains("\0")).toList();
    List<String> classes = new ArrayList<>(List.of("download", "--annotations", "list.csv"));
    for (String name : spoken) {
      classes.add("--classes=" + name);
    }
    assertThat(run(classes.toArray(String[]::new)).exitCode()).isEqualTo(2);
    assertThat(run("download", "--all", "--annotations", "$(touch canary)").exitCode())
        .isEqualTo(2);
    assertThat(run("download", "--all", "--annotations=-rf\n\u001b[2J").exitCode()).isEqualTo(2);
    assertThat(run("download", "--all", "--annotations", "x".repeat(300)).exitCode()).isEqualTo(2);
    assertThat(folder.resolve("dataset")).doesNotExist();

    String odd = "-rf; $(touch canary) `touch canary` | 'x \"y.csv";
    Files.writeString(folder.resolve(odd), list);
    String place = "-d; $(touch canary) %(id)s 'q \"r";
    for (String job : List.of("download", "frames", "sound")) {
      Kinetics.Result result = run(job, "--all", "--annotations=" + odd, "--dataset-dir=" + place);
      assertThat(result.exitCode()).as("%s", result).isZero();
    }
    assertThat(folder.resolve(place).resolve("train/pole_vault/plainVideo_.mp4")).exists();
    assertThat(folder.resolve(place).resolve("train_sound/pole_vault/plainVideo_.mp3")).exists();
  }
}
