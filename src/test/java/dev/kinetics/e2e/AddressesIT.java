package dev.kinetics.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kinetics.process.Scripts;
import dev.kinetics.support.Fault;
import dev.kinetics.support.FrameNumbers;
import dev.kinetics.support.Kinetics;
import dev.kinetics.support.Media;
import dev.kinetics.support.TestTools;
import dev.kinetics.support.YoutubeSite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of an address: not served yet, refused, another video's, a closed connection. */
class AddressesIT {
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

  private Kinetics.Run start(List<String> ids, String... more) throws IOException {
    StringBuilder list = new StringBuilder("label,youtube_id,time_start,time_end,split\n");
    ids.forEach(id -> list.append("pole vault,").append(id).append(",2,4,train\n"));
    Files.writeString(folder.resolve("list.csv"), list);
    List<String> arguments =
        new ArrayList<>(
            List.of("download", "--all", "--annotations", "list.csv", "--num-workers", "1"));
    arguments.addAll(List.of(more));
    return Kinetics.in(folder).with(site.environment()).start(arguments.toArray(String[]::new));
  }

  private Kinetics.Result download(List<String> ids, String... more) throws IOException {
    return start(ids, more).await();
  }

  private void assertWhole(String id) {
    Path clip = folder.resolve("dataset/train/pole_vault/" + id + ".mp4");
    assertThat(FrameNumbers.of(clip))
        .hasSize(2 * Media.FRAME_RATE)
        .startsWith(2 * Media.FRAME_RATE);
  }

  private String journal() throws IOException {
    StringBuilder lines = new StringBuilder();
    try (var files = Files.list(folder.resolve("dataset/.kinetics/journal"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".jsonl")).toList()) {
        lines.append(Files.readString(file));
      }
    }
    return lines.toString();
  }

  @Test
  void waitsForAnAdvertisementAndCutsOtherClipsMeanwhile() throws Exception {
    AtomicLong until = new AtomicLong(System.currentTimeMillis() + 15_000);
    String late = "lateVideo_0";
    site.video(
        late,
        format -> format.put("available_at", until.get() / 1000),
        Media.VIDEO_ONLY_720P.format(),
        Media.AUDIO_ONLY.format());
    site.fault(site.mediaPath(late), Fault.status(403));
    List<String> ids = List.of(late, "wholeVideo1", "wholeVideo2");
    site.video("wholeVideo1", Media.MP4).video("wholeVideo2", Media.MP4);

    try (Kinetics.Run run = start(ids)) {
      Thread.sleep(Math.max(0, until.get() - 1_000 - System.currentTimeMillis()));
      assertThat(site.requests(site.mediaPath("wholeVideo2"))).as("meanwhile").isNotEmpty();
      assertThat(site.requests(site.mediaPath(late))).as("too early").isEmpty();
      site.heal();
      Kinetics.Result result = run.await();
      assertThat(result.exitCode()).as("%s", result).isZero();
    }

    ids.forEach(this::assertWhole);
    assertThat(site.requests("/watch/")).hasSize(3);
  }

  @Test
  void asksARefusedAddressOnceMoreBeforeItResolvesAgain() throws IOException {
    List<String> ids = List.of("wholeVideo0", "wholeVideo1");
    ids.forEach(id -> site.video(id, Media.MP4));
    site.fault(site.mediaPath("wholeVideo0"), Fault.status(403), 1);

    Kinetics.Result result = download(ids);

    assertThat(result.exitCode()).as("%s", result).isZero();
    ids.forEach(this::assertWhole);
    assertThat(site.requests("/watch/")).hasSize(2);
  }

  @Test
  void takesAnotherFormatWhereTheChosenOneIsRefused() throws IOException {
    String id = "wholeVideo0";
    site.video(
        id, Media.MP4.format().named("best").saidToBe(1280, 720), Media.MP4.format().named("next"));
    site.fault(site.mediaPath(id) + "best/", Fault.status(403));

    Kinetics.Result result = download(List.of(id));

    assertThat(result.exitCode()).as("%s", result).isZero();
    assertWhole(id);
    assertThat(site.requests(site.mediaPath(id) + "next/")).isNotEmpty();
  }

  /** Or else the other video's own answer comes too late. */
  @Test
  void anAnswerWithAnotherVideosAddressIsThatOfItsId() throws IOException {
    site.video("wholeVideo0", Media.MP4).video("wholeVideo1", Media.MP4);
    String odd =
        "{\"id\": \"oddAnswer_0\", \"title\": \"x\", \"duration\": 20, \"original_url\":"
            + " \"https://www.youtube.com/watch?v=wholeVideo0\", \"formats\":"
            + " [{\"format_id\": \"1\", \"url\": \""
            + site.address()
            + site.mediaPath("wholeVideo0", Media.MP4.format())
            + "\", \"ext\": \"mp4\", \"vcodec\": \"avc1\", \"acodec\": \"mp4a\"}]}";
    site.page("/watch/oddAnswer_0", "application/json", odd);

    Kinetics.Result result = download(List.of("oddAnswer_0", "wholeVideo0", "wholeVideo1"));

    assertThat(result.exitCode()).as("%s", result).isZero();
    assertThat(result.out()).containsPattern("done +3");
    assertWhole("wholeVideo0");
    assertWhole("wholeVideo1");
  }

  @Test
  void anotherVideoThanTheAskedOneIsNoClip() throws IOException {
    site.video("wholeVideo0", Media.MP4);
    String trailer =
        "{\"id\": \"trailer____\", \"title\": \"x\", \"duration\": 20, \"formats\":"
            + " [{\"format_id\": \"1\", \"url\": \""
            + site.address()
            + site.mediaPath("wholeVideo0", Media.MP4.format())
            + "\", \"ext\": \"mp4\", \"vcodec\": \"avc1\", \"acodec\": \"mp4a\"}]}";
    site.page("/watch/paidVideo_0", "application/json", trailer);

    Kinetics.Result result = download(List.of("paidVideo_0", "wholeVideo0"));

    assertThat(result.exitCode()).as("%s", result).isZero();
    assertThat(result.out()).containsPattern("done +1").containsPattern("closed +1");
    assertThat(journal()).contains("another video, trailer____");
  }

  @Test
  void cookiesThatAreStaleAreToldOnceAndNoWarningIsLoggedTwice() throws IOException {
    List<String> ids = List.of("stale000000", "stale000001", "stale000002", "stale000003");
    String warning =
        "The provided YouTube account cookies are no longer valid. They have likely been rotated";
    for (String id : ids) {
      site.page(
          "/watch/" + id,
          "application/json",
          "{\"warnings\": [\""
              + warning
              + "\", \""
              + warning
              + "\"], \"error\": \"Private video\", \"expected\": true}");
    }

    Kinetics.Result result = start(ids, "--log-file", "log.txt").await();

    assertThat(result.exitCode()).as("%s", result).isZero();
    assertThat(result.err()).containsOnlyOnce("no longer takes the cookies");
    assertThat(result.err()).contains("private window");
    assertThat(Files.readAllLines(folder.resolve("log.txt")))
        .filteredOn(line -> line.contains("WARNING"))
        .hasSize(1);
  }

  @Test
  void aFeedIsNoClipAndIsNotRead() throws IOException {
    site.video("aaaaaaaaaaa", Media.MP4);
    StringBuilder items = new StringBuilder();
    for (int i = 0; i < 30; i++) {
      String item = site.address() + "/items/" + i + ".mp4";
      site.file("/items/" + i + ".mp4", Media.MP4.file());
      items.append("<item><title>x</title><link>").append(item).append("</link></item>");
    }
    String feed = "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>feed</title>";
    site.page("/feed.rss", "application/rss+xml", feed + items + "</channel></rss>");
    Files.writeString(
        folder.resolve("list.csv"),
        "label,youtube_id,time_start,time_end,split,url\n"
            + "pole vault,feed,2,4,train,"
            + site.address()
            + "/feed.rss\n"
            + "pole vault,single,2,4,train,"
            + site.address()
            + "/items/7.mp4\n");

    Kinetics.Result result =
        Kinetics.in(folder)
            .with(site.environment())
            .run("download", "--all", "--annotations", "list.csv", "--num-workers", "1");

    assertThat(result.exitCode()).as("%s", result).isEqualTo(1);
    assertThat(result.out()).containsPattern("done +1").containsPattern("failed +1");
    assertThat(journal()).contains("its address stands for a feed");
    assertWhole("single");
    assertThat(site.requests("/items/"))
        .extracting(YoutubeSite.Request::path)
        .contains("/items/7.mp4")
        .doesNotContain("/items/2.mp4", "/items/12.mp4");
  }

  @Test
  void readsOnlyTheSegmentsOfAPlaylistThatTheSectionNeeds() throws IOException {
    List<Integer> starts = List.of(0, 3, 13, 24, 31, 44, 50);
    StringBuilder list = new StringBuilder("label,youtube_id,time_start,time_end,split\n");
    for (int i = 0; i < starts.size(); i++) {
      String id = "wholeVideo" + i;
      site.video(id, Media.HLS);
      list.append("pole vault,").append(id).append(',').append(starts.get(i)).append(',');
      list.append(starts.get(i) + 4).append(",train\n");
    }
    Files.writeString(folder.resolve("list.csv"), list);

    Kinetics.Result result =
        Kinetics.in(folder)
            .with(site.environment())
            .run("download", "--all", "--annotations", "list.csv", "--num-workers", "2");

    assertThat(result.exitCode()).as("%s", result).isZero();
    for (int i = 0; i < starts.size(); i++) {
      String id = "wholeVideo" + i;
      assertThat(FrameNumbers.of(folder.resolve("dataset/train/pole_vault/" + id + ".mp4")))
          .as("from %s", starts.get(i))
          .hasSize(4 * Media.FRAME_RATE)
          .startsWith(starts.get(i) * Media.FRAME_RATE);
      // Four seconds lie in one or two segments of six.
      assertThat(site.requests(site.mediaPath(id)).stream().filter(r -> r.path().endsWith(".ts")))
          .as("from %s", starts.get(i))
          .hasSizeLessThanOrEqualTo(2 + 3);
    }
  }

  @Test
  void videosBetweenWhichItSleepsShareOneProcess() throws IOException {
    List<String> ids = List.of("wholeVideo0", "wholeVideo1", "wholeVideo2", "wholeVideo3");
    ids.forEach(id -> site.video(id, Media.MP4));
    Path calls = folder.resolve("calls.txt");
    Path counted =
        Scripts.script(
            folder.resolve("yt-dlp"),
            "case \"$*\" in *--version*) ;; *) echo \"$*\" >> '"
                + calls
                + "' ;; esac\nexec '"
                + TestTools.tools().ytDlp().tool().path()
                + "' \"$@\"");

    Kinetics.Result result =
        download(ids, "--sleep-interval", "0.2-0.4", "--yt-dlp", counted.toString());

    assertThat(result.exitCode()).as("%s", result).isZero();
    ids.forEach(this::assertWhole);
    assertThat(Files.readAllLines(calls))
        .singleElement(InstanceOfAssertFactories.STRING)
        .contains("--sleep-requests 0.", "wholeVideo0", "wholeVideo3");
  }

  @Test
  void goesOnWhereAServerClosesConnectionsThatItPromisedToKeep() throws IOException {
    List<String> ids = List.of("wholeVideo0", "wholeVideo1");
    ids.forEach(id -> site.video(id, Media.VIDEO_ONLY_720P, Media.AUDIO_ONLY));
    site.fault("/media/", new Fault.HangUp());

    Kinetics.Result result = download(ids);

    assertThat(result.exitCode()).as("%s", result).isZero();
    ids.forEach(this::assertWhole);
    assertThat(site.requests("/watch/")).hasSize(2);
    assertThat(site.requests())
        .as("bounded")
        .allMatch(r -> !r.path().startsWith("/media/") || r.range().contains("-"));
  }
}
