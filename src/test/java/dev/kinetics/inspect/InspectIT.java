package dev.kinetics.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.kinetics.support.DatasetFixture;
import dev.kinetics.support.Kinetics;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code doctor}, {@code stats}, {@code clean} and {@code download --dry-run} through the jar. */
class InspectIT {
  @TempDir private Path folder;
  private HttpServer site;
  private volatile int status = 200;

  @BeforeEach
  void openSite() throws IOException {
    site = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    site.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
    site.start();
  }

  @AfterEach
  void closeSite() {
    site.stop(0);
  }

  private String template() {
    return "http://127.0.0.1:" + site.getAddress().getPort() + "/{id}";
  }

  private Kinetics.Result run(String... arguments) {
    return Kinetics.in(folder).run(arguments);
  }

  private static Path executable(Path file, String script) throws IOException {
    Files.writeString(file, "#!/bin/sh\n" + script + "\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
    return file;
  }

  private void list(int clips) throws IOException {
    List<String> rows = new ArrayList<>();
    rows.add("label,youtube_id,time_start,time_end,split");
    for (int i = 0; i < clips; i++) {
      String label = i % 2 == 0 ? "pole vault" : "blowing glass";
      rows.add(String.format("%s,id_%08d,10,20,train", label, i));
    }
    Files.write(folder.resolve("train.csv"), rows);
  }

  @Test
  void doctorSaysWhatIsThereAndWarnsOfAnOldYtDlp() throws IOException {
    list(3);
    Path old = executable(folder.resolve("yt-dlp"), "echo 2023.03.04");
    Kinetics.Result result =
        run(
            "doctor",
            "--url-template",
            template(),
            "--annotations",
            "train.csv",
            "--yt-dlp",
            old.toString());
    assertThat(result.exitCode()).as(result.toString()).isZero();
    assertThat(result.out())
        .containsPattern("ok +ffmpeg +ffmpeg \\S+ \\(.*\\), /")
        .containsPattern("ok +ffprobe +ffprobe \\S+ \\(.*\\), /")
        .containsPattern(
            "warning +yt-dlp +yt-dlp 2023.03.04 \\(--yt-dlp\\), .*, \\d+ days old; .*update it")
        .containsPattern("(ok|warning) +JavaScript ")
        .containsPattern("ok +Java +\\d+")
        .containsPattern(" disk +[0-9.]+ \\wB free")
        .containsPattern("ok +annotations +train.csv")
        .containsPattern("ok +site +127.0.0.1 answers");
    assertThat(folder.resolve("dataset")).doesNotExist();
  }

  @Test
  void doctorEndsWithThreeWhereARunWouldFail() throws IOException {
    Kinetics.Result tool =
        run("doctor", "--url-template", template(), "--ffmpeg", "/nowhere/ffmpeg");
    assertThat(tool.exitCode()).isEqualTo(3);
    assertThat(tool.out()).containsPattern("problem +ffmpeg +.*/nowhere/ffmpeg");
    Files.writeString(folder.resolve("dataset"), "a file");
    Kinetics.Result disk = run("doctor", "--url-template", template());
    assertThat(disk.exitCode()).isEqualTo(3);
    assertThat(disk.out()).containsPattern("problem +disk .*--dataset-dir");
    Kinetics.Result list =
        run(
            "doctor",
            "--url-template",
            template(),
            "--annotations",
            "none.csv",
            "--dataset-dir",
            "d");
    assertThat(list.exitCode()).isEqualTo(3);
    assertThat(list.out()).containsPattern("problem +annotations +none.csv");
  }

  @Test
  void doctorEndsWithThreeWhereNoListCanBeHad() {
    String site = template().replace("/{id}", "");
    Kinetics empty =
        Kinetics.in(folder)
            .with("XDG_CACHE_HOME", folder.resolve("cache").toString())
            .with("KINETICS_MIRROR_URL", "http://127.0.0.1:9");
    Kinetics.Result reached =
        empty.with("KINETICS_ANNOTATIONS_URL", site).run("doctor", "--url-template", template());
    assertThat(reached.out()).containsPattern("warning +annotations +.*is not cached");
    Kinetics.Result none =
        empty
            .with("KINETICS_ANNOTATIONS_URL", "http://127.0.0.1:9")
            .run("doctor", "--url-template", template());
    assertThat(none.exitCode()).as("%s", none).isEqualTo(3);
    assertThat(none.out()).containsPattern("problem +annotations +.*neither its publisher");
  }

  @Test
  void doctorOnlyWarnsOfASiteThatIsDownOrBlocks() throws IOException {
    list(3);
    status = 429;
    Kinetics.Result blocked =
        run("doctor", "--annotations", "train.csv", "--url-template", template());
    assertThat(blocked.out()).containsPattern("warning +site +127.0.0.1 blocks this address");
    assertThat(blocked.exitCode()).as(blocked.toString()).isZero();
    String template = template();
    site.stop(0);
    Kinetics.Result down = run("doctor", "--annotations", "train.csv", "--url-template", template);
    assertThat(down.out()).containsPattern("warning +site +127.0.0.1 does not answer");
    assertThat(down.exitCode()).isZero();
  }

  @Test
  void statsOfASubsetAsJson() throws IOException {
    list(10);
    DatasetFixture dataset = DatasetFixture.in(folder.resolve("dataset"));
    dataset.put("train/pole_vault/id_00000000.mp4");
    dataset.put("train/blowing_glass/id_00000001.mp4");
    dataset.journal("1", DatasetFixture.done("train", "id_00000000", 2_000_000, 1280, 720, 10));
    Files.writeString(folder.resolve("classes.json"), "[\"Pole Vault\"]");
    Kinetics.Result result =
        run(
            "stats",
            "--annotations",
            "train.csv",
            "--subset",
            "classes.json",
            "--json",
            "-d",
            "--threshold",
            "3");
    assertThat(result.exitCode()).as(result.toString()).isZero();
    JsonNode report = new ObjectMapper().readTree(result.out());
    assertThat(report.at("/all/wanted").asInt()).isEqualTo(5);
    assertThat(report.at("/splits/train/classes/pole vault/there").asInt()).isEqualTo(1);
    assertThat(report.at("/below_threshold/train/pole vault").asInt()).isEqualTo(1);
    assertThat(report.at("/histograms/resolution/1280x720").asInt()).isEqualTo(1);
    Files.writeString(folder.resolve("classes.json"), "[\"pole valt\"]");
    Kinetics.Result unknown =
        run("stats", "--annotations", "train.csv", "--subset", "classes.json");
    assertThat(unknown.exitCode()).isEqualTo(2);
    assertThat(unknown.err()).contains("did you mean 'pole vault'");
  }

  /** As many clips as {@code soak.clips}, in a Java that has little room. */
  @Test
  void statsOfManyClipsTakeLittleTimeAndMemory() throws IOException {
    int clips = Integer.getInteger("soak.clips", 2000) * 10;
    list(clips);
    StringBuilder journal = new StringBuilder();
    for (int i = 0; i < clips; i++) {
      journal
          .append(
              DatasetFixture.done("train", String.format("id_%08d", i), 1_000_000, 640, 360, 10))
          .append('\n');
    }
    Path journals = Files.createDirectories(folder.resolve("dataset/.kinetics/journal"));
    Files.write(journals.resolve("1.jsonl"), journal.toString().getBytes(StandardCharsets.UTF_8));
    Kinetics.Result result =
        Kinetics.in(folder)
            .withJavaOptions("-Xmx" + (64 + clips / 1500) + "m")
            .run("stats", "--annotations", "train.csv");
    assertThat(result.exitCode()).as(result.toString()).isZero();
    assertThat(result.time()).isLessThan(Duration.ofSeconds(30));
    assertThat(result.lines())
        .anyMatch(line -> line.matches(String.format(" +%,d +0( +0){4} +%,d  all", clips, clips)));
  }

  @Test
  void cleanListsFirstAndRemovesOnlyWhenToldTo() throws IOException {
    DatasetFixture dataset = DatasetFixture.in(folder.resolve("dataset"));
    Path part = dataset.putOld("train/a/AAAAAAAAAAA.mp4.part", Duration.ofHours(2));
    Path young = dataset.put("train/a/BBBBBBBBBBB.mp4.part");
    Path clip = dataset.putOld("train/a/AAAAAAAAAAA.mp4", Duration.ofHours(2));
    Kinetics.Result listed = run("clean");
    assertThat(listed.exitCode()).as(listed.toString()).isZero();
    assertThat(listed.out())
        .contains("dataset/train/a/AAAAAAAAAAA.mp4.part  5 bytes")
        .contains("1 more was written in the last 1h")
        .contains("--yes");
    assertThat(part).exists();
    Kinetics.Result removed = run("clean", "--yes");
    assertThat(removed.exitCode()).as(removed.toString()).isZero();
    assertThat(part).doesNotExist();
    assertThat(List.of(young, clip)).allMatch(Files::exists);
  }

  @Test
  void aDryRunSaysWhatWouldBeDoneAndWritesNothing() throws IOException {
    list(40);
    DatasetFixture dataset = DatasetFixture.in(folder.resolve("dataset"));
    dataset.put("train/pole_vault/id_00000000.mp4");
    dataset.journal(
        "1",
        DatasetFixture.done("train", "id_00000000", 2_000_000, 1280, 720, 10),
        DatasetFixture.line("download", "train", "id_00000001", "gone", ""));
    Kinetics.Result result =
        run(
            "download",
            "--all",
            "--splits",
            "train",
            "--annotations",
            "train.csv",
            "--max-clips",
            "5",
            "--dry-run");
    assertThat(result.exitCode()).as(result.toString()).isZero();
    assertThat(result.out())
        .contains("download: 10 clips selected")
        .containsPattern("there already +1")
        .containsPattern("gone before +1")
        .containsPattern("to be done +8")
        .contains("about 16.0 MB (estimated from earlier runs)");
    try (var files = Files.walk(folder.resolve("dataset"))) {
      assertThat(files.filter(Files::isRegularFile)).hasSize(2);
    }
  }

  @Test
  void aDryRunReckonsWithTheSizeThatIsAskedFor() throws IOException {
    list(40);
    String[] first = {
      "download", "--all", "--splits", "train", "--annotations", "train.csv", "--max-clips", "5"
    };
    assertThat(dryRun(first)).contains("about 30.0 MB (typical size)");
    assertThat(dryRun(first, "--short-side", "256")).contains("about 7.6 MB (typical size)");
    assertThat(dryRun(first, "--also", "frames", "--no-clips", "--frames-short-side", "128"))
        .contains("about 7.5 MB (typical size)");
  }

  private String dryRun(String[] first, String... more) {
    Kinetics.Result result =
        run(
            Stream.of(first, more, new String[] {"--dry-run"})
                .flatMap(Stream::of)
                .toArray(String[]::new));
    assertThat(result.exitCode()).as(result.toString()).isZero();
    return result.out();
  }

  @Test
  void sharesOfADryRunAddUp() throws IOException {
    list(40);
    int sum = 0;
    for (int i = 1; i <= 3; i++) {
      Kinetics.Result result =
          run("download", "--all", "--annotations", "train.csv", "--shard", i + "/3", "--dry-run");
      assertThat(result.exitCode()).as(result.toString()).isZero();
      sum += Integer.parseInt(result.lines().get(0).split(" ")[1]);
    }
    assertThat(sum).isEqualTo(40);
    assertThat(folder.resolve("dataset")).doesNotExist();
    assertThat(run("download", "--all", "--annotations", "train.csv", "--shard", "4/3").exitCode())
        .isEqualTo(2);
  }
}
