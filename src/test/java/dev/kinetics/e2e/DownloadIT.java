package dev.kinetics.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kinetics.ffmpeg.Probe;
import dev.kinetics.support.Fault;
import dev.kinetics.support.FrameNumbers;
import dev.kinetics.support.Kinetics;
import dev.kinetics.support.Media;
import dev.kinetics.support.TestTools;
import dev.kinetics.support.YoutubeSite;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The jar downloads from a site that answers for YouTube, with the real yt-dlp and ffmpeg. */
class DownloadIT {
  private static final String HEADER = "label,youtube_id,time_start,time_end,split\n";

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

  private Kinetics.Result download(String list, String... more) throws IOException {
    return kinetics().run(arguments(list, more));
  }

  private Kinetics kinetics() {
    return Kinetics.in(folder).with(site.environment());
  }

  private String[] arguments(String list, String... more) throws IOException {
    Files.writeString(folder.resolve("list.csv"), HEADER + list);
    return Stream.concat(Stream.of("download", "--annotations", "list.csv"), Stream.of(more))
        .toArray(String[]::new);
  }

  private Path file(String path) {
    return folder.resolve("dataset").resolve(path);
  }

  private List<String> names(String path) throws IOException {
    try (Stream<Path> files = Files.list(file(path))) {
      return files.map(f -> f.getFileName().toString()).sorted().toList();
    }
  }

  /** The clip shows just the frames of its section, and has both streams. */
  private void assertSection(Path clip, int startSecond, int seconds, boolean sound) {
    List<Integer> frames = FrameNumbers.of(clip);
    assertThat(frames.get(0))
        .as("first frame of %s", clip)
        .isCloseTo(startSecond * Media.FRAME_RATE, within(1));
    assertThat(frames).hasSize(seconds * Media.FRAME_RATE);
    assertThat(frames).isSorted().doesNotHaveDuplicates();
    Probe probe = TestTools.probe(clip);
    assertThat(probe.video().orElseThrow().codec()).isEqualTo("h264");
    assertThat(probe.video().orElseThrow().seconds())
        .isCloseTo(seconds, within(1.0 / Media.FRAME_RATE));
    assertThat(probe.format()).contains("mp4");
    assertThat(probe.audio().isPresent()).isEqualTo(sound);
    if (sound) {
      assertThat(probe.audio().get().codec()).isEqualTo("aac");
      assertThat(probe.audio().get().seconds()).isCloseTo(seconds, within(0.1));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "MP4, 17, 27",
    "MP4_INDEX_AT_END, 3, 13",
    "MP4_FRAGMENTED, 21, 31",
    "WEBM, 1, 11",
    "WEBM_VP9, 2, 12",
    "HLS, 31, 41",
  })
  void cutsExactlyTheSection(Media media, int start, int end) throws IOException {
    site.video("--6bJUbfpnQ", media);

    Kinetics.Result result =
        download("pole vault,--6bJUbfpnQ," + start + "," + end + ",train\n", "--all");

    assertThat(result.exitCode()).as("%s", result).isZero();
    assertSection(file("train/pole_vault/--6bJUbfpnQ.mp4"), start, end - start, true);
  }

  @Test
  void joinsPictureAndSoundOfTwoAddresses() throws IOException {
    site.video("twoAddresss", Media.VIDEO_ONLY_720P, Media.AUDIO_ONLY, Media.MP4);

    Kinetics.Result result = download("pole vault,twoAddresss,40,50,train\n", "--all");

    assertThat(result.exitCode()).as("%s", result).isZero();
    Path clip = file("train/pole_vault/twoAddresss.mp4");
    assertSection(clip, 40, 10, true);
    assertThat(TestTools.probe(clip).video().orElseThrow().height()).isEqualTo(720);
  }

  @Test
  void keepsToTheHeightThatIsAskedFor() throws IOException {
    site.video("twoHeightss", Media.VIDEO_ONLY_720P, Media.AUDIO_ONLY, Media.MP4);

    Kinetics.Result result =
        download("pole vault,twoHeightss,4,8,train\n", "--all", "--max-height", "360");

    assertThat(result.exitCode()).as("%s", result).isZero();
    assertThat(
            TestTools.probe(file("train/pole_vault/twoHeightss.mp4"))
                .video()
                .orElseThrow()
                .height())
        .isEqualTo(360);
  }

  @Test
  void scalesDownWhenTheSiteHasNothingSmaller() throws IOException {
    site.video("onlyLargeee", Media.VIDEO_ONLY_720P, Media.AUDIO_ONLY);

    Kinetics.Result result =
        download("pole vault,onlyLargeee,4,6,train\n", "--all", "--max-height", "360");

    assertThat(result.exitCode()).as("%s", result).isZero();
    assertThat(
            TestTools.probe(file("train/pole_vault/onlyLargeee.mp4"))
                .video()
                .orElseThrow()
                .height())
        .isEqualTo(360);
  }

  @Test
  void keepsTheSourceWithCutCopyAndStillStartsExactly() throws IOException {
    site.video("copiedVideo", Media.MP4);

    Kinetics.Result result =
        download("pole vault,copiedVideo,17,27,train\n", "--all", "--cut", "copy");

    assertThat(result.exitCode()).as("%s", result).isZero();
    assertSection(file("train/pole_vault/copiedVideo.mp4"), 17, 10, true);
  }

  @Test
  void takesSilentAndShortSourcesAsTheyAre() throws IOException {
    site.video("silentVideo", Media.MP4_SILENT).video("shortVideo_", Media.EIGHT_SECONDS);

    Kinetics.Result result =
        download("pole vault,silentVideo,5,15,train\npole vault,shortVideo_,2,12,train\n", "--all");

    assertThat(result.exitCode()).as("%s", result).isZero();
    assertSection(file("train/pole_vault/silentVideo.mp4"), 5, 10, false);
    assertSection(file("train/pole_vault/shortVideo_.mp4"), 2, 6, true);
    assertThat(result.out()).contains("short");
    Kinetics.Result again = download("pole vault,shortVideo_,2,12,train\n", "--all");
    assertThat(again.out()).contains("there already");
  }

  @Test
  void keepsThePictureUprightAndOddSizesEven() throws IOException {
    site.video("rotatedOnee", Media.ROTATED).video("portraitOne", Media.PORTRAIT);

    Kinetics.Result result =
        download(
            "pole vault,rotatedOnee,5,7,train\npole vault,portraitOne,5,7,train\n",
            "--all",
            "--short-side",
            "200");

    assertThat(result.exitCode()).as("%s", result).isZero();
    Probe rotated = TestTools.probe(file("train/pole_vault/rotatedOnee.mp4"));
    assertThat(rotated.video().orElseThrow().width()).isEqualTo(200);
    assertThat(rotated.video().orElseThrow().rotation()).isZero();
    assertThat(
            TestTools.probe(file("train/pole_vault/portraitOne.mp4")).video().orElseThrow().width())
        .isEqualTo(200);
  }

  @Test
  void selectsClassesCategoriesAndTheTestSet() throws IOException {
    for (String id : List.of("poleVault__", "glassBlow__", "violin_____", "testClip___")) {
      site.video(id, Media.MP4);
    }
    String list =
        "pole vault,poleVault__,1,3,train\n"
            + "blowing glass,glassBlow__,1,3,val\n"
            + "playing violin,violin_____,1,3,train\n"
            + ",testClip___,1,3,test\n";

    Kinetics.Result result =
        download(list, "--classes", "POLE vault", "--categories", "arts and crafts");
    assertThat(result.exitCode()).as("%s", result).isZero();
    assertThat(file("train/pole_vault/poleVault__.mp4")).exists();
    assertThat(file("valid/blowing_glass/glassBlow__.mp4")).exists();
    assertThat(names("train")).containsExactly("pole_vault");
    assertThat(file("test")).doesNotExist();

    assertThat(download(list, "--classes", "pole vault", "--test").out())
        .contains("does not give the labels of test clips");
    assertThat(file("test")).doesNotExist();
    assertThat(download(list, "--test").exitCode()).isZero();
    assertThat(names("test")).containsExactly("testClip___.mp4");
    assertThat(names("train")).containsExactly("pole_vault");
  }

  @Test
  void givesEachSectionOfOneVideoAFileOfItsOwn() throws IOException {
    site.video("sameVideoId", Media.MP4);

    Kinetics.Result result =
        download(
            "pole vault,sameVideoId,30,32,train\nplaying violin,sameVideoId,5,7,train\n", "--all");

    assertThat(result.exitCode()).as("%s", result).isZero();
    assertSection(file("train/playing_violin/sameVideoId.mp4"), 5, 2, true);
    assertSection(file("train/pole_vault/sameVideoId_000030_000032.mp4"), 30, 2, true);
  }

  @Test
  void goesOnWhereItWasAndMakesAgainWhatItIsTold() throws IOException {
    site.video("firstVideo_", Media.MP4).video("secondVideo", Media.MP4);
    String list = "pole vault,firstVideo_,1,3,train\npole vault,secondVideo,1,3,train\n";
    assertThat(download(list, "--all").exitCode()).isZero();
    Path first = file("train/pole_vault/firstVideo_.mp4");
    Path second = file("train/pole_vault/secondVideo.mp4");
    FileTime old = FileTime.fromMillis(1_000_000);
    Files.setLastModifiedTime(first, old);
    Files.delete(second);

    Kinetics.Result again = download(list, "--all");
    assertThat(again.exitCode()).as("%s", again).isZero();
    assertThat(Files.getLastModifiedTime(first)).isEqualTo(old);
    assertThat(second).exists();

    assertThat(download(list, "--all", "--overwrite").exitCode()).isZero();
    assertThat(Files.getLastModifiedTime(first)).isGreaterThan(old);
  }

  @Test
  void compressesAndSkips() throws IOException {
    site.video("packedVideo", Media.MP4).video("laterVideo_", Media.MP4);
    String one = "pole vault,packedVideo,1,3,train\n";
    assertThat(download(one, "--all", "--compress").exitCode()).isZero();
    Path packed = file("train/pole_vault/packedVideo.mp4.gz");
    Path plain = folder.resolve("plain.mp4");
    try (InputStream in = new GZIPInputStream(Files.newInputStream(packed))) {
      Files.copy(in, plain);
    }
    assertSection(plain, 1, 2, true);
    assertThat(download(one, "--all").out()).contains("there already");

    String two = one + "pole vault,laterVideo_,1,3,train\nplaying violin,laterVideo_,4,6,train\n";
    Kinetics.Result skipping = download(two, "--all", "--skip");
    assertThat(skipping.exitCode()).as("%s", skipping).isZero();
    assertThat(names("train/pole_vault")).containsExactly("packedVideo.mp4.gz");
    assertThat(names("train/playing_violin")).hasSize(1);
  }

  @Test
  void booksGoneVideosAndDoesNotAskAgain() throws IOException {
    site.error(
            "goneVideo__", "Video unavailable. This video has been removed by the uploader", true)
        .error("privateVide", "Private video. Sign in if you've been granted access", true)
        .video("thereVideo_", Media.MP4);
    String list =
        "pole vault,goneVideo__,1,3,train\npole vault,privateVide,1,3,train\n"
            + "pole vault,thereVideo_,1,3,train\n";

    Kinetics.Result result = download(list, "--all");

    assertThat(result.exitCode()).as("%s", result).isZero();
    assertThat(result.out()).contains("gone").contains("deleted 1").contains("private 1");
    assertThat(Files.readString(file("failed.txt"))).isEqualTo("goneVideo__\nprivateVide\n");
    int asked = site.requests("/watch/goneVideo__").size();
    assertThat(download(list, "--all").out()).contains("gone before");
    assertThat(site.requests("/watch/goneVideo__")).hasSize(asked);
    download(list, "--all", "--retry-gone");
    assertThat(site.requests("/watch/goneVideo__").size()).isGreaterThan(asked);
  }

  @Test
  void fetchesLittleMoreThanTheSection() throws IOException {
    site.video("longVideo__", Media.MP4).slowDown();

    assertThat(download("pole vault,longVideo__,30,40,train\n", "--all").exitCode()).isZero();

    long whole = Files.size(Media.MP4.file());
    long section = whole * 10 / Media.SECONDS;
    assertThat(site.bytesSent("/media/longVideo__")).isLessThan(2 * section + (1 << 20));
    assertThat(site.requests("/media/longVideo__"))
        .allSatisfy(request -> assertThat(request.range()).matches("bytes=\\d+-\\d+"));
  }

  @Test
  void triesAgainAfterANetworkFault() throws IOException {
    site.video("shakyVideo_", Media.MP4).fault("/watch/shakyVideo_", Fault.status(503), 2);

    Kinetics.Result result = download("pole vault,shakyVideo_,1,3,train\n", "--all");

    assertThat(result.exitCode()).as("%s", result).isZero();
    assertSection(file("train/pole_vault/shakyVideo_.mp4"), 1, 2, true);
  }

  @Test
  void stopsBeforeTheFirstClipWithoutItsTools() throws IOException {
    Kinetics.Result result =
        download("pole vault,anyVideo___,1,3,train\n", "--all", "--yt-dlp", "/no/such/yt-dlp");

    assertThat(result.exitCode()).as("%s", result).isEqualTo(3);
    assertThat(result.err().lines()).hasSize(1);
    assertThat(result.err()).contains("--yt-dlp");
    assertThat(folder.resolve("dataset")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource({"INT, 130", "TERM, 143"})
  void endsAtOnceAndCleanlyOnASignal(String signal, int exitCode) throws Exception {
    StringBuilder list = new StringBuilder();
    for (int i = 0; i < 8; i++) {
      String id = "slowVideo_" + i;
      site.video(id, Media.MP4);
      list.append("pole vault,").append(id).append(",1,11,train\n");
    }
    site.fault("/media/", new Fault.Slow(20_000));
    try (Kinetics.Run run = kinetics().start(arguments(list.toString(), "--all"))) {
      for (int i = 0; i < 200 && site.requests("/media/").isEmpty(); i++) {
        Thread.sleep(100);
      }
      run.signal(signal);
      Kinetics.Result result = run.await();

      assertThat(result.exitCode()).as("%s", result).isEqualTo(exitCode);
      assertThat(result.out()).contains("8 clips selected").contains("not reached");
      assertThat(run.survivors()).isEmpty();
      assertThat(names(".kinetics/scratch")).isEmpty();
      assertThat(file("train")).doesNotExist();
    }
  }

  @Test
  void refusesBadInputInOneLineAndWritesNothing() throws IOException {
    String row = "pole vault,anyVideo___,1,3,train\n";
    assertRefused(download(row), "nothing is selected");
    assertRefused(download(row, "--classes", "pole valt"), "did you mean 'pole vault'");
    assertRefused(download(row, "--all", "--num-workers", "0"), "--num-workers");
    assertRefused(download(row, "--all", "--num-workers", "-3"), "--num-workers");
    assertRefused(download(row + "\"pole", "--all"), "list.csv:3");
    assertRefused(download(row, "--all", "--release", "500"), "release");
    assertRefused(kinetics().run("download", "--all", "--annotations", "no.csv"), "no.csv");
    Files.writeString(folder.resolve("file"), "");
    assertRefused(download(row, "--all", "--dataset-dir", "file/x"), "file");
    assertThat(folder.resolve("dataset")).doesNotExist();
    assertThat(site.requests()).isEmpty();
  }

  private static void assertRefused(Kinetics.Result result, String words) {
    assertThat(result.exitCode()).as("%s", result).isEqualTo(2);
    assertThat(result.err().lines()).as("%s", result).hasSize(1);
    assertThat(result.err()).contains(words);
  }
}
