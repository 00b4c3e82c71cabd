package dev.kinetics.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kinetics.media.MediaFile;
import dev.kinetics.media.Mp4Structure;
import dev.kinetics.support.Format;
import dev.kinetics.support.FrameNumbers;
import dev.kinetics.support.Kinetics;
import dev.kinetics.support.Media;
import dev.kinetics.support.TestTools;
import dev.kinetics.support.Tone;
import dev.kinetics.support.YoutubeSite;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A clip, its frames and its sound are the section, in time, whatever the source's stamps are. */
class TimingIT {
  private static final String H264 = "-c:v libx264 -preset ultrafast -c:a copy";

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

  private Path made(String name, String arguments) {
    Path file = folder.resolve(name);
    List<String> command = new ArrayList<>(List.of(arguments.split(" ")));
    command.replaceAll(part -> part.equals("MP4") ? Media.MP4.file().toString() : part);
    command.add(file.toString());
    TestTools.ffmpeg(command);
    return file;
  }

  /** The frame of 5 s stands until 35 s. */
  private Path held() {
    return made(
        "held.mp4",
        "-i MP4 -vf select='eq(n,0)+eq(n,125)+gte(n,875)' -fps_mode vfr -c:v libx264 -preset"
            + " ultrafast -c:a copy -movflags +faststart");
  }

  private Path download(int start, int end, Format... formats) throws IOException {
    return download(start, end, format -> {}, formats);
  }

  private Path download(int start, int end, Consumer<ObjectNode> change, Format... formats)
      throws IOException {
    site.video("theVideo___", change, formats);
    Files.writeString(
        folder.resolve("list.csv"),
        "label,youtube_id,time_start,time_end,split\nzumba,theVideo___,"
            + start
            + ","
            + end
            + ",train\n");
    Kinetics kinetics = Kinetics.in(folder).with(site.environment());
    Kinetics.Result result = kinetics.run("download", "--all", "--annotations", "list.csv");
    assertThat(result.exitCode()).as("%s", result).isZero();
    assertThat(kinetics.run("verify", "--annotations", "list.csv").exitCode())
        .as("%s", result)
        .isZero();
    return folder.resolve("dataset/train/zumba/theVideo___.mp4");
  }

  private static Format of(Path file) {
    return new Format("18", file, 640, 360, "avc1.42c01e", "mp4a.40.2", 500);
  }

  private static MediaFile.Picture picture(Path clip) throws IOException {
    return Mp4Structure.read(clip).orElseThrow().picture().orElseThrow();
  }

  @Test
  void aPictureThatStandsAtTheStartIsHeldToItsEnd() throws IOException {
    Path clip = download(6, 9, of(held()));
    assertThat(FrameNumbers.of(clip)).isNotEmpty().containsOnly(125);
    assertThat(picture(clip).start()).isZero();
    assertThat(picture(clip).end()).isCloseTo(3, within(0.01));
  }

  @Test
  void aPictureThatStandsAtTheEndIsHeldUpToIt() throws IOException {
    Path clip = download(3, 13, of(held()));
    assertThat(FrameNumbers.of(clip)).startsWith(0, 125).doesNotContain(875);
    assertThat(picture(clip).start()).isZero();
    assertThat(picture(clip).end()).isCloseTo(10, within(0.01));
  }

  /** Pictures at 0, 10 … s, each of which stands for ten seconds; the last of so many. */
  private Path slides(int pictures, String name, String more) {
    return made(
        name,
        "-i MP4 -i MP4 -map 0:v -map 1:a -vf select='not(mod(n,250))*lt(n,"
            + pictures * 250
            + ")',setpts=N*10/TB,fps=0.1 "
            + more);
  }

  @ParameterizedTest
  @CsvSource({
    "mp4, -c:v libx264 -preset ultrafast -c:a copy",
    "mkv, -c:v libx264 -preset ultrafast -c:a copy",
    "webm, -c:v libvpx -deadline realtime -cpu-used 8 -c:a libopus"
  })
  void theVideosLastPictureIsHeldToo(String ending, String encoding) throws IOException {
    Path clip = download(31, 39, of(slides(4, "slides." + ending, encoding)));
    assertThat(FrameNumbers.of(clip)).isNotEmpty().containsOnly(750);
    assertThat(picture(clip).start()).isZero();
    assertThat(picture(clip).end()).isCloseTo(8, within(0.01));
    assertThat(Tone.hertz(clip, 0.3, 0.4)).isCloseTo(Tone.hertzInSecond(31), within(4.0));
  }

  @Test
  void soIsTheOnlyOne() throws IOException {
    Path clip = download(4, 9, of(slides(1, "slide.mp4", H264 + " -movflags +faststart")));
    assertThat(FrameNumbers.of(clip)).isNotEmpty().containsOnly(0);
    assertThat(picture(clip).end()).isCloseTo(5, within(0.01));
  }

  @Test
  void soIsOneThatComesWithoutItsSound() throws IOException {
    Path picture = slides(4, "v.mp4", "-an -c:v libx264 -preset ultrafast -movflags +faststart");
    Path clip =
        download(
            31,
            39,
            new Format("136", picture, 640, 360, "avc1.42c01e", "none", 400),
            Media.AUDIO_ONLY.format());
    assertThat(FrameNumbers.of(clip)).isNotEmpty().containsOnly(750);
    assertThat(picture(clip).end()).isCloseTo(8, within(0.01));
    assertThat(Tone.hertz(clip, 0.3, 0.4)).isCloseTo(Tone.hertzInSecond(31), within(4.0));
  }

  /** It stands to 40 s; the sound goes on to 60 s. */
  @Test
  void thatIsNoLongerThanTheVideo() throws IOException {
    site.video("theVideo___", of(slides(4, "slides.mp4", H264 + " -movflags +faststart")));
    Files.writeString(
        folder.resolve("list.csv"),
        "label,youtube_id,time_start,time_end,split\n"
            + "zumba,theVideo___,36,46,train\nzumba,theVideo___,42,52,train\n");
    Kinetics.Result result =
        Kinetics.in(folder)
            .with(site.environment())
            .run("download", "--all", "--annotations", "list.csv", "--also", "frames");
    assertThat(result.out()).contains("ends before the section 1").containsPattern("short +1");
    Path clip = folder.resolve("dataset/train/zumba/theVideo___.mp4");
    assertThat(FrameNumbers.of(clip)).isNotEmpty().containsOnly(750);
    assertThat(picture(clip).end()).isCloseTo(4, within(0.01));
  }

  @Test
  void aPictureThatStartsLateIsShownFromTheStart() throws IOException {
    Path late =
        made(
            "late.mp4",
            "-itsoffset 2 -i MP4 -i MP4 -map 0:v -map 1:a -c copy -movflags +faststart");
    Path clip = download(0, 10, of(late));
    assertThat(FrameNumbers.of(clip)).hasSize(200).startsWith(0, 1).endsWith(198, 199);
    assertThat(picture(clip).start()).isZero();
    assertThat(picture(clip).end()).isCloseTo(10, within(0.01));
    assertThat(Tone.hertz(clip, 0.3, 0.4)).isCloseTo(Tone.hertzInSecond(0), within(4.0));
  }

  @Test
  void streamsApartWithOtherFirstStampsStayInStep() throws IOException {
    Path picture = made("v.mp4", "-itsoffset 2 -i MP4 -an -c copy -movflags +faststart");
    Path clip =
        download(
            17,
            27,
            new Format("136", picture, 640, 360, "avc1.42c01e", "none", 400),
            Media.AUDIO_ONLY.format());
    assertThat(FrameNumbers.of(clip)).hasSize(250).startsWith(375, 376);
    assertThat(Tone.hertz(clip, 0.3, 0.4)).isCloseTo(Tone.hertzInSecond(17), within(4.0));
  }

  @Test
  void soTheyDoWhenTheSoundIsTheLateOne() throws IOException {
    Path sound = made("a.m4a", "-itsoffset 2 -i MP4 -vn -c copy");
    Path clip =
        download(
            17,
            27,
            Media.VIDEO_ONLY_720P.format(),
            new Format("140", sound, 0, 0, "none", "mp4a.40.2", 100));
    assertThat(FrameNumbers.of(clip)).hasSize(250).startsWith(425, 426);
    assertThat(Tone.hertz(clip, 0.3, 0.4)).isCloseTo(Tone.hertzInSecond(15), within(4.0));
  }

  /** yt-dlp puts two files together with each of them counted from its own first stamp. */
  @Test
  void soTheyDoWhenTheyAreFetchedWhole() throws IOException {
    Path picture = made("v.mp4", "-itsoffset 2 -i MP4 -an -c copy -movflags +faststart");
    Path clip =
        download(
            17,
            27,
            format ->
                format
                    .put("protocol", "http_dash_segments")
                    .putArray("fragments")
                    .addObject()
                    .put("url", format.path("url").asText()),
            new Format("136", picture, 640, 360, "avc1.42c01e", "none", 400),
            Media.AUDIO_ONLY.format());
    assertThat(FrameNumbers.of(clip)).hasSize(250).startsWith(375, 376);
    assertThat(Tone.hertz(clip, 0.3, 0.4)).isCloseTo(Tone.hertzInSecond(17), within(4.0));
  }

  /** The stamps of a playlist's segments begin anywhere, by the usual tools at 1.4 s. */
  @Test
  void soTheyDoInTwoPlaylists() throws IOException {
    String segments = " -c copy -f hls -hls_time 6 -hls_playlist_type vod";
    Path picture = made("v.m3u8", "-itsoffset 2 -i MP4 -an" + segments);
    Path sound = made("a.m3u8", "-i MP4 -vn" + segments);
    Path clip =
        download(
            17,
            27,
            new Format("136", picture, 640, 360, "avc1.42c01e", "none", 400),
            new Format("140", sound, 0, 0, "none", "mp4a.40.2", 100));
    assertThat(FrameNumbers.of(clip)).hasSize(250).startsWith(375, 376);
    assertThat(Tone.hertz(clip, 0.3, 0.4)).isCloseTo(Tone.hertzInSecond(17), within(4.0));
  }

  /** Fetched with a secret it is a file, in which ffmpeg does not find the key frame by itself. */
  @Test
  void aTransportStreamThatIsAskedForWithASecretIsWhole() throws IOException {
    Path picture = made("v.ts", "-i MP4 -an -c copy -muxdelay 0");
    Path clip =
        download(
            17,
            27,
            format ->
                format
                    .put("cookies", "a=b; Domain=127.0.0.1; Path=/")
                    .putObject("http_headers")
                    .put("Cookie", "a=b"),
            new Format("136", picture, 640, 360, "avc1.42c01e", "none", 400),
            Media.AUDIO_ONLY.format());
    assertThat(FrameNumbers.of(clip)).hasSize(250).startsWith(425, 426);
  }

  /** Where no clip is kept, its pictures' times are judged all the same. */
  @Test
  void framesWithoutAClipAreTheSection() throws IOException {
    site.video("theVideo___", of(held()));
    Files.writeString(
        folder.resolve("list.csv"),
        "label,youtube_id,time_start,time_end,split\n"
            + "zumba,theVideo___,6,9,train\nzumba,theVideo___,36,46,train\n");
    Kinetics.Result result =
        Kinetics.in(folder)
            .with(site.environment())
            .run("download", "--all", "--annotations", "list.csv", "--also", "frames");
    Kinetics.Result without =
        Kinetics.in(folder)
            .with(site.environment())
            .run(
                "download",
                "--all",
                "--annotations",
                "list.csv",
                "--also",
                "frames",
                "--no-clips",
                "--dataset-dir",
                "none");
    assertThat(without.out()).containsPattern("done +2");
    assertThat(result.out()).containsPattern("done +2");
    for (String id : List.of("theVideo___", "theVideo____000036_000046")) {
      String frames = "/train_frames/zumba/" + id + "/frame%d.jpg";
      assertThat(FrameNumbers.of(folder.resolve("none" + frames)))
          .isNotEmpty()
          .isEqualTo(FrameNumbers.of(folder.resolve("dataset" + frames)));
    }
  }

  /** As where two videos were joined: less than a frame apart. */
  @Test
  void picturesThatComeInQuickSuccessionAreAllFrames() throws IOException {
    Path joined =
        made(
            "joined.mkv",
            "-i MP4 -vf setpts='PTS-if(gte(N,450),0.03/TB,0)' -fps_mode passthrough"
                + " -enc_time_base:v 1:1000 -c:v libx264 -preset ultrafast -c:a copy");
    Path clip = download(15, 25, of(joined));
    Kinetics.Result frames =
        Kinetics.in(folder).run("frames", "--all", "--annotations", "list.csv");
    assertThat(frames.exitCode()).as("%s", frames).isZero();
    assertThat(
            FrameNumbers.of(folder.resolve("dataset/train_frames/zumba/theVideo___/frame%d.jpg")))
        .isEqualTo(FrameNumbers.of(clip))
        .contains(448, 449, 450, 451);
  }

  /** The site says that it is PQ; the stream, like many, does not. */
  @Test
  void aHighRangeIsMappedByTheSitesWord() throws IOException {
    Path dark =
        made(
            "hdr.mp4",
            "-f lavfi -i color=0x404040:s=160x96:r=25:d=12 -i MP4 -map 0:v -map 1:a -t 12 -c:v"
                + " libx264 -preset ultrafast -pix_fmt yuv420p10le -c:a copy");
    Path clip = download(1, 4, format -> format.put("dynamic_range", "HDR10"), of(dark));
    assertThat(TestTools.probe(clip).video().orElseThrow().transfer()).isEqualTo("bt709");
  }

  /** The site says nothing of it, or something else; the stream itself tells. */
  @ParameterizedTest
  @CsvSource({"smpte2084, SDR, hev1.2.4.L93.90", "bt709, HDR10, av01.0.05M.10"})
  void whatAStreamSaysOfItsRangeCounts(String transfer, String said, String codec)
      throws IOException {
    Path grey =
        made(
            "grey.mp4",
            "-f lavfi -i color=0x808080:s=160x96:r=25:d=6 -i MP4 -map 0:v -map 1:a -t 6 -c:v"
                + " libx264 -preset ultrafast -pix_fmt yuv420p10le -x264-params transfer="
                + transfer
                + " -c:a copy");
    Path clip =
        download(
            1,
            4,
            format -> format.put("dynamic_range", said),
            new Format("18", grey, 160, 96, codec, "mp4a.40.2", 500));
    assertThat(TestTools.probe(clip).video().orElseThrow().transfer()).isEqualTo("bt709");
    byte[] pixels =
        TestTools.ffmpeg(
            List.of(
                "-i",
                clip.toString(),
                "-frames:v",
                "1",
                "-pix_fmt",
                "gray",
                "-f",
                "rawvideo",
                "-"));
    boolean isMapped = Math.abs((pixels[0] & 0xff) - 128) > 12;
    assertThat(isMapped).as("grey of %d", pixels[0] & 0xff).isEqualTo(!transfer.equals("bt709"));
  }

  @Test
  void aSizeThatChangesInsideEndsInOne() throws IOException {
    Path small =
        made("small.h264", "-t 8 -i MP4 -vf scale=320:180 -c:v libx264 -preset ultrafast -an");
    Path large = made("large.h264", "-ss 8 -t 12 -i MP4 -c:v libx264 -preset ultrafast -an");
    try (OutputStream out = Files.newOutputStream(small, StandardOpenOption.APPEND)) {
      Files.copy(large, out);
    }
    Path both = made("both.mkv", "-r 25 -i " + small + " -i MP4 -map 0:v -map 1:a -t 20 -c copy");
    Path clip = download(5, 15, of(both));
    assertThat(picture(clip).width()).isEqualTo(320);
    assertThat(FrameNumbers.of(clip)).isSorted().doesNotHaveDuplicates().hasSizeBetween(249, 251);

    local(both, 20, "theVideo___");
    onLocal("frames", "--fps", "5");
    List<Integer> frames =
        FrameNumbers.of(folder.resolve("local/train_frames/zumba/theVideo___/frame%d.jpg"));
    assertThat(frames).hasSizeBetween(99, 101);
    assertThat(frames.get(frames.size() - 1)).isBetween(490, 499);
    assertThat(frames).isSorted().doesNotHaveDuplicates();
    onLocal("resize", "--short-side", "96", "--fps", "10");
    Path resized = folder.resolve("local/train/zumba/theVideo___.mp4");
    assertThat(picture(resized).frames()).isBetween(199L, 201L);
    assertThat(picture(resized).end()).isCloseTo(20, within(0.1));
  }

  /** As Matroska's milliseconds have it, where two pictures come at once. */
  @Test
  void picturesOfOneTimeAreAllFrames() throws IOException {
    Path source =
        made(
            "same.mkv",
            "-i MP4 -t 8 -c copy -bsf:v setts=pts='if(eq(N,100),PREV_OUTPTS,PTS)'"
                + ":dts='if(eq(N,100),PREV_OUTPTS,DTS)'");
    local(source, 8, "theVideo___");
    onLocal("frames");
    assertThat(FrameNumbers.of(folder.resolve("local/train_frames/zumba/theVideo___/frame%d.jpg")))
        .isEqualTo(IntStream.range(0, 200).boxed().toList());
    onLocal("resize", "--short-side", "96");
    assertThat(picture(folder.resolve("local/train/zumba/theVideo___.mp4")).frames())
        .isEqualTo(200);
  }

  /** A film that goes from one form of sound to another after ten seconds. */
  private Path otherSoundAfterTenSeconds(String ending, String first, String second) {
    Path before = made("before.ts", "-t 10 -i MP4 -c:v copy " + first);
    Path after = made("after.ts", "-ss 10 -t 10 -i MP4 -c:v copy " + second);
    return made("changes." + ending, "-i concat:" + before + "|" + after + " -c copy");
  }

  @ParameterizedTest
  @CsvSource({
    "mkv, -c:a ac3 -ac 6, -c:a ac3 -ac 2",
    "ts, -c:a aac -ac 2, -c:a aac -ac 1",
    "ts, -c:a aac -ar 44100, -c:a aac -ar 22050",
    "mp4, -c:a libmp3lame -ac 2, -c:a libmp3lame -ac 1"
  })
  void soundWhoseFormChangesInsideStaysInStep(String ending, String first, String second)
      throws IOException {
    Path source = otherSoundAfterTenSeconds(ending, first, second);
    assertSoundGoesOn(download(7, 14, of(source)), 7, 13);

    local(source, 20, "theVideo___", "sameVideo__");
    onLocal("sound");
    assertSoundGoesOn(folder.resolve("local/train_sound/zumba/theVideo___.mp3"), 0, 19);
    onLocal("resize", "--short-side", "96");
    assertSoundGoesOn(folder.resolve("local/train/zumba/theVideo___.mp4"), 0, 19);
  }

  /** Puts a file into a dataset of its own, as a clip of so many seconds. */
  private void local(Path file, int seconds, String... ids) throws IOException {
    Path clips = Files.createDirectories(folder.resolve("local/train/zumba"));
    StringBuilder list = new StringBuilder("label,youtube_id,time_start,time_end,split\n");
    for (String id : ids) {
      String name = file.getFileName().toString();
      Files.copy(file, clips.resolve(id + name.substring(name.lastIndexOf('.'))));
      list.append("zumba," + id + ",0," + seconds + ",train\n");
    }
    Files.writeString(folder.resolve("local.csv"), list);
  }

  private void onLocal(String command, String... options) {
    String[] all = {command, "--all", "--annotations", "local.csv", "--dataset-dir", "local"};
    Kinetics.Result result =
        Kinetics.in(folder).run(Stream.of(all, options).flatMap(Stream::of).toArray(String[]::new));
    assertThat(result.exitCode()).as("%s", result).isZero();
  }

  /** A second of the clip is the same second of the video, counted from where the clip begins. */
  private static void assertSoundGoesOn(Path made, int first, int last) {
    for (int second : new int[] {first, 9, 10, 11, last}) {
      assertThat(Tone.hertz(made, second - first + 0.3, 0.4))
          .as("second %d", second)
          .isCloseTo(Tone.hertzInSecond(second), within(4.0));
    }
  }

  @Test
  void soundThatStartsLateBeginsWithSilence() throws IOException {
    Path clip = folder.resolve("dataset/train/zumba/soundLate__.mp4");
    Files.createDirectories(clip.getParent());
    Files.move(
        made("late.mp4", "-i MP4 -itsoffset 3 -i MP4 -map 0:v -map 1:a -t 10 -c copy"), clip);
    Files.writeString(
        folder.resolve("list.csv"),
        "label,youtube_id,time_start,time_end,split\nzumba,soundLate__,0,10,train\n");
    Kinetics.Result result = Kinetics.in(folder).run("sound", "--all", "--annotations", "list.csv");
    assertThat(result.exitCode()).as("%s", result).isZero();
    Path sound = folder.resolve("dataset/train_sound/zumba/soundLate__.mp3");
    assertThat(Tone.hertz(sound, 3.3, 0.4)).isCloseTo(Tone.hertzInSecond(0), within(4.0));
    assertThat(Tone.hertz(sound, 6.3, 0.4)).isCloseTo(Tone.hertzInSecond(3), within(4.0));
  }

  /** Taken over, it would be hidden by the edit list, and nothing shown at all. */
  @Test
  void aPictureThatStandsAllAlongIsMadeAnewWhereItCanNotBeTakenOver() throws IOException {
    Path slides =
        made(
            "slides.mp4",
            "-i MP4 -vf select='not(mod(n,250))' -fps_mode vfr -c:v libx264 -preset ultrafast"
                + " -g 1 -c:a copy -movflags +faststart");
    site.video("theVideo___", of(slides));
    Files.writeString(
        folder.resolve("list.csv"),
        "label,youtube_id,time_start,time_end,split\nzumba,theVideo___,13,20,train\n");
    Kinetics.Result result =
        Kinetics.in(folder)
            .with(site.environment())
            .run("download", "--all", "--annotations", "list.csv", "--cut", "copy");
    assertThat(result.exitCode()).as("%s", result).isZero();
    Path clip = folder.resolve("dataset/train/zumba/theVideo___.mp4");
    assertThat(FrameNumbers.of(clip)).isNotEmpty().containsOnly(250);
  }
}
