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

  /** What came of a job with one version. */
  private record Job(YtDlpVersion version, Path folder, Kinetics.Result result, int requests) {
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

  /** The same job with each version, at the same time, since most of it is waiting. */
  private List<Job> jobs(Consumer<FakeYoutube> trouble, String... more) throws IOException {
    return jobs(IDS, trouble, more);
  }

  private List<Job> jobs(List<String> ids, Consumer<FakeYoutube> trouble, String... more)
      throws IOException {
    Map<YtDlpVersion, FakeYoutube> sites = new EnumMap<>(YtDlpVersion.class);
    Map<YtDlpVersion, Kinetics.Run> runs = new EnumMap<>(YtDlpVersion.class);
    List<Job> jobs = new ArrayList<>();
    try {
      for (YtDlpVersion version : YtDlpVersion.values()) {
        FakeYoutube site = new FakeYoutube();
        sites.put(version, site);
        trouble.accept(site);
        runs.put(version, start(version, ids, site, more));
      }
      for (YtDlpVersion version : YtDlpVersion.values()) {
        Kinetics.Result result = runs.get(version).await();
        int requests = sites.get(version).requests().size();
        jobs.add(new Job(version, folder.resolve(version.name()), result, requests));
      }
    } finally {
      runs.values().forEach(Kinetics.Run::close);
      sites.values().forEach(FakeYoutube::close);
    }
    return jobs;
  }

  private Kinetics.Run start(
      YtDlpVersion version, List<String> ids, FakeYoutube site, String... more) throws IOException {
    Path own = Files.createDirectories(folder.resolve(version.name()));
    StringBuilder list = new StringBuilder("label,youtube_id,time_start,time_end,split\n");
    ids.forEach(id -> list.append("pole vault,").append(id).append(",2,4,train\n"));
    Files.writeString(own.resolve("list.csv"), list);
    boolean probes = List.of(more).equals(List.of("probe"));
    List<String> arguments = new ArrayList<>(List.of(probes ? "probe" : "download"));
    arguments.addAll(List.of("--all", "--annotations", "list.csv", "--num-workers", "2"));
    arguments.addAll(List.of("--block-wait", "1s"));
    if (!probes) {
      arguments.addAll(List.of("--max-height", "360"));
      arguments.addAll(List.of(more));
    }
    return Kinetics.in(own)
        .within(Duration.ofMinutes(4))
        .with(site.environment())
        .with(version.environment())
        .with(environment)
        .start(arguments.toArray(String[]::new));
  }

  private void assertAllDone(List<Job> jobs) throws IOException {
    for (Job job : jobs) {
      assertThat(job.result().exitCode()).as("%s %s", job.version(), job.result()).isZero();
      assertThat(job.booked())
          .as("%s", job.version())
          .containsExactlyInAnyOrderElementsOf(IDS.stream().map(id -> id + " done").toList());
      for (String id : List.of(IDS.get(0), IDS.get(11))) {
        assertThat(FrameNumbers.of(job.folder().resolve("dataset/train/pole_vault/" + id + ".mp4")))
            .hasSize(2 * Media.FRAME_RATE)
            .startsWith(2 * Media.FRAME_RATE);
      }
      assertThat(job.requests())
          .as("requests with yt-dlp %s%n%s", job.version(), job.result())
          .isLessThanOrEqualTo(UNDISTURBED.get(job.version()) + MOST_MORE_REQUESTS);
    }
  }

  @Test
  void twelveClipsTakeAFewRequestsEach() throws IOException {
    List<Job> jobs = jobs(site -> {});

    assertAllDone(jobs);
    assertThat(jobs)
        .allSatisfy(job -> assertThat(job.requests()).isEqualTo(UNDISTURBED.get(job.version())));
  }

  /** Each trouble is mostly waiting: the last ones are for the profile 'soak'. */
  static Stream<Arguments> troubles() {
    return Stream.of(
            Arguments.of(Trouble.MEDIA_FORBIDDEN, 8),
            Arguments.of(Trouble.CAPTIVE_PORTAL, 3),
            Arguments.of(Trouble.RATE_LIMIT, 3),
            Arguments.of(Trouble.BAD_REQUEST, 3),
            Arguments.of(Trouble.RATE_LIMIT_OF_PLAYER, 3))
        .limit(Integer.getInteger("soak.troubles", 2));
  }

  @ParameterizedTest
  @MethodSource("troubles")
  void allClipsAreDoneWhenTheTroubleIsOver(Trouble trouble, int seconds) throws IOException {
    assertAllDone(jobs(site -> site.trouble(trouble, Duration.ofSeconds(seconds))));
  }

  /** As when a release of yt-dlp asks in a way that the site takes no longer. */
  @Test
  void noClipIsGoneWhenEachVideoIsUnavailable() throws IOException {
    List<String> ids = IntStream.range(0, 24).mapToObj("okay%07d"::formatted).toList();
    List<Job> jobs =
        jobs(ids, site -> ids.forEach(id -> site.refuse(id, "ERROR", "Video unavailable", "")));

    for (Job job : jobs) {
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

    assertAllDone(jobs(site -> {}));

    assertThat(touched).doesNotExist();
    assertThat(Files.readAllLines(archive)).hasSize(1);
    assertThat(folder.toFile().list()).noneMatch(name -> name.startsWith("elsewhere"));
  }

  /**
   * No player of this site has JavaScript that answers it, so that it stands for one that is not
   * understood.
   */
  @Test
  void whatAChallengeWantsIsSaidAndTheClipsAreThereWhenItIsAnswered() throws IOException {
    List<Job> jobs = jobs(site -> site.challenges(true));

    for (Job job : jobs) {
      if (job.version() == YtDlpVersion.OF_2025) {
        assertThat(job.result().exitCode()).as("%s", job.result()).isEqualTo(3);
        assertThat(job.result().err()).contains("JavaScript").contains("kinetics setup");
        assertThat(job.booked()).noneMatch(line -> line.endsWith(" gone"));
      }
    }
    for (Job job : jobs(site -> {})) {
      assertThat(job.result().exitCode()).as("%s", job.result()).isZero();
      assertThat(job.booked()).filteredOn(line -> line.endsWith(" done")).hasSize(IDS.size());
    }
  }

  @Test
  void aProbeTellsWhatIsThereAndDownloadsNothing() throws IOException {
    List<String> ids = new ArrayList<>(IDS.subList(0, 4));
    ids.addAll(List.of("gone0000000", "priv0000000", "geo00000000"));
    List<Job> jobs =
        jobs(
            ids,
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
                        "The uploader has not made this video available in your country"),
            "probe");

    for (Job job : jobs) {
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

  @Test
  void advertisementsAreWaitedFor() throws IOException {
    assertAllDone(jobs(site -> site.advertisement(Duration.ofSeconds(9))));
  }
}
