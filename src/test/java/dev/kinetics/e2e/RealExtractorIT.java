package dev.kinetics.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kinetics.support.FakeYoutube;
import dev.kinetics.support.FakeYoutube.Trouble;
import dev.kinetics.support.FrameNumbers;
import dev.kinetics.support.Kinetics;
import dev.kinetics.support.Media;
import dev.kinetics.support.YtDlpVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** yt-dlp's own extractor, of 2023 and of 2025, with what goes wrong between it and YouTube. */
class RealExtractorIT {
  private static final List<String> IDS =
      IntStream.range(0, 12).mapToObj("okay%07d"::formatted).toList();

  /** The requests that twelve clips take when nothing goes wrong; the same in each run. */
  private static final Map<YtDlpVersion, Integer> UNDISTURBED =
      Map.of(YtDlpVersion.OF_2023, 24, YtDlpVersion.OF_2025, 48);

  private static final int MOST_MORE_REQUESTS = 3 * IDS.size();

  @TempDir Path folder;
  private final Map<String, String> environment = new HashMap<>();

  /** One version's site, and what came of a job with it. */
  private record Job(
      YtDlpVersion version, FakeYoutube site, Path folder, Kinetics.Result result, int requests) {
    /** Clip and outcome of each line of the journals. */
    List<String> booked() throws IOException {
      List<String> booked = new ArrayList<>();
      if (!Files.exists(folder.resolve("dataset/.kinetics/journal"))) {
        return booked; // Nothing was.
      }
      try (Stream<Path> files = Files.list(folder.resolve("dataset/.kinetics/journal"))) {
        for (Path file : files.filter(f -> f.toString().endsWith(".jsonl")).toList()) {
          Files.readAllLines(file).stream()
              .filter(line -> line.contains("\"clip\""))
              .map(
                  line -> line.replaceAll(".*\"clip\":\"(.*?)\".*\"outcome\":\"(.*?)\".*", "$1 $2"))
              .forEach(booked::add);
        }
      }
      return booked;
    }
  }

  private final Map<YtDlpVersion, FakeYoutube> sites = new EnumMap<>(YtDlpVersion.class);

  @BeforeEach
  void open() {
    for (YtDlpVersion version : YtDlpVersion.values()) {
      sites.put(version, new FakeYoutube());
    }
  }

  @AfterEach
  void close() {
    sites.values().forEach(FakeYoutube::close);
  }

  private List<Job> download(List<String> ids, String... more) throws IOException {
    return run("download", List.of(YtDlpVersion.values()), ids, more);
  }

  /** The same with each version, at the same time, since most of it is waiting. */
  private List<Job> run(String what, List<YtDlpVersion> versions, List<String> ids, String... more)
      throws IOException {
    Map<YtDlpVersion, Kinetics.Run> runs = new EnumMap<>(YtDlpVersion.class);
    List<Job> jobs = new ArrayList<>();
    try {
      for (YtDlpVersion version : versions) {
        runs.put(version, start(what, version, ids, more));
      }
      for (YtDlpVersion version : versions) {
        Kinetics.Result result = runs.get(version).await();
        FakeYoutube site = sites.get(version);
        Path own = folder.resolve(version.name());
        jobs.add(new Job(version, site, own, result, site.requests().size()));
      }
    } finally {
      runs.values().forEach(Kinetics.Run::close);
    }
    return jobs;
  }

  private Kinetics.Run start(String what, YtDlpVersion version, List<String> ids, String... more)
      throws IOException {
    Path own = Files.createDirectories(folder.resolve(version.name()));
    StringBuilder list = new StringBuilder("label,youtube_id,time_start,time_end,split\n");
    ids.forEach(id -> list.append("pole vault,").append(id).append(",2,3,train\n"));
    Files.writeString(own.resolve("list.csv"), list);
    List<String> arguments = new ArrayList<>(List.of(what, "--all", "--annotations", "list.csv"));
    arguments.addAll(List.of("--num-workers", "2", "--block-wait", "1s"));
    if (what.equals("download")) {
      arguments.addAll(List.of("--max-height", "360"));
    }
    arguments.addAll(List.of(more));
    return Kinetics.in(own)
        .within(Duration.ofMinutes(5))
        // It waits for others most of the time, and ends before the second compiler pays.
        .withJavaOptions("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
        .with(sites.get(version).environment())
        .with(version.environment())
        .with(environment)
        .start(arguments.toArray(String[]::new));
  }

  private void eachSite(Consumer<FakeYoutube> change) {
    sites.values().forEach(change);
  }

  private void assertAllDone(List<Job> jobs) throws IOException {
    for (Job job : jobs) {
      assertThat(job.result().exitCode()).as("%s %s", job.version(), job.result()).isZero();
      assertThat(job.booked())
          .as("%s", job.version())
          .containsExactlyInAnyOrderElementsOf(IDS.stream().map(id -> id + " done").toList());
      for (String id : List.of(IDS.get(0), IDS.get(11))) {
        assertThat(FrameNumbers.of(job.folder().resolve("dataset/train/pole_vault/" + id + ".mp4")))
            .hasSize(Media.FRAME_RATE)
            .startsWith(2 * Media.FRAME_RATE);
      }
      assertThat(job.requests())
          .as("requests with yt-dlp %s%n%s", job.version(), job.result())
          .isLessThanOrEqualTo(UNDISTURBED.get(job.version()) + MOST_MORE_REQUESTS);
    }
  }

  @Test
  void twelveClipsTakeAFewRequestsEachAndLeaveNoNoise() throws IOException {
    List<Job> jobs = download(IDS, "--log-file", "log.txt");

    assertAllDone(jobs);
    for (Job job : jobs) {
      assertThat(job.requests()).isEqualTo(UNDISTURBED.get(job.version()));
      assertThat(job.folder().resolve("log.txt")).as("of each process").isEmptyFile();
    }
  }

  /**
   * What goes wrong, for how many seconds (0: until the program gives up), and options. All but the
   * first are mostly waiting, and for the profile 'soak'.
   */
  static Stream<Arguments> troubles() {
    return Stream.of(
            Arguments.of(Trouble.RATE_LIMIT, 3, List.of("--pace", "0")),
            Arguments.of(Trouble.MEDIA_FORBIDDEN, 10, List.of()),
            Arguments.of(Trouble.CAPTIVE_PORTAL, 0, List.of()),
            Arguments.of(Trouble.BAD_REQUEST, 0, List.of()),
            Arguments.of(Trouble.CHALLENGE, 0, List.of()),
            Arguments.of(Trouble.CAPTIVE_PORTAL, 10, List.of()),
            Arguments.of(Trouble.BAD_REQUEST, 10, List.of()),
            Arguments.of(Trouble.RATE_LIMIT, 20, List.of()),
            Arguments.of(Trouble.RATE_LIMIT_OF_PLAYER, 20, List.of()))
        .limit(Integer.getInteger("soak.troubles", 2));
  }

  @ParameterizedTest
  @MethodSource("troubles")
  void allClipsAreDoneWhenTheTroubleIsOver(Trouble trouble, int seconds, List<String> options)
      throws IOException {
    Duration lasts = seconds == 0 ? Duration.ofDays(1) : Duration.ofSeconds(seconds);
    eachSite(site -> site.trouble(trouble, lasts));
    List<Job> jobs = new ArrayList<>(download(IDS, options.toArray(String[]::new)));

    eachSite(FakeYoutube::heal);
    for (Job gaveUp : List.copyOf(jobs)) {
      if (seconds == 0 && gaveUp.result().exitCode() != 0) {
        assertThat(gaveUp.result().exitCode()).as("%s", gaveUp.result()).isEqualTo(3);
        assertThat(gaveUp.booked()).isEmpty();
        jobs.remove(gaveUp);
        jobs.addAll(run("download", List.of(gaveUp.version()), IDS));
      }
    }

    assertAllDone(jobs);
  }

  @Test
  void advertisementsAreWaitedFor() throws IOException {
    eachSite(site -> site.advertisement(Duration.ofSeconds(8)));

    assertAllDone(download(IDS));
  }

  /** As when a release of yt-dlp asks in a way that the site takes no longer. */
  @Test
  void noClipIsGoneWhenEachVideoIsUnavailable() throws IOException {
    List<String> ids = IntStream.range(0, 24).mapToObj("okay%07d"::formatted).toList();
    eachSite(site -> ids.forEach(id -> site.refuse(id, "ERROR", "Video unavailable", "")));

    for (Job job : download(ids)) {
      assertThat(job.result().exitCode()).as("%s", job.result()).isEqualTo(3);
      assertThat(job.result().err()).contains("20 clips").contains("Video unavailable");
      assertThat(job.booked()).isNotEmpty().allMatch(line -> line.endsWith(" failed"));
    }
  }

  @Test
  void aPersonsOwnConfigurationOfYtDlpHasNoEffect() throws IOException {
    Path touched = folder.resolve("touched");
    Path archive = folder.resolve("archive.txt");
    Files.writeString(archive, "youtube " + IDS.get(0) + "\n");
    String configuration =
        "-x\n--exec 'touch "
            + touched
            + "'\n-o "
            + folder.resolve("elsewhere.%(ext)s")
            + "\n--download-archive "
            + archive
            + "\n--proxy http://127.0.0.1:9\n--no-simulate\n-f worst\n";
    Path home = Files.createDirectories(folder.resolve("home"));
    for (String file :
        List.of("xdg/yt-dlp/config", ".config/yt-dlp/config", ".yt-dlp/config", "yt-dlp.conf")) {
      Files.createDirectories(home.resolve(file).getParent());
      Files.writeString(home.resolve(file), configuration);
    }
    environment.put("HOME", home.toString());
    environment.put("XDG_CONFIG_HOME", home.resolve("xdg").toString());

    for (Job job : download(IDS.subList(0, 3))) {
      assertThat(job.result().exitCode()).as("%s", job.result()).isZero();
      assertThat(job.booked()).hasSize(3).allMatch(line -> line.endsWith(" done"));
    }

    assertThat(touched).doesNotExist();
    assertThat(Files.readAllLines(archive)).hasSize(1);
    assertThat(folder.toFile().list()).noneMatch(name -> name.startsWith("elsewhere"));
  }

  @Test
  void aConfigurationOfYtDlpThatIsNamedIsRead() throws IOException {
    Path seen = folder.resolve("seen.txt");
    Path configuration = folder.resolve("named.conf");
    Files.writeString(configuration, "--print-to-file %(id)s '" + seen + "'\n");

    List<Job> jobs =
        download(IDS.subList(0, 2), "--yt-dlp-args", "--config-locations '" + configuration + "'");

    for (Job job : jobs) {
      assertThat(job.result().exitCode()).as("%s", job.result()).isZero();
    }
    assertThat(Files.readAllLines(seen))
        .containsExactlyInAnyOrder(IDS.get(0), IDS.get(0), IDS.get(1), IDS.get(1));
  }

  @Test
  void whatAChallengeWantsIsSaid() throws IOException {
    eachSite(site -> site.trouble(Trouble.CHALLENGE, Duration.ofDays(1)));

    List<String> ids = IDS.subList(0, 3);
    for (Job job : run("download", List.of(YtDlpVersion.OF_2025), ids, "--max-blocks", "0")) {
      assertThat(job.result().exitCode()).as("%s", job.result()).isEqualTo(3);
      assertThat(job.result().err()).contains("JavaScript").contains("kinetics setup");
      assertThat(job.booked()).noneMatch(line -> line.endsWith(" gone"));
    }
  }

  /** By a JavaScript runtime, which setup brings where there is none, and yt-dlp's own solver. */
  @Test
  void aChallengeIsAnswered() throws IOException {
    if (!YtDlpVersion.OF_2025.hasJavaScript()) {
      Kinetics.Result setup =
          Kinetics.in(folder).with(YtDlpVersion.OF_2025.environment()).run("setup", "--yes");
      assertThat(YtDlpVersion.OF_2025.hasJavaScript())
          .as("install node 22 or deno 2, since setup brought neither: %s", setup)
          .isTrue();
    }
    eachSite(FakeYoutube::challenges);

    for (Job job : run("download", List.of(YtDlpVersion.OF_2025), IDS.subList(0, 3))) {
      assertThat(job.result().exitCode()).as("%s", job.result()).isZero();
      assertThat(job.booked()).hasSize(3).allMatch(line -> line.endsWith(" done"));
    }
  }

  @Test
  void whatIsStreamedLiveIsNotFetched() throws IOException {
    eachSite(site -> site.live("live0000000"));

    for (Job job : download(List.of("live0000000", IDS.get(0)))) {
      assertThat(job.result().exitCode()).as("%s", job.result()).isEqualTo(1);
      assertThat(job.booked())
          .containsExactlyInAnyOrder("live0000000 failed", IDS.get(0) + " done");
      assertThat(job.result().out()).contains("still live");
    }
  }

  @Test
  void aProbeTellsWhatIsThereAndDownloadsNothing() throws IOException {
    List<String> ids = new ArrayList<>(IDS.subList(0, 4));
    ids.addAll(List.of("gone0000000", "priv0000000", "geo00000000"));
    eachSite(
        site ->
            site.refuse(
                    "gone0000000",
                    "ERROR",
                    "Video unavailable",
                    "This video has been" + " removed by the uploader")
                .refuse("priv0000000", "LOGIN_REQUIRED", "Private video", "")
                .refuse(
                    "geo00000000",
                    "UNPLAYABLE",
                    "Video unavailable",
                    "The uploader has not made this video available in your country"));

    for (Job job : run("probe", List.of(YtDlpVersion.values()), ids)) {
      assertThat(job.result().exitCode()).as("%s", job.result()).isZero();
      assertThat(job.result().out())
          .containsPattern("there +4")
          .containsPattern("gone +2 .*deleted 1, private 1")
          .containsPattern("closed +1 .*region 1");
      assertThat(job.booked())
          .contains("okay0000000 resolved", "gone0000000 gone", "geo00000000 closed");
      assertThat(job.folder().resolve("dataset/train")).doesNotExist();
    }
  }
}
