package dev.kinetics.e2e;

import static dev.kinetics.support.HandMadeDataset.after;
import static dev.kinetics.support.HandMadeDataset.gzip;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kinetics.ffmpeg.AudioStream;
import dev.kinetics.support.HandMadeDataset;
import dev.kinetics.support.Kinetics;
import dev.kinetics.support.Media;
import dev.kinetics.support.TestTools;
import dev.kinetics.support.Tone;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar takes the sound out of clips, with the real ffmpeg. */
class SoundIT {
  /** What one frame of mp3 holds (ISO 11172-3, layer III). */
  private static final int SAMPLES_IN_FRAME = 1152;

  @TempDir Path folder;
  private HandMadeDataset dataset;

  @BeforeEach
  void open() {
    dataset = new HandMadeDataset(folder);
  }

  private Path sound(String id) {
    return dataset.file("train_sound/pole_vault/" + id + ".mp3");
  }

  /** The samples of all channels in turn. */
  private static ShortBuffer samples(Path file) {
    byte[] bytes =
        TestTools.ffmpeg(List.of("-i", file.toString(), "-map", "0:a:0", "-f", "s16le", "-"));
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer();
  }

  /** The root mean square of one channel, of a full scale of 1, without the first 2,000 samples. */
  private static double level(ShortBuffer samples, int channel, int channels) {
    double sum = 0;
    int count = 0;
    for (int i = 2_000 * channels + channel; i < samples.limit(); i += channels) {
      double sample = samples.get(i) / 32_768.0;
      sum += sample * sample;
      count++;
    }
    return Math.sqrt(sum / count);
  }

  private void assertSameSound(Path source, String id) {
    AudioStream before = TestTools.probe(source).audio().orElseThrow();
    AudioStream after = TestTools.probe(sound(id)).audio().orElseThrow();
    assertThat(after.codec()).isEqualTo("mp3");
    assertThat(after.channels()).isEqualTo(before.channels());
    assertThat(after.samplingRate()).isEqualTo(before.samplingRate());
    ShortBuffer expected = samples(source);
    ShortBuffer made = samples(sound(id));
    assertThat(made.limit() / after.channels())
        .as("samples of %s", id)
        .isCloseTo(expected.limit() / after.channels(), within(SAMPLES_IN_FRAME));
    for (int channel = 0; channel < after.channels(); channel++) {
      // LAME itself lowers the sound by some hundredths at this rate, against clipping.
      double level = level(expected, channel, after.channels());
      assertThat(level(made, channel, after.channels()))
          .as("level of channel %d of %s", channel, id)
          .isCloseTo(level, within(0.05 * level));
    }
  }

  private Path generated(String name, String source, String... more) {
    List<String> arguments = new ArrayList<>(List.of("-f", "lavfi", "-i", source, "-c:a", "aac"));
    arguments.addAll(List.of(more));
    return dataset.make(name, arguments);
  }

  @Test
  void keepsToneLevelLengthAndChannels() {
    Path source = dataset.add("mono_______", dataset.piece(Media.MP4, 4));
    Path stereo =
        dataset.add(
            "stereo_____",
            generated("stereo", "aevalsrc=0.4*sin(2*PI*440*t)|0.1*sin(2*PI*1000*t):s=48000:d=3"));
    Path telephone =
        dataset.add("telephone__", generated("telephone", "sine=frequency=500:r=8000:d=3"));
    Path webm = dataset.add("webmOpus___", Media.WEBM.file());

    Kinetics.Result result = dataset.run("sound", "--all");

    assertThat(result.exitCode()).as("%s", result).isZero();
    assertThat(result.out()).contains("4 clips selected").containsPattern("done +4");
    for (int second = 0; second < 4; second++) {
      assertThat(Tone.hertz(sound("mono_______"), second + 0.3, 0.4))
          .as("second %d", second)
          .isCloseTo(Tone.hertzInSecond(second), within(1.0));
      // The tone changes on the second in the sound as in the source: nothing has shifted.
      assertThat(Tone.hertz(sound("webmOpus___"), second + 0.05, 0.9))
          .isCloseTo(Tone.hertzInSecond(second), within(2.0));
    }
    assertSameSound(source, "mono_______");
    assertSameSound(stereo, "stereo_____");
    assertSameSound(telephone, "telephone__");
    assertSameSound(webm, "webmOpus___");
    ShortBuffer both = samples(sound("stereo_____"));
    assertThat(level(both, 0, 2)).isGreaterThan(3 * level(both, 1, 2));
    assertThat(dataset.names(".kinetics/scratch")).isEmpty();
    assertThat(dataset.file("failed_sound.txt")).doesNotExist();
    assertThat(dataset.file("no_sound.txt")).doesNotExist();
  }

  @Test
  void makesTheSameTogetherAsAlone() throws IOException {
    dataset.add("mono_______", dataset.piece(Media.MP4, 4));
    dataset.add("webmOpus___", Media.WEBM.file());
    dataset.add("audioOnly__", Media.AUDIO_ONLY.file());
    dataset.add("fragmented_", Media.MP4_FRAGMENTED.file());
    List<String> ids = List.of("mono_______", "webmOpus___", "audioOnly__", "fragmented_");
    assertThat(dataset.run("sound", "--all", "--num-workers", "1").exitCode()).isZero();
    for (String id : ids) {
      Files.move(sound(id), folder.resolve(id));
    }
    for (String id : ids) {
      String row = "pole vault," + id + ",0,10,train\n";
      Files.writeString(
          folder.resolve("list.csv"), "label,youtube_id,time_start,time_end,split\n" + row);
      assertThat(dataset.run("sound", "--all").exitCode()).isZero();
      assertThat(sound(id)).hasSameBinaryContentAs(folder.resolve(id));
    }
  }

  @Test
  void mixesManyChannelsToTwo() {
    dataset.add(
        "surround___", generated("surround", "sine=frequency=440:d=2,aformat=channel_layouts=5.1"));

    assertThat(dataset.run("sound", "--all").exitCode()).isZero();

    assertThat(TestTools.probe(sound("surround___")).audio().orElseThrow().channels()).isEqualTo(2);
    assertThat(Tone.hertz(sound("surround___"), 0.5, 1)).isCloseTo(440, within(1.0));
  }

  @Test
  void readsCompressedClipsAndClipsWithoutPicture() throws IOException {
    byte[] clip = Files.readAllBytes(dataset.piece(Media.MP4, 2));
    dataset.addCompressed("packed_____", gzip(clip));
    dataset.add("audioOnly__", Media.AUDIO_ONLY.file());

    Kinetics.Result result = dataset.run("sound", "--all");

    assertThat(result.exitCode()).as("%s", result).isZero();
    assertThat(Tone.hertz(sound("packed_____"), 1.3, 0.4)).isCloseTo(420, within(1.0));
    assertThat(Tone.hertz(sound("audioOnly__"), 7.3, 0.4)).isCloseTo(540, within(1.0));
  }

  @Test
  void listsClipsWithoutSoundAndIsContent() throws IOException {
    dataset.add("whole______", dataset.piece(Media.MP4, 1));
    dataset.add("silent_____", dataset.piece(Media.MP4_SILENT, 1));
    dataset.add("emptyTrack_", emptyTrack());

    Kinetics.Result result = dataset.run("sound", "--all");

    assertThat(result.exitCode()).as("%s", result).isZero();
    assertThat(result.out())
        .containsPattern("done +1")
        .containsPattern("silent +2 .*no sound track 1");
    assertThat(dataset.file("no_sound.txt")).hasContent("emptyTrack_\nsilent_____\n");
    assertThat(dataset.file("failed_sound.txt")).doesNotExist();
    assertThat(dataset.names("train_sound/pole_vault")).containsExactly("whole______.mp3");
    assertThat(dataset.run("sound", "--all").out()).containsPattern("silent before +2");
    assertThat(dataset.run("sound", "--all", "--retry-gone").out())
        .containsPattern("silent +2 ")
        .doesNotContain("silent before");
  }

  /** A sound track that is announced and has no samples: fragmented mp4 without its fragments. */
  private byte[] emptyTrack() throws IOException {
    byte[] fragmented = Files.readAllBytes(Media.MP4_FRAGMENTED.file());
    return Arrays.copyOf(fragmented, after(fragmented, "moof") - 8);
  }

  @Test
  void losesOnlyTheDamagedOnesOfABatch() throws IOException {
    byte[] indexFirst = Files.readAllBytes(dataset.piece(Media.MP4, 4));
    byte[] packed = gzip(indexFirst);
    byte[] flippedGzip = packed.clone();
    flippedGzip[packed.length / 2] ^= 0x55;
    byte[] flipped = Files.readAllBytes(Media.AUDIO_ONLY.file());
    Random random = new Random(1);
    int media = after(flipped, "mdat") + 1000;
    for (int i = 0; i < 200; i++) {
      flipped[media + random.nextInt(100_000)] ^= (byte) (1 << random.nextInt(8));
    }
    for (int i = 0; i < 10; i++) {
      dataset.add("whole_____" + i, dataset.piece(Media.MP4, 1));
    }
    dataset.add("cutMiddle__", Arrays.copyOf(indexFirst, indexFirst.length / 2));
    dataset.add("flippedBits", flipped);
    dataset.add("emptyFile__", new byte[0]);
    dataset.add("textFile___", "this is no video\n".getBytes(StandardCharsets.UTF_8));
    dataset.addCompressed("gzipCut____", Arrays.copyOf(packed, packed.length / 2));
    dataset.addCompressed("gzipFlipped", flippedGzip);
    dataset.add("silent_____", dataset.piece(Media.MP4_SILENT, 1));
    for (int i = 0; i < 10; i++) {
      dataset.add("later_____" + i, dataset.piece(Media.MP4, 1));
    }
    List<String> damaged =
        List.of(
            "cutMiddle__",
            "emptyFile__",
            "flippedBits",
            "gzipCut____",
            "gzipFlipped",
            "textFile___");

    Kinetics.Result result = dataset.run("sound", "--all", "--num-workers", "1");

    assertThat(result.exitCode()).as("%s", result).isEqualTo(1);
    assertThat(result.out())
        .containsPattern("done +20")
        .containsPattern("damaged +6 ")
        .containsPattern("silent +1 ")
        .doesNotContain("failed ")
        .doesNotContain("not reached");
    assertThat(Files.readAllLines(dataset.file("failed_sound.txt"))).isEqualTo(damaged);
    assertThat(dataset.file("no_sound.txt")).hasContent("silent_____\n");
    assertThat(dataset.names("train_sound/pole_vault"))
        .hasSize(20)
        .allMatch(name -> name.matches("(whole|later)_____\\d\\.mp3"));
    assertThat(Tone.hertz(sound("later_____9"), 0.2, 0.5)).isCloseTo(400, within(1.0));
    assertThat(dataset.names(".kinetics/scratch")).isEmpty();

    // What is done is left alone; a clip that was made again is tried again.
    FileTime old = FileTime.fromMillis(1_000_000);
    Files.setLastModifiedTime(sound("whole_____0"), old);
    Path replaced = dataset.file("train/pole_vault/cutMiddle__.mp4");
    Files.write(replaced, indexFirst);
    Files.setLastModifiedTime(replaced, FileTime.from(Instant.now().plusSeconds(2)));
    Kinetics.Result again = dataset.run("sound", "--all");
    assertThat(again.exitCode()).as("%s", again).isEqualTo(1);
    assertThat(again.out())
        .containsPattern("there already +20")
        .containsPattern("done +1")
        .containsPattern("damaged before +5 ");
    assertThat(Files.getLastModifiedTime(sound("whole_____0"))).isEqualTo(old);
    assertThat(Files.readAllLines(dataset.file("failed_sound.txt")))
        .isEqualTo(damaged.subList(1, 6));
    assertSameSound(replaced, "cutMiddle__");
  }

  @Test
  void selectsAndWritesTheLogsWhereItIsTold() throws IOException {
    Path piece = dataset.piece(Media.MP4, 1);
    Files.copy(piece, dataset.name("train", "pole vault", "poleVault__"));
    Files.copy(piece, dataset.name("valid", "blowing glass", "glassBlow__"));
    Files.copy(piece, dataset.name("train", "playing violin", "violin_____"));
    Files.copy(dataset.piece(Media.MP4_SILENT, 1), dataset.name("test", "", "testSilent_"));
    Files.writeString(dataset.name("test", "", "testBroken_"), "broken");

    Kinetics.Result result =
        dataset.run("sound", "--classes", "POLE vault", "--categories", "arts and crafts");
    assertThat(result.exitCode()).as("%s", result).isZero();
    assertThat(dataset.names("train_sound")).containsExactly("pole_vault");
    assertThat(dataset.names("valid_sound/blowing_glass")).containsExactly("glassBlow__.mp3");

    Kinetics.Result test =
        dataset.run("sound", "--test", "--failed-log", "bad.txt", "--no-sound-log", "mute.txt");
    assertThat(test.exitCode()).as("%s", test).isEqualTo(1);
    assertThat(folder.resolve("bad.txt")).hasContent("testBroken_\n");
    assertThat(folder.resolve("mute.txt")).hasContent("testSilent_\n");
    assertThat(dataset.file("test_sound")).doesNotExist();
  }

  @Test
  void saysWhatIsMissing() {
    dataset.name("train", "pole vault", "notThere___");

    Kinetics.Result none = dataset.run("sound", "--all");

    assertThat(none.exitCode()).as("%s", none).isEqualTo(2);
    assertThat(none.err().lines()).hasSize(1);
    assertThat(none.err()).contains("kinetics download");
  }

  /** Its stamps begin at 1.4 s, which is no silence. */
  @Test
  void aTransportStreamUnderAnyNameBeginsAtItsFirstSample() {
    for (String id : List.of("stream1____", "stream2____")) {
      Path stream = folder.resolve(id + ".ts");
      TestTools.ffmpeg(
          List.of("-i", Media.MP4.file().toString(), "-t", "4", "-c", "copy", stream.toString()));
      dataset.add(id, stream);
    }

    Kinetics.Result result = dataset.run("sound", "--all");

    assertThat(result.exitCode()).as("%s", result).isZero();
    for (String id : List.of("stream1____", "stream2____")) {
      for (int second = 0; second < 3; second++) {
        assertThat(Tone.hertz(sound(id), second + 0.3, 0.4))
            .isCloseTo(Tone.hertzInSecond(second), within(4.0));
      }
    }
  }

  @Test
  void aTrackThatGoesOnForHoursIsNotCutOffWithoutAWord() {
    Path endless = folder.resolve("endless.mp4");
    TestTools.ffmpeg(
        List.of(
            ("-f lavfi -t 3700 -i anullsrc=r=8000:cl=mono -f lavfi -i color=s=16x16:r=1:d=1"
                    + " -c:v libx264 -c:a aac -b:a 8k "
                    + endless)
                .split(" ")));
    dataset.add("endless____", endless);

    Kinetics.Result result = dataset.run("sound", "--all", "--format", "flac");

    assertThat(result.exitCode()).as("%s", result).isEqualTo(1);
    assertThat(result.out()).contains("sound without end");
    assertThat(dataset.file("train_sound/pole_vault/endless____.flac")).doesNotExist();
  }

  @Test
  void anFfmpegWithoutMp3IsToldOfOnce() throws IOException {
    dataset.add("mono_______", dataset.piece(Media.MP4, 1));
    Path script = folder.resolve("without-lame");
    Files.writeString(
        script,
        "#!/bin/sh\ncase \"$*\" in *encoder=libmp3lame*) echo \"Codec 'libmp3lame' is unknown.\";"
            + " exit 0;; esac\nexec "
            + TestTools.shell(TestTools.tools().ffmpeg().tool())
            + " \"$@\"\n");
    assertThat(script.toFile().setExecutable(true)).isTrue();

    Kinetics.Result result = dataset.run("sound", "--all", "--ffmpeg", script.toString());

    assertThat(result.exitCode()).as("%s", result).isEqualTo(3);
    assertThat(result.err()).contains("no MP3 encoder", "--format wav");
    assertThat(
            dataset
                .run("sound", "--all", "--ffmpeg", script.toString(), "--format", "wav")
                .exitCode())
        .isZero();
  }
}
