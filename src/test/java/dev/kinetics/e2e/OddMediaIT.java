package dev.kinetics.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kinetics.ffmpeg.Probe;
import dev.kinetics.support.Format;
import dev.kinetics.support.Kinetics;
import dev.kinetics.support.Media;
import dev.kinetics.support.TestTools;
import dev.kinetics.support.YoutubeSite;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pictures and sound of unusual forms, and faults that cost no more than what they touch. */
class OddMediaIT {
  @TempDir Path folder;

  private Path made(String name, String arguments) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    List<String> command = new ArrayList<>(List.of(arguments.split(" ")));
    command.replaceAll(part -> part.equals("MP4") ? Media.MP4.file().toString() : part);
    command.replaceAll(part -> part.replace('~', ' '));
    command.add(file.toString());
    TestTools.ffmpeg(command);
    return file;
  }

  private Kinetics.Result run(
      int start, int end, Map<String, String> environment, String... arguments) throws IOException {
    Files.writeString(
        folder.resolve("list.csv"),
        "label,youtube_id,time_start,time_end,split\nzumba,theClip____,"
            + start
            + ","
            + end
            + ",train\n");
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--annotations", "list.csv"));
    return Kinetics.in(folder).with(environment).run(all.toArray(String[]::new));
  }

  @Test
  void anamorphicPicturesBecomeSquarePixels() throws IOException {
    made(
        "dataset/train/zumba/theClip____.mp4",
        "-f lavfi -i testsrc2=s=720x576:r=25:d=1,setsar=64/45 -c:v libx264 -pix_fmt yuv420p");
    assertThat(run(0, 1, Map.of(), "frames", "--all").exitCode()).isZero();
    var frame =
        ImageIO.read(folder.resolve("dataset/train_frames/zumba/theClip____/frame0.jpg").toFile());
    assertThat(frame.getHeight()).isEqualTo(256);
    assertThat(frame.getWidth()).isEqualTo(455); // 16:9
  }

  /** White of 203 cd/m², which ITU-R BT.2408 has for both, is bright and not clipped. */
  @ParameterizedTest
  @CsvSource({"smpte2084, 572", "arib-std-b67, 721"})
  void aHighDynamicRangeIsMappedToTheUsualOne(String transfer, int white) throws IOException {
    made(
        "dataset/train/zumba/theClip____.mp4",
        "-f lavfi -i color=black:s=320x180:r=25:d=1,format=yuv420p10le,geq=lum="
            + white
            + ":cb=512:cr=512,setparams=color_primaries=bt2020:colorspace=bt2020nc:range=tv"
            + ":color_trc="
            + transfer
            + " -c:v libx264");
    Kinetics.Result result = run(0, 1, Map.of(), "frames", "--all");
    assertThat(result.exitCode()).as("%s", result).isZero();
    var frame =
        ImageIO.read(folder.resolve("dataset/train_frames/zumba/theClip____/frame0.jpg").toFile());
    assertThat(frame.getRGB(200, 100) & 0xff).isCloseTo(192, within(10));
  }

  /** A manifest, a playlist or a pipe names or is something else, of which nothing is shown. */
  @ParameterizedTest
  @ValueSource(strings = {"dash", "concat", "hls", "pipe"})
  void whatNamesOtherFilesIsNoClip(String kind) throws Exception {
    Path secret = made("secret.mp4", "-t 1 -i MP4 -c copy");
    Path clip = folder.resolve("dataset/train/zumba/theClip____.mp4");
    Files.createDirectories(clip.getParent());
    if (kind.equals("pipe")) {
      assertThat(new ProcessBuilder("mkfifo", clip.toString()).start().waitFor()).isZero();
    } else {
      Files.writeString(
          clip,
          switch (kind) {
            case "concat" -> "ffconcat version 1.0\nfile ../../../secret.mp4\n";
            case "hls" -> "#EXTM3U\n#EXTINF:1,\nfile://" + secret + "\n#EXT-X-ENDLIST\n";
            default ->
                "<?xml version=\"1.0\"?><MPD xmlns=\"urn:mpeg:dash:schema:mpd:2011\""
                    + " type=\"static\" mediaPresentationDuration=\"PT1S\""
                    + " profiles=\"urn:mpeg:dash:profile:isoff-on-demand:2011\"><Period><AdaptationSet"
                    + " mimeType=\"video/mp4\"><Representation id=\"1\" bandwidth=\"100000\""
                    + " codecs=\"avc1.4d401e\"><BaseURL>file://"
                    + secret
                    + "</BaseURL><SegmentBase indexRange=\"0-100\"/></Representation>"
                    + "</AdaptationSet></Period></MPD>";
          });
    }
    for (String command : List.of("frames", "sound")) {
      Kinetics.Result result = run(0, 1, Map.of(), command, "--all", "--quiet");
      assertThat(result.exitCode()).as("%s", result).isEqualTo(1);
    }
    assertThat(run(0, 1, Map.of(), "verify").exitCode()).isEqualTo(1);
    for (String made : List.of("train_frames/zumba/theClip____", "train_sound/zumba")) {
      Path there = folder.resolve("dataset").resolve(made);
      assertThat(Files.notExists(there) || Files.list(there).findAny().isEmpty()).isTrue();
    }
  }

  /** As of clips whose last time stamp is broken. */
  @Test
  void aWrongTimeStampDoesNotFillTheDiskWithCopies() throws IOException {
    made(
        "dataset/train/zumba/theClip____.mp4",
        "-f lavfi -i testsrc=s=320x240:r=1:d=3 -vf setpts=if(eq(N\\,2)\\,100000/TB\\,N/TB) -c:v"
            + " libx264 -bf 0 -fps_mode vfr -enc_time_base 1:1000 -video_track_timescale 1000");
    Kinetics.Result result = run(0, 3, Map.of(), "frames", "--all", "--fps", "25");
    assertThat(result.exitCode()).as("%s", result).isEqualTo(1);
    assertThat(result.out() + result.err()).contains("far longer than its section");
    assertThat(folder.resolve("dataset/train_frames/zumba/theClip____")).doesNotExist();
  }

  @Test
  void aDamagedPacketOfTheSoundCostsItself() throws IOException {
    Path clip = made("dataset/train/zumba/theClip____.mp4", "-t 10 -i MP4 -c copy");
    String packets =
        new String(
            TestTools.ffmpeg(
                List.of("-i", clip.toString(), "-map", "0:a", "-c", "copy", "-f", "framecrc", "-")),
            StandardCharsets.UTF_8);
    int size =
        Integer.parseInt(
            packets.lines().filter(l -> l.startsWith("0,")).toList().get(200).split(",")[4].trim());
    byte[] bytes = Files.readAllBytes(clip);
    byte[] track =
        TestTools.ffmpeg(
            List.of(
                "-i",
                clip.toString(),
                "-map",
                "0:a",
                "-c",
                "copy",
                "-bsf:a",
                "noise=drop='lt(n,200)'",
                "-frames:a",
                "1",
                "-f",
                "data",
                "-"));
    assertThat(track).hasSize(size);
    int at =
        new String(bytes, StandardCharsets.ISO_8859_1)
            .indexOf(new String(track, StandardCharsets.ISO_8859_1));
    Arrays.fill(bytes, at, at + size, (byte) 0xff);
    Files.write(clip, bytes);
    assertThat(run(0, 10, Map.of(), "sound", "--all").out()).containsPattern("done +1");
    Path sound = folder.resolve("dataset/train_sound/zumba/theClip____.mp3");
    assertThat(TestTools.probe(sound).seconds()).isCloseTo(10, within(0.1));
    Kinetics.Result verified = run(0, 10, Map.of(), "verify");
    assertThat(verified.exitCode()).as("%s", verified).isZero();
  }

  @ParameterizedTest
  @CsvSource({"9.6", "9", "5"})
  void soundMayEndBeforeThePicture(String end) throws IOException {
    Path clip =
        made(
            "dataset/train/zumba/theClip____.mp4",
            "-t 10 -i MP4 -c:v copy -c:a aac -af atrim=end=" + end);
    Kinetics.Result result = run(0, 10, Map.of(), "verify", "--delete");
    assertThat(result.exitCode()).as("%s", result).isZero();
    assertThat(clip).exists();
  }

  @Test
  void ambisonicSoundIsTakenInPart() throws IOException {
    Path sound =
        made(
            "ambisonic.webm",
            "-f lavfi -i aevalsrc=0.3*sin(2*PI*440*t)|0|0|0:s=48000:d=20:c=ambisonic~1"
                + " -c:a libopus -mapping_family 2 -b:a 256k");
    try (YoutubeSite site = new YoutubeSite()) {
      site.video(
          "theClip____",
          Media.VIDEO_ONLY_720P.format(),
          new Format("338", sound, 0, 0, "none", "opus", 256));
      Kinetics.Result result = run(5, 10, site.environment(), "download", "--all");
      assertThat(result.exitCode()).as("%s", result).isZero();
    }
    Probe probe = TestTools.probe(folder.resolve("dataset/train/zumba/theClip____.mp4"));
    assertThat(probe.video()).isPresent();
    assertThat(probe.audio().orElseThrow().channels()).isEqualTo(1);
  }
}
