package dev.kinetics.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kinetics.process.Scripts;
import dev.kinetics.support.Kinetics;
import dev.kinetics.support.Media;
import dev.kinetics.support.MirrorArchives;
import dev.kinetics.support.SparkCluster;
import dev.kinetics.support.TestTools;
import dev.kinetics.support.YoutubeSite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
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
  private static final int CLIPS = 48;
  private static final Duration AT_ONCE = Duration.ofSeconds(3);

  private static final long MOST_MEMORY = 3L << 29;

  @TempDir static Path folder;
  private static YoutubeSite site;
  private static SparkCluster cluster;

  @BeforeAll
  static void start() throws Exception {
    site = new YoutubeSite();
    StringBuilder list = new StringBuilder("label,youtube_id,time_start,time_end,split\n");
    for (int i = 0; i < CLIPS; i++) {
      String id = String.format("clusterV%03d", i);
      site.video(id, Media.TINY); // What is done to a clip is the smallest part of it.
      list.append("pole vault,").append(id).append(",1,2,train\n");
    }
    Files.writeString(folder.resolve("list.csv"), list);
    cluster = new SparkCluster(folder, site.environment(), firstJob());
  }

  /** A track of one clip that is there. */
  private static List<String> firstJob() throws IOException {
    Path clip = folder.resolve("first/train/pole_vault/clusterV000.mp4");
    Files.createDirectories(clip.getParent());
    Files.copy(Media.TINY.file(), clip);
    Files.writeString(
        folder.resolve("first.csv"),
        "label,youtube_id,time_start,time_end,split\npole vault,clusterV000,1,2,train\n");
    return List.of("frames", "--all", "--annotations", "first.csv", "--dataset-dir", "first");
  }

  @AfterAll
  static void stop() {
    if (cluster != null) {
      cluster.close();
    }
    site.close();
  }

  private static Kinetics.Run submit(String subcommand, String... more) {
    return submitWith(List.of(), subcommand, more);
  }

  private static Kinetics.Run submitWith(List<String> settings, String subcommand, String... more) {
    List<String> all = new ArrayList<>(List.of(subcommand, "--all", "--annotations", "list.csv"));
    all.addAll(List.of(more));
    return cluster.submit(cluster.address(), settings, all);
  }

  private static List<String> below(String place, String ending) {
    Path top = folder.resolve(place);
    if (!Files.exists(top)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(top)) {
      return files.map(Path::toString).filter(file -> file.endsWith(ending)).toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static List<String> booked(String job) {
    return booked("dataset", job);
  }

  /** The clips that a job has booked as done, one entry a line. */
  private static List<String> booked(String dataset, String job) {
    List<String> clips = new ArrayList<>();
    for (String journal : below(dataset + "/.kinetics/journal", ".jsonl")) {
      try {
        for (String line : Files.readAllLines(Path.of(journal))) {
          if (line.contains("\"job\":\"" + job + "\"") && line.contains("\"outcome\":\"done\"")) {
            clips.add(line.replaceAll(".*\"clip\":\"([^\"]+)\".*", "$1"));
          }
        }
      } catch (IOException e) {
        return List.of(); // It is just being folded.
      }
    }
    return clips;
  }

  /** Waits until a run has booked so many clips, or has ended. */
  private static void awaitBooked(String job, int count, Kinetics.Run run) throws Exception {
    SparkCluster.await(() -> booked(job).size() >= count || !run.handle().isAlive());
    assertThat(run.handle().isAlive()).as("%s", run.out() + run.err()).isTrue();
  }

  private static Kinetics.Result ended(Kinetics.Run run, int exitCode) throws Exception {
    Kinetics.Result result = run.await();
    assertThat(result.exitCode()).as("%s", result).isEqualTo(exitCode);
    SparkCluster.await(() -> cluster.running().isEmpty());
    return result;
  }

  /** Waits until an executor has tools at work, or the run has ended. */
  private static ProcessHandle awaitBusy(int worker, Kinetics.Run run) throws Exception {
    SparkCluster.await(() -> busy(worker).isPresent() || !run.handle().isAlive());
    return busy(worker).orElseThrow(() -> new AssertionError(run.out() + run.err()));
  }

  private static Optional<ProcessHandle> busy(int worker) {
    return cluster.executor(worker).filter(executor -> executor.children().findAny().isPresent());
  }

  /** An executor, a worker, both together, and a driver that stands still. */
  @Test
  @Order(1)
  void whatIsKilledCostsNothing() throws Exception {
    try (Kinetics.Run run = submit("download", "--verbose")) {
      awaitBooked("download", 2, run);
      awaitBusy(0, run).destroyForcibly();
      awaitBooked("download", CLIPS / 6, run);
      awaitBusy(1, run);
      cluster.replace(1);
      awaitBooked("download", CLIPS / 3, run);
      awaitBusy(0, run).destroyForcibly();
      cluster.replace(0);
      awaitBooked("download", CLIPS / 2, run);
      run.signal("STOP");
      TimeUnit.SECONDS.sleep(3);
      run.signal("CONT");

      Kinetics.Result result = ended(run, 0);

      assertThat(result.out()).contains("done").doesNotContain("not reached");
    }
    assertThat(below("dataset/train", ".mp4")).hasSize(CLIPS);
    assertThat(booked("download")).hasSize(CLIPS).doesNotHaveDuplicates();
    cluster.awaitWorkers();
  }

  /** One executor stands still, and Spark has another do what that one has in hand. */
  @Test
  @Order(2)
  void twoAttemptsAtOneFolderLeaveOne() throws Exception {
    List<String> settings =
        List.of(
            "spark.speculation=true",
            "spark.speculation.interval=100ms",
            "spark.speculation.quantile=0.1",
            "spark.speculation.multiplier=1");
    try (Kinetics.Run run = submitWith(settings, "frames")) {
      awaitBooked("frames", CLIPS / 8, run);
      ProcessHandle executor = cluster.executor(0).orElseThrow();
      signal("STOP", executor);
      awaitBooked("frames", CLIPS * 3 / 4, run);
      signal("CONT", executor);
      ended(run, 0);
    }
    assertThat(booked("frames")).hasSize(CLIPS).doesNotHaveDuplicates();
    Set<String> folders = new TreeSet<>();
    below("dataset/train_frames", "frame0.jpg")
        .forEach(frame -> folders.add(Path.of(frame).getParent().toString()));
    assertThat(folders).hasSize(CLIPS);
    assertThat(below("dataset/train_frames", ".jpg")).hasSize(CLIPS * 25);
    assertThat(below("dataset/.kinetics/scratch", "lock")).isEmpty();
  }

  private static void signal(String name, ProcessHandle process) throws Exception {
    new ProcessBuilder("perl", "-e", "kill $ARGV[0], $ARGV[1]", name, "" + process.pid())
        .start()
        .waitFor();
  }

  /** Then a driver is killed, and Spark gives up; each time the same command goes on. */
  @Test
  @Order(3)
  void aSignalEndsAllWithinSecondsAndARerunGoesOn() throws Exception {
    for (String clip : below("dataset/train", ".mp4").subList(0, CLIPS / 2)) {
      Files.delete(Path.of(clip));
    }
    Map<String, Duration> times = new TreeMap<>();
    for (Map.Entry<String, Integer> signal : Map.of("INT", 130, "TERM", 143).entrySet()) {
      int before = booked("download").size();
      try (Kinetics.Run run = submit("download", "--num-workers", "1")) {
        awaitBooked("download", before + 1, run);
        long pressed = System.nanoTime();
        run.signalGroup(signal.getKey());

        Kinetics.Result result = ended(run, signal.getValue());

        times.put(signal.getKey(), Duration.ofNanos(System.nanoTime() - pressed));
        assertThat(result.out()).contains("not reached");
        assertThat(result.err()).as("traces of Spark's").doesNotContain("\tat ");
      }
    }
    assertThat(times.values()).as("%s", times).allMatch(time -> time.compareTo(AT_ONCE) < 0);
    int before = booked("download").size();
    try (Kinetics.Run run = submit("download", "--num-workers", "1")) {
      awaitBooked("download", before + 1, run);
      run.signal("KILL");
      ended(run, 137);
    }
    int half = booked("download").size();
    try (Kinetics.Run run =
        submitWith(List.of("spark.task.maxFailures=1"), "download", "--num-workers", "1")) {
      awaitBooked("download", half + 1, run);
      awaitBusy(0, run).destroyForcibly();
      assertThat(ended(run, 4).err()).contains("kinetics: the cluster gave up (");
    }
    assertThat(below("dataset/train", ".mp4")).hasSizeLessThan(CLIPS);
  }

  @Test
  @Order(4)
  void whoIsBlockedIsSaidAndWhatIsTrueOfAllIsSaidOnce() throws Exception {
    Path ytDlp =
        Scripts.script(
            folder.resolve("bin/yt-dlp"),
            """
            case "$*" in
              *--version*) echo 2026.08.19; exit 0 ;;
              *" -v") echo '[debug] JS runtimes: node-20.20.2 (unsupported)' >&2; exit 2 ;;
            esac
            echo 'WARNING: [youtube] The provided YouTube account cookies are no longer valid' >&2
            for word; do
              shift
              case "$last $word" in
                *--js-runtimes*) ;; # The real one may not know it.
                *) set -- "$@" "$word" ;;
              esac
              last=$word
            done
            exec %s "$@"\
            """
                .formatted(TestTools.shell(TestTools.tools().ytDlp().tool())));
    site.storm(Duration.ofSeconds(2));
    // Half of the usual pace would take minutes for these clips.
    try (Kinetics.Run run =
        submit(
            "download",
            "--yt-dlp",
            ytDlp.toString(),
            "--num-workers",
            "2",
            "--block-wait",
            "1s",
            "--max-blocks",
            "20",
            "--pace",
            "0")) {
      Kinetics.Result result = ended(run, 0);
      assertThat(result.err()).containsPattern("127\\.0\\.0\\.[12]: .*429");
      for (String said : List.of("node-20.20.2 (unsupported)", "no longer takes the cookies")) {
        assertThat(result.err().lines().filter(line -> line.contains(said)))
            .singleElement(InstanceOfAssertFactories.STRING)
            .contains("127.0.0.");
      }
    }
    site.heal();
    assertThat(below("dataset/train", ".mp4")).hasSize(CLIPS);
  }

  @Test
  @Order(5)
  void aMissingToolNamesItsHostAndAPasswordIsNotShown() throws Exception {
    Path events = Files.createDirectory(folder.resolve("events"));
    List<String> settings =
        List.of(
            "spark.eventLog.enabled=true",
            "spark.eventLog.compress=false",
            "spark.eventLog.dir=" + events);
    try (Kinetics.Run run =
        submitWith(
            settings,
            "download",
            "--overwrite",
            "--ffmpeg",
            "/nowhere/ffmpeg",
            "--pace",
            "30",
            "--proxy",
            "http://me:hush-hush@127.0.0.1:9")) {
      Kinetics.Result result = ended(run, 3);

      assertThat(result.err().lines().filter(line -> line.startsWith("kinetics: ")).toList())
          .singleElement()
          .asString()
          .contains("127.0.0.", "/nowhere/ffmpeg");
      assertThat(result.err().lines().filter(line -> line.contains("videos: about")))
          .singleElement(InstanceOfAssertFactories.STRING)
          .startsWith(CLIPS + " videos: about 2 hours at 30 videos an hour, divided by");
    }
    StringBuilder log = new StringBuilder();
    try (Stream<Path> files = Files.walk(events)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        log.append(Files.readString(file));
      }
    }
    assertThat(log).contains("SparkListenerEnvironmentUpdate").doesNotContain("hush-hush");
  }

  /** An archive is streamed once, by one executor; what it lacks, YouTube has. */
  @Test
  @Order(6)
  void theMirrorThenYoutubeWithSound() throws Exception {
    List<String> classes = List.of("abseiling", "zumba", "pole vault");
    StringBuilder rows = new StringBuilder("label,youtube_id,time_start,time_end,split\n");
    Map<String, List<String>> held = new LinkedHashMap<>();
    for (String label : classes) {
      List<String> ids =
          IntStream.range(0, 3)
              .mapToObj(i -> label.substring(0, 4).replace(' ', '_') + "_clip_" + i)
              .toList();
      ids.forEach(id -> rows.append("%s,%s,0,10,train%n".formatted(label, id)));
      held.put(label, ids.stream().skip(1).map(id -> id + "_000000_000010").toList());
      site.video(ids.get(0), Media.MP4);
    }
    Files.writeString(folder.resolve("600.csv"), rows);
    MirrorArchives.serve(site, held);
    List<String> download =
        List.of(
            "download",
            "--all",
            "--annotations",
            "600.csv",
            "--release",
            "600",
            "--dataset-dir",
            "600",
            "--source",
            "mirror,youtube",
            "--also",
            "sound",
            "--mirror-url",
            site.address() + "/kinetics");
    try (Kinetics.Run run = cluster.submit(cluster.address(), List.of(), download)) {
      ended(run, 0);
    }
    assertThat(below("600/train", ".mp4")).hasSize(9);
    assertThat(below("600/train_sound", ".mp3")).hasSize(9);
    assertThat(booked("600", "download")).hasSize(9).doesNotHaveDuplicates();
    for (String label : classes) {
      String archive = "/kinetics/600/train/" + label.replace(' ', '_') + ".tar";
      assertThat(site.requests(archive)).as(archive).hasSize(1);
    }
  }

  @Test
  @Order(7)
  void resizeAndExport() throws Exception {
    List<String> of = List.of("--annotations", "600.csv", "--dataset-dir", "600");
    List<String> resize = new ArrayList<>(List.of("resize", "--all", "--short-side", "32"));
    resize.addAll(of);
    try (Kinetics.Run run = cluster.submit(cluster.address(), List.of(), resize)) {
      assertThat(ended(run, 0).out()).contains("done");
    }
    assertThat(booked("600", "resize")).hasSize(9).doesNotHaveDuplicates();
    List<String> export =
        new ArrayList<>(List.of("export", "webdataset", "--out", "made", "--shards", "4"));
    export.addAll(of);
    try (Kinetics.Run run = cluster.submit(cluster.address(), List.of(), export)) {
      assertThat(ended(run, 0).out()).contains("made: 4, there already: 0");
    }
    assertThat(below("made/train", ".tar")).hasSize(4);
    assertThat(folder.resolve(".kinetics")).doesNotExist();
    Kinetics.Result again = Kinetics.in(folder).run(export.toArray(String[]::new));
    assertThat(again.out()).contains("made: 0, there already: 4");
  }

  @Test
  @Order(8)
  void whatCannotBeIsSaidInOneLine() throws Exception {
    List<String> frames = List.of("frames", "--all", "--annotations", "list.csv", "--overwrite");
    try (Kinetics.Run run = cluster.submit("spark://127.0.0.1:1", List.of(), frames)) {
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
  @Order(9)
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

  /**
   * The master, the workers, their executors, the driver and all tools, at any time of the above.
   */
  @Test
  @Order(10)
  void allTogetherTakesLittleMemory() {
    assertThat(cluster.mostResident()).isBetween(MOST_MEMORY / 4, MOST_MEMORY);
    System.out.printf("the cluster took %d MiB at most%n", cluster.mostResident() >> 20);
  }
}
