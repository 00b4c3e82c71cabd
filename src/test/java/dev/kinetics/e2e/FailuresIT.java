package dev.kinetics.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kinetics.process.Scripts;
import dev.kinetics.support.Fault;
import dev.kinetics.support.FrameNumbers;
import dev.kinetics.support.Kinetics;
import dev.kinetics.support.Media;
import dev.kinetics.support.YoutubeSite;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the site does wrong, by the real yt-dlp's own messages, and what is booked of it. */
class FailuresIT {
  @TempDir Path folder;
  private YoutubeSite site;

  @BeforeEach
  void open() {
    site = new YoutubeSite();
  }

  @AfterEach
  void close() {
    site.close();
  }

  private Kinetics.Result download(List<String> ids, String... more) throws IOException {
    StringBuilder list = new StringBuilder("label,youtube_id,time_start,time_end,split\n");
    ids.forEach(id -> list.append("pole vault,").append(id).append(",2,4,train\n"));
    Files.writeString(folder.resolve("list.csv"), list);
    String[] arguments =
        Stream.concat(Stream.of("download", "--all", "--annotations", "list.csv"), Stream.of(more))
            .toArray(String[]::new);
    Kinetics kinetics = Kinetics.in(folder).with(site.environment());
    boolean proxied = List.of(more).contains("--proxy");
    return (proxied ? kinetics.with("no_proxy", "") : kinetics).run(arguments);
  }

  /** Clip → outcome and reason of its last line in the journals. */
  private Map<String, String> booked() throws IOException {
    Map<String, String> booked = new LinkedHashMap<>();
    ObjectMapper json = new ObjectMapper();
    try (Stream<Path> journals = Files.list(folder.resolve("dataset/.kinetics/journal"))) {
      for (Path journal : journals.filter(f -> f.toString().endsWith(".jsonl")).sorted().toList()) {
        for (String line : Files.readAllLines(journal)) {
          JsonNode entry = json.readTree(line);
          if (entry.has("clip")) {
            booked.put(
                entry.get("clip").asText(),
                entry.path("outcome").asText() + ", " + entry.path("reason").asText());
          }
        }
      }
    }
    return booked;
  }

  private void assertAllWhole() throws IOException {
    Path clips = folder.resolve("dataset/train/pole_vault");
    if (Files.exists(clips)) {
      try (Stream<Path> files = Files.list(clips)) {
        assertThat(files)
            .allSatisfy(
                clip ->
                    assertThat(FrameNumbers.of(clip))
                        .as("%s", clip)
                        .hasSize(2 * Media.FRAME_RATE)
                        .startsWith(2 * Media.FRAME_RATE));
      }
    }
  }

  @Test
  void eachMessageEndsInItsOutcome() throws IOException {
    Map<String, String> expected = new LinkedHashMap<>();
    String[][] rows = {
      {"removed____", "This video has been removed by the uploader", "gone, deleted"},
      {"violating__", "This video has been removed for violating YouTube's terms", "gone, deleted"},
      {
        "terminated_",
        "This video is no longer available because the YouTube account associated with this video"
            + " has been terminated.",
        "gone, deleted"
      },
      {"notexist___", "This video does not exist", "gone, deleted"},
      {"notavail___", "This video is not available", "failed, unknown"},
      {"unavailable", "Video unavailable", "gone, deleted"},
      {"private____", "Private video. Sign in if you have been granted access", "gone, private"},
      {"copyright__", "Video unavailable. It was blocked on copyright grounds", "gone, copyright"},
      {"agegate____", "Sign in to confirm your age", "closed, account"},
      {"inappropri_", "This video may be inappropriate for some users.", "closed, account"},
      {"members____", "Join this channel to get access to members-only content", "closed, account"},
      {"payment____", "This video requires payment to watch", "closed, account"},
      {
        "country____",
        "The uploader has not made this video available in your country",
        "closed, region"
      },
      {"noformat___", "Requested format is not available", "outdated, no fitting format"},
    };
    for (String[] row : rows) {
      site.error(row[0], row[1], true);
      expected.put(row[0], row[2]);
    }
    site.error("nsigfailed_", "nsig extraction failed: Some formats may be missing", false);
    expected.put("nsigfailed_", "outdated, site changed");
    List<String> ids = new ArrayList<>(expected.keySet());
    for (int i = 0; i < 6; i++) {
      String id = "wholeVideo" + i;
      site.video(id, Media.MP4);
      ids.add(3 * i, id);
      expected.put(id, "done, ");
    }

    Kinetics.Result result = download(ids, "--num-workers", "2");

    assertThat(result.exitCode()).as("%s", result).isEqualTo(3);
    assertThat(booked()).isEqualTo(expected);
    assertAllWhole();
  }

  @Test
  void aSectionPastTheEndOfItsVideoIsNoClipAndNoWholeVideoIsFetchedForIt() throws IOException {
    site.video("eightSecond", 8, Media.EIGHT_SECONDS);

    assertThat(sections("50,60").exitCode()).isZero();

    String never = "damaged, ends before the section";
    assertThat(booked()).containsOnly(Map.entry("eightSecond", never));
    assertThat(site.bytesSent(site.mediaPath("eightSecond")))
        .isLessThan(Files.size(Media.EIGHT_SECONDS.file()));

    assertThat(sections("2,12", "7.5,17.5", "4,8.02", "50,60").exitCode()).isZero();
    assertThat(booked())
        .containsEntry("eightSecond_000004_000008", "done, ")
        .containsEntry("eightSecond_000007_000017", never)
        .containsEntry("eightSecond_000050_000060", never)
        .hasSize(4);
  }

  private Kinetics.Result sections(String... sections) throws IOException {
    StringBuilder list = new StringBuilder("label,youtube_id,time_start,time_end,split\n");
    for (String section : sections) {
      list.append("pole vault,eightSecond,").append(section).append(",train\n");
    }
    Files.writeString(folder.resolve("list.csv"), list);
    return Kinetics.in(folder)
        .with(site.environment())
        .run("download", "--all", "--annotations", "list.csv", "--retry-gone");
  }

  @Test
  void waitsWhileItIsBlockedAndBooksNobodyAsFailed() throws IOException {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      ids.add("stormVideo" + i);
      site.video("stormVideo" + i, Media.MP4);
    }
    site.storm(Duration.ofSeconds(10));

    Kinetics.Result result = download(ids, "--block-wait", "2s");

    assertThat(result.exitCode()).as("%s", result).isZero();
    assertThat(result.err()).contains("waiting");
    assertThat(booked()).hasSize(6).allSatisfy((clip, how) -> assertThat(how).isEqualTo("done, "));
    assertAllWhole();
  }

  @Test
  void givesUpWhenTheBlockLasts() throws IOException {
    site.video("blockedVid_", Media.MP4)
        .error("botcheck___", "Sign in to confirm you’re not a bot", true)
        .storm(Long.MAX_VALUE);

    Kinetics.Result result =
        download(
            List.of("blockedVid_", "botcheck___"), "--block-wait", "200ms", "--max-blocks", "1");

    assertThat(result.exitCode()).as("%s", result).isEqualTo(4);
    assertThat(result.err()).contains("blocks this address");
    assertThat(booked()).isEmpty();
    assertThat(folder.resolve("dataset/failed.txt")).doesNotExist();
  }

  @Test
  void stopsWhenTheSiteHasChanged() throws IOException {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      ids.add("changedVid" + (char) ('a' + i));
      site.error(ids.get(i), "Unable to extract initial player response", false);
    }

    Kinetics.Result result = download(ids);

    assertThat(result.exitCode()).as("%s", result).isEqualTo(3);
    assertThat(result.err()).contains("has changed").contains("update");
    assertThat(result.out()).contains("not reached");
  }

  @Test
  void leavesNothingBadBehindWhenConnectionsGoWrong() throws IOException {
    Random random = new Random(7);
    List<String> ids = new ArrayList<>();
    List<Fault> faults =
        List.of(
            Fault.cutAfter(random.nextInt(200_000)),
            Fault.resetAfter(random.nextInt(200_000)),
            new Fault.WrongLength(5_000),
            new Fault.WrongLength(-5_000),
            new Fault.Slow(80_000),
            new Fault.Body("video/mp4", noise(random)),
            Fault.html(),
            Fault.empty());
    for (int i = 0; i < faults.size(); i++) {
      String id = "brokenVid_" + i;
      ids.add(id);
      site.video(id, Media.MP4).fault(site.mediaPath(id), faults.get(i));
    }
    ids.add("wholeVideo_");
    site.video("wholeVideo_", Media.MP4);

    Kinetics.Result result = download(ids);

    assertThat(result.exitCode()).as("%s", result).isIn(0, 1);
    assertThat(booked().get("wholeVideo_")).isEqualTo("done, ");
    assertAllWhole();

    site.heal();
    Kinetics.Result healed = download(ids, "--retry-gone");
    assertThat(healed.exitCode()).as("%s", healed).isZero();
    assertThat(booked()).allSatisfy((clip, how) -> assertThat(how).isEqualTo("done, "));
    assertAllWhole();
  }

  private static byte[] noise(Random random) {
    byte[] noise = new byte[50_000];
    random.nextBytes(noise);
    return noise;
  }

  @Test
  void leavesNothingBadBehindWhenAServerWithoutRangesGoesWrong() throws IOException {
    List<String> ids = new ArrayList<>();
    List<Fault> faults =
        List.of(new Fault.NoRanges(), Fault.cutAfter(300_000), new Fault.WrongLength(-200_000));
    for (int i = 0; i < faults.size(); i++) {
      String id = "rangeless_" + i;
      ids.add(id);
      site.video(id, i == 0 ? Media.MP4_INDEX_AT_END : Media.MP4)
          .fault(site.mediaPath(id), new Fault.NoRanges())
          .fault(site.mediaPath(id), faults.get(i));
    }

    Kinetics.Result result = download(ids);

    assertThat(result.exitCode()).as("%s", result).isIn(0, 1);
    assertThat(booked().get("rangeless_0")).as("%s", result).isEqualTo("done, ");
    assertAllWhole();

    site.heal();
    assertThat(download(ids, "--retry-gone").exitCode()).isZero();
    assertThat(booked()).allSatisfy((clip, how) -> assertThat(how).isEqualTo("done, "));
    assertAllWhole();
  }

  /** Stands for a yt-dlp of 2026 on a machine whose node is too old for it. */
  @Test
  void withoutAJavaScriptRuntimeItIsSaidOnceAndNoVideoIsGoneForIt() throws IOException {
    Path ytDlp =
        Scripts.script(
            folder.resolve("bin/yt-dlp"),
            """
            case "$*" in
              *--version*) echo 2026.08.19; exit 0 ;;
              *" -v") echo '[debug] JS runtimes: node-20.20.2 (unsupported)' >&2; exit 2 ;;
            esac
            for address; do :; done
            echo "ERROR: [youtube] ${address##*=}: Video unavailable. This video is not available" >&2
            exit 1\
            """);

    Kinetics.Result result =
        download(List.of("madeForKids"), "--yt-dlp", ytDlp.toString(), "--num-workers", "1");

    assertThat(result.exitCode()).as("%s", result).isEqualTo(1);
    assertThat(result.err().lines().filter(line -> line.contains("node-20.20.2 (unsupported)")))
        .singleElement(InstanceOfAssertFactories.STRING)
        .contains("warning", "kinetics setup");
    assertThat(booked()).containsEntry("madeForKids", "failed, unknown");
  }

  /** With a password in its address it is yt-dlp that fetches it, in chunks as of YouTube. */
  @Test
  void aServerWithoutRangesThatBreaksOffEachTimeIsGivenUp() throws IOException {
    site.video(
            "chunkedVid_",
            format -> {
              String url = format.path("url").asText();
              format.put("url", url.replace("http://", "http://me:secret@"));
              format.putObject("downloader_options").put("http_chunk_size", 10 << 20);
            },
            Media.MP4.format())
        .fault(site.mediaPath("chunkedVid_"), new Fault.NoRanges())
        .fault(site.mediaPath("chunkedVid_"), Fault.cutAfter(300_000));

    Kinetics.Result result = download(List.of("chunkedVid_"));

    assertThat(result.exitCode()).as("%s", result).isEqualTo(1);
    assertThat(booked()).containsEntry("chunkedVid_", "failed, network");
    // Four tries of a clip, of each its first request and a few anew.
    assertThat(site.requests(site.mediaPath("chunkedVid_"))).hasSizeBetween(4, 24);
  }

  /** The site is its own proxy, which asks nobody for a password. */
  @Test
  void keepsSecretsWhileClipsAreServed() throws IOException {
    Files.writeString(
        folder.resolve("cookies.txt"),
        "# Netscape HTTP Cookie File\n127.0.0.1\tFALSE\t/\tFALSE\t0\tsid\tCOOKIESECRET\n");
    site.video("servedVid_a", Media.MP4)
        .video("servedVid_b", Media.MP4)
        .video("notFound___", Media.MP4)
        .fault(site.mediaPath("notFound___"), Fault.html())
        .error("goneVideo__", "Video unavailable", true);

    Kinetics.Result result =
        download(
            List.of("servedVid_a", "goneVideo__", "notFound___", "servedVid_b"),
            "--cookies",
            "cookies.txt",
            "--proxy",
            site.address().replace("http://", "http://someone:PROXYSECRET@"),
            "--log-file",
            "tools.log",
            "--verbose");

    assertThat(result.exitCode()).as("%s", result).isIn(0, 1);
    assertThat(booked())
        .containsEntry("servedVid_a", "done, ")
        .containsEntry("servedVid_b", "done, ")
        .containsEntry("goneVideo__", "gone, deleted");
    assertThat(site.proxied()).isPositive();
    String all = result.out() + result.err() + Files.readString(folder.resolve("tools.log"));
    try (Stream<Path> files = Files.walk(folder.resolve("dataset"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        all += Files.readString(file, StandardCharsets.ISO_8859_1);
      }
    }
    assertThat(all).contains("servedVid_a");
    assertThat(all.contains("PROXYSECRET")).isFalse();
    assertThat(all.contains("COOKIESECRET")).isFalse();
  }

  @Test
  void tellsNobodyASecret() throws IOException {
    Path cookies = folder.resolve("cookies.txt");
    Files.writeString(
        cookies, "# Netscape HTTP Cookie File\n127.0.0.1\tFALSE\t/\tFALSE\t0\tsid\tCOOKIESECRET\n");

    Kinetics.Result result =
        download(
            List.of("secretVideo"),
            "--cookies",
            "cookies.txt",
            "--url-template",
            "http://video.invalid/{id}.mp4",
            "--proxy",
            "http://someone:PROXYSECRET@127.0.0.1:9",
            "--yt-dlp-args",
            "--add-header=X-Key:HEADERSECRET --extractor-args youtube:po_token=TOKENSECRET -v",
            "--log-file",
            "tools.log",
            "--verbose");

    assertThat(result.exitCode()).as("%s", result).isEqualTo(1);
    String all = result.out() + result.err() + Files.readString(folder.resolve("tools.log"));
    try (Stream<Path> files = Files.walk(folder.resolve("dataset"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        all += Files.readString(file);
      }
    }
    assertThat(all).doesNotContain("PROXYSECRET").doesNotContain("COOKIESECRET");
    assertThat(all).doesNotContain("HEADERSECRET").doesNotContain("TOKENSECRET");
  }
}
