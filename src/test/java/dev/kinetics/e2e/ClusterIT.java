package dev.kinetics.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kinetics.support.Kinetics;
import dev.kinetics.support.Media;
import dev.kinetics.support.SparkCluster;
import dev.kinetics.support.YoutubeSite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same jar on a real cluster of Apache Spark: what is lost on the way is done again, nothing is
 * told twice, and no tool stays.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ClusterIT {
  private static final int CLIPS = Integer.getInteger("soak.cluster", 16);

  @TempDir static Path folder;
  private static YoutubeSite site;
  private static SparkCluster cluster;

  @BeforeAll
  static void start() throws Exception {
    site = new YoutubeSite();
    StringBuilder list = new StringBuilder("label,youtube_id,time_start,time_end,split\n");
    for (int i = 0; i < CLIPS; i++) {
      String id = String.format("clusterV%03d", i);
      site.video(id, Media.MP4);
      list.append("pole vault,").append(id).append(",1,2,train\n");
    }
    Files.writeString(folder.resolve("list.csv"), list);
    cluster = new SparkCluster(folder, site.environment());
  }

  @AfterAll
  static void stop() {
    if (cluster != null) {
      cluster.close();
    }
    site.close();
  }

  private static Kinetics.Run submit(String subcommand, String... more) {
    List<String> all = new ArrayList<>(List.of(subcommand, "--all", "--annotations", "list.csv"));
    all.addAll(List.of(more));
    return cluster.submit(all.toArray(String[]::new));
  }

  private static List<String> below(String place, String ending) throws IOException {
    Path top = folder.resolve(place);
    if (!Files.exists(top)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(top)) {
      return files.map(Path::toString).filter(file -> file.endsWith(ending)).toList();
    }
  }

  /** The clips that a job has booked as done, one entry a line. */
  private static List<String> booked(String job) {
    List<String> clips = new ArrayList<>();
    try {
      for (String journal : below("dataset/.kinetics/journal", ".jsonl")) {
        for (String line : Files.readAllLines(Path.of(journal))) {
          if (line.contains("\"job\":\"" + job + "\"") && line.contains("\"outcome\":\"done\"")) {
            clips.add(line.replaceAll(".*\"clip\":\"([^\"]+)\".*", "$1"));
          }
        }
      }
    } catch (IOException e) {
      return List.of(); // A journal is just being folded.
    }
    return clips;
  }

  private static void assertNothingRuns() throws InterruptedException {
    SparkCluster.await(() -> cluster.running().isEmpty());
  }

  @Test
  @Order(1)
  void aKilledExecutorCostsNothing() throws Exception {
    try (Kinetics.Run run = submit("download", "--verbose")) {
      SparkCluster.await(() -> booked("download").size() > 2 || !run.handle().isAlive());
      String executor =
          cluster.worker(0).survivors().stream()
              .filter(line -> line.contains("CoarseGrainedExecutorBackend"))
              .findFirst()
              .orElseThrow(() -> new AssertionError(run.err()));
      ProcessHandle.of(Long.parseLong(executor.split(" ")[0])).orElseThrow().destroyForcibly();

      Kinetics.Result result = run.await();

      assertThat(result.exitCode()).as("%s", result).isZero();
      assertThat(result.out()).contains("done").doesNotContain("not reached");
    }
    assertThat(below("dataset/train", ".mp4")).hasSize(CLIPS);
    assertThat(booked("download")).hasSize(CLIPS).doesNotHaveDuplicates();
    assertNothingRuns();
  }

  @Test
  @Order(2)
  void framesAndSoundOfAllClips() throws Exception {
    for (String job : List.of("frames", "sound")) {
      try (Kinetics.Run run = submit(job)) {
        Kinetics.Result result = run.await();
        assertThat(result.exitCode()).as("%s", result).isZero();
      }
      assertThat(booked(job)).hasSize(CLIPS).doesNotHaveDuplicates();
    }
    Set<String> folders = new TreeSet<>();
    below("dataset/train_frames", "frame0.jpg")
        .forEach(frame -> folders.add(Path.of(frame).getParent().toString()));
    assertThat(folders).hasSize(CLIPS);
    assertThat(below("dataset/train_sound", ".mp3")).hasSize(CLIPS);
    assertThat(below("dataset/.kinetics/scratch", "lock")).isEmpty();
  }

  @Test
  @Order(3)
  void controlCEndsAllWithinSeconds() throws Exception {
    int before = booked("download").size();
    try (Kinetics.Run run = submit("download", "--overwrite")) {
      SparkCluster.await(() -> booked("download").size() > before || !run.handle().isAlive());
      long pressed = System.nanoTime();
      run.signalGroup("INT");

      Kinetics.Result result = run.await();

      assertThat(result.exitCode()).as("%s", result).isEqualTo(130);
      assertThat(Duration.ofNanos(System.nanoTime() - pressed))
          .as("%s", result)
          .isLessThan(Duration.ofSeconds(10));
      assertThat(result.out()).contains("not reached");
    }
    assertNothingRuns();
    assertThat(below("dataset/train", ".mp4")).hasSize(CLIPS);
  }

  @Test
  @Order(4)
  void aKilledDriverTakesItsExecutorsAlongAndARerunGoesOn() throws Exception {
    for (String clip : below("dataset/train", ".mp4")) {
      Files.delete(Path.of(clip));
    }
    int before = booked("download").size();
    try (Kinetics.Run run = submit("download")) {
      SparkCluster.await(() -> booked("download").size() > before || !run.handle().isAlive());
      run.signal("KILL");
      run.await();
    }
    assertNothingRuns();

    try (Kinetics.Run run = submit("download")) {
      Kinetics.Result result = run.await();
      assertThat(result.exitCode()).as("%s", result).isZero();
    }
    assertThat(below("dataset/train", ".mp4")).hasSize(CLIPS);
  }

  @Test
  @Order(5)
  void aMissingToolNamesItsHost() throws Exception {
    try (Kinetics.Run run = submit("frames", "--overwrite", "--ffmpeg", "/nowhere/ffmpeg")) {
      Kinetics.Result result = run.await();

      assertThat(result.exitCode()).as("%s", result).isEqualTo(3);
      assertThat(result.err().lines().filter(line -> line.startsWith("kinetics: ")).toList())
          .singleElement()
          .asString()
          .contains("127.0.0.", "/nowhere/ffmpeg");
    }
  }

  @Test
  @Order(6)
  void whatCannotBeIsSaidInOneLine() throws Exception {
    try (Kinetics.Run run =
        cluster.submitTo(
            "spark://127.0.0.1:1", "frames", "--all", "--annotations", "list.csv", "--overwrite")) {
      Kinetics.Result result = run.await();
      assertThat(result.exitCode()).as("%s", result).isEqualTo(3);
      assertThat(result.err()).contains("kinetics: the cluster at spark://127.0.0.1:1");
    }
    Kinetics.Result alone =
        Kinetics.in(folder)
            .run("frames", "--all", "--annotations", "list.csv", "--engine", "spark");
    assertThat(alone.exitCode()).as("%s", alone).isEqualTo(2);
    assertThat(alone.err()).contains("spark-submit --master").hasLineCount(1);
  }

  /** Spark is no part of a start without it. */
  @Test
  @Order(7)
  void withoutTheClusterNoClassOfItIsLoaded() throws Exception {
    Path log = folder.resolve("classes.log");
    Kinetics.Result result =
        Kinetics.in(folder)
            .with(site.environment())
            .withJavaOptions("-Xlog:class+load:file=" + log)
            .run(
                "download",
                "--all",
                "--annotations",
                "list.csv",
                "--max-clips",
                "1",
                "--overwrite");
    assertThat(result.exitCode()).as("%s", result).isZero();
    assertThat(Files.readString(log))
        .contains("dev.kinetics.download.Download")
        .doesNotContain("org.apache.spark", "scala.", "dev.kinetics.spark");
  }
}
