package dev.kinetics.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kinetics.process.ProcessRunner;
import dev.kinetics.process.Scripts;
import dev.kinetics.process.Tool;
import dev.kinetics.process.ToolResult;
import dev.kinetics.tool.BundledFfmpeg;
import dev.kinetics.tool.ToolOptions;
import dev.kinetics.tool.Tools;
import dev.kinetics.tool.UserCache;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The ffmpeg and ffprobe that a run on this machine would take. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FfmpegIT {
  private static final Offset<Double> FRAME = Offset.offset(1.0 / 25);

  private final ProcessRunner runner = new ProcessRunner();
  private final Tools tools = new Tools(runner, ToolOptions.none());
  private Path folder;
  private Path video;

  @BeforeAll
  void makeVideo(@TempDir Path temporary) throws Exception {
    folder = temporary;
    video = folder.resolve("-odd name.mp4");
    ToolResult result =
        tools
            .ffmpeg()
            .run(
                List.of(
                    "-f",
                    "lavfi",
                    "-i",
                    "testsrc=size=320x240:rate=25:duration=1",
                    "-f",
                    "lavfi",
                    "-i",
                    "sine=sample_rate=44100:duration=1",
                    "-c:v",
                    "libx264",
                    "-c:a",
                    "aac",
                    "file:" + video));
    assertThat(result).isEqualTo(new ToolResult(0, false, "", ""));
  }

  @AfterAll
  void close() {
    runner.close();
  }

  @Test
  void bundledFfmpegComesFirstAndItsFfprobeWithIt() throws Exception {
    boolean bundled = BundledFfmpeg.find(UserCache.root()).isPresent();
    Tool ffmpeg = tools.ffmpeg().tool();
    Tool ffprobe = tools.ffprobe().tool();

    assertThat(ffmpeg.origin()).isEqualTo(bundled ? "bundled" : "PATH");
    assertThat(ffprobe.origin()).isEqualTo(ffmpeg.origin());
    assertThat(ffprobe.path()).hasParent(ffmpeg.path().getParent());
    assertThat(ffprobe.version()).isEqualTo(ffmpeg.version());
  }

  @Test
  void probesPictureAndSound() throws Exception {
    Probe probe = tools.ffprobe().probe(video).orElseThrow();

    VideoStream picture = probe.video().orElseThrow();
    assertThat(picture.width()).isEqualTo(320);
    assertThat(picture.height()).isEqualTo(240);
    assertThat(picture.codec()).isEqualTo("h264");
    assertThat(picture.frameRate()).isEqualTo(25);
    assertThat(picture.frames()).isEqualTo(25);
    assertThat(picture.seconds()).isCloseTo(1, FRAME);
    assertThat(picture.rotation()).isZero();
    AudioStream sound = probe.audio().orElseThrow();
    assertThat(sound.codec()).isEqualTo("aac");
    assertThat(sound.samplingRate()).isEqualTo(44100);
    assertThat(sound.channels()).isEqualTo(1);
    assertThat(sound.seconds()).isCloseTo(1, FRAME);
    assertThat(probe.seconds()).isCloseTo(1, Offset.offset(0.1));
    assertThat(probe.format()).contains("mp4");
  }

  @Test
  void probesAMatroskaFileWhichHasLengthsInTags() throws Exception {
    Path matroska = folder.resolve("silent.mkv");
    make("-i", "file:" + video, "-an", "-c", "copy", "file:" + matroska);

    Probe probe = tools.ffprobe().probe(matroska).orElseThrow();

    assertThat(probe.audio()).isEmpty();
    assertThat(probe.video().orElseThrow().seconds()).isCloseTo(1, FRAME);
    assertThat(probe.video().orElseThrow().frames()).isZero();
  }

  @Test
  void probesARotatedVideo() throws Exception {
    Path rotated = folder.resolve("rotated.mp4");
    make("-display_rotation", "90", "-i", "file:" + video, "-c", "copy", "file:" + rotated);

    assertThat(tools.ffprobe().probe(rotated).orElseThrow().video().orElseThrow().rotation())
        .isEqualTo(90);
  }

  @Test
  void coverArtIsNoVideo() throws Exception {
    Path cover = folder.resolve("cover.png");
    Path song = folder.resolve("song.mp3");
    make("-i", "file:" + video, "-frames:v", "1", "file:" + cover);
    make(
        "-i",
        "file:" + video,
        "-i",
        "file:" + cover,
        "-map",
        "0:a",
        "-map",
        "1:v",
        "-c:v",
        "copy",
        "-disposition:v:0",
        "attached_pic",
        "file:" + song);

    Probe probe = tools.ffprobe().probe(song).orElseThrow();

    assertThat(probe.video()).isEmpty();
    assertThat(probe.audio().orElseThrow().codec()).isEqualTo("mp3");
  }

  @Test
  void whatIsNoMediaIsEmpty() throws Exception {
    Path text = Files.writeString(folder.resolve("page.mp4"), "<html>not found</html>");
    Path empty = Files.createFile(folder.resolve("empty.mp4"));
    Path cut = Files.write(folder.resolve("cut.mp4"), firstBytes(video, 2000));

    assertThat(tools.ffprobe().probe(text)).isEmpty();
    assertThat(tools.ffprobe().probe(empty)).isEmpty();
    assertThat(tools.ffprobe().probe(cut)).isEmpty();
    assertThat(tools.ffprobe().probe(folder.resolve("missing.mp4"))).isEmpty();
    assertThat(tools.ffprobe().probe(folder)).isEmpty();
  }

  @Test
  void streamsItsOutput() throws Exception {
    ByteArrayOutputStream samples = new ByteArrayOutputStream();

    ToolResult result =
        tools
            .ffmpeg()
            .run(
                List.of(
                    "-f", "lavfi", "-i", "sine=sample_rate=22050:duration=1", "-f", "f32le", "-"),
                samples);

    assertThat(result.ok()).isTrue();
    assertThat(samples.size()).isEqualTo(22050 * Float.BYTES);
  }

  /** What means something in a filter graph, in its options, or at the ends of a name. */
  @Test
  void readsSoundInAGraphWhateverTheFileIsCalled() throws Exception {
    Path odd = Files.createDirectory(folder.resolve(" a:b,c;d[e]f'g\\h=i%d\"j\nk #é "));
    Path song = odd.resolve("file:'%s',[x] .mp4");
    make("-i", "file:" + video, "-c", "copy", "-f", "mp4", "file:" + song);

    assertSameSamples(song);
  }

  /** Where a file has more than one, the first is the sound, whichever has more channels. */
  @Test
  void readsTheFirstSoundTrackInAGraph() throws Exception {
    Path two = folder.resolve("two.mp4");
    make(
        "-i",
        "file:" + video,
        "-f",
        "lavfi",
        "-i",
        "aevalsrc=0.1|0.1:s=48000:d=2",
        "-map",
        "0",
        "-map",
        "1",
        "-disposition:a:1",
        "default",
        "-disposition:a:0",
        "0",
        "file:" + two);

    assertSameSamples(two);
  }

  private void assertSameSamples(Path file) throws Exception {
    for (Ffmpeg ffmpeg : List.of(tools.ffmpeg(), tools.soundFfmpeg())) {
      ByteArrayOutputStream byInput = new ByteArrayOutputStream();
      ByteArrayOutputStream inGraph = new ByteArrayOutputStream();
      List<String> input = List.of("-i", "file:" + file, "-map", "0:a:0", "-f", "f32le", "-");
      String graph = Ffmpeg.soundSource(file, "") + "[a]";

      ToolResult first = ffmpeg.run(input, byInput);
      ToolResult second =
          ffmpeg.run(List.of("-filter_complex", graph, "-map", "[a]", "-f", "f32le", "-"), inGraph);

      assertThat(first).isEqualTo(new ToolResult(0, false, "", ""));
      assertThat(second).isEqualTo(new ToolResult(0, false, "", ""));
      assertThat(byInput.size()).isGreaterThan(44_000 * Float.BYTES);
      assertThat(inGraph.toByteArray()).isEqualTo(byInput.toByteArray());
    }
  }

  @Test
  void takesThePathsFfmpegForSoundIfItHasLame() throws Exception {
    String banner = "echo ffmpeg version 6.1 >&2; ";
    Path with =
        Scripts.script(folder.resolve("with/ffmpeg"), banner + "echo 'Encoder libmp3lame [LAME]:'");
    Path without =
        Scripts.script(
            folder.resolve("without/ffmpeg"), banner + "echo 'Codec libmp3lame is not known'");
    Path named =
        Scripts.script(
            folder.resolve("named/ffmpeg"),
            "echo ffmpeg version 5.0; echo 'Encoder libmp3lame [LAME]:'");
    Path lacking = Scripts.ffmpeg(folder.resolve("lacking/ffmpeg"), "5.0");

    assertThat(forSound(ToolOptions.none(), with))
        .isEqualTo(new Tool("ffmpeg", with, Map.of(), "6.1", "PATH"));
    assertThat(forSound(ToolOptions.none(), without)).isEqualTo(tools.ffmpeg().tool());
    assertThat(forSound(new ToolOptions(named, null, null), with).path()).isEqualTo(named);
    // What a person names is taken, or said to be of no use.
    assertThatThrownBy(() -> forSound(new ToolOptions(lacking, null, null), with))
        .hasMessageContaining(lacking + " has no MP3 encoder");
  }

  private Tool forSound(ToolOptions options, Path onPath) {
    Map<String, String> environment = Map.of("PATH", onPath.getParent().toString());
    return new Tools(runner, options, environment, UserCache.root()).soundFfmpeg().tool();
  }

  @Test
  void saysWhatIsWrongFirst() throws Exception {
    ToolResult result = tools.ffmpeg().run(List.of("-i", "file:/no/such/file", "-f", "null", "-"));

    assertThat(result.ok()).isFalse();
    assertThat(result.firstErrorLine()).contains("No such file or directory");
  }

  private void make(String... arguments) throws InterruptedException {
    ToolResult result = tools.ffmpeg().run(List.of(arguments));
    assertThat(result.ok()).as(result.errors()).isTrue();
  }

  private static byte[] firstBytes(Path file, int count) throws Exception {
    return Arrays.copyOf(Files.readAllBytes(file), count);
  }
}
