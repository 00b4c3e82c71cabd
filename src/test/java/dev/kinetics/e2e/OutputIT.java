package dev.kinetics.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kinetics.ffmpeg.AudioStream;
import dev.kinetics.support.HandMadeDataset;
import dev.kinetics.support.Kinetics;
import dev.kinetics.support.Media;
import dev.kinetics.support.TestTools;
import dev.kinetics.support.Tone;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** In which form, where, and over what {@code frames} and {@code sound} write. */
class OutputIT {
  @TempDir Path folder;
  private HandMadeDataset dataset;

  @BeforeEach
  void open() {
    dataset = new HandMadeDataset(folder);
    dataset.add("mono_______", dataset.piece(Media.MP4, 4));
    dataset.add("webmOpus___", Media.WEBM.file());
  }

  private Path sound(String id, String ending) {
    return dataset.file("train_sound/pole_vault/" + id + ending);
  }

  /** All files below a folder with their times. */
  private static Map<Path, FileTime> times(Path root) {
    try (Stream<Path> files = Files.walk(root)) {
      Map<Path, FileTime> times = new TreeMap<>();
      for (Path file : files.toList()) {
        times.put(file, Files.getLastModifiedTime(file));
      }
      return times;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @CsvSource({"wav, pcm_s16le", "flac, flac", "mp3, mp3"})
  void makesSoundOfTheFormRateAndChannelsAskedFor(String format, String codec) {
    Kinetics.Result result =
        dataset.run(
            "sound", "--all", "--format", format, "--sampling-rate", "16000", "--channels", "1");

    assertThat(result.exitCode()).as("%s", result).isZero();
    for (String id : List.of("mono_______", "webmOpus___")) {
      AudioStream track = TestTools.probe(sound(id, "." + format)).audio().orElseThrow();
      assertThat(track.codec()).isEqualTo(codec);
      assertThat(track.samplingRate()).isEqualTo(16_000);
      assertThat(track.channels()).isEqualTo(1);
      for (int second = 0; second < 4; second++) {
        assertThat(Tone.hertz(sound(id, "." + format), second + 0.3, 0.4))
            .isCloseTo(Tone.hertzInSecond(second), within(2.0));
      }
    }
    assertThat(dataset.run("sound", "--all", "--format", format).out())
        .containsPattern("there already +2");
  }

  @Test
  void tfrecordsReadAllForms() throws IOException {
    assertThat(dataset.run("sound", "--all", "--format", "wav").exitCode()).isZero();
    Files.delete(sound("webmOpus___", ".wav"));
    assertThat(dataset.run("sound", "--all", "--format", "flac").exitCode()).isZero();
    Files.delete(sound("mono_______", ".flac"));

    Kinetics.Result meta = dataset.run("meta", "sound", "--sets", "1", "--save", "m", "--force");
    assertThat(meta.exitCode()).as("%s", meta).isZero();
    Kinetics.Result records =
        Kinetics.in(folder)
            .run("tfrecords", "train", "m_1_train.json", "m_1_classes.json", "out.tfrecords");

    assertThat(records.exitCode()).as("%s", records).isZero();
    byte[] bytes = Files.readAllBytes(folder.resolve("out.tfrecords"));
    // Four and twelve seconds of 22,050 samples of four bytes.
    assertThat(bytes.length).isBetween(16 * 22_050 * 4 - 20_000, 16 * 22_050 * 4 + 20_000);
    assertThat(new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1))
        .contains("pole_vault/mono_______.wav", "pole_vault/webmOpus___.flac");
  }

  @ParameterizedTest
  @CsvSource({
    "--sampling-rate, 44000, mp3 knows no sampling rate of 44000",
    "--channels, 6, there can't be 6 channels in mp3",
    "--channels, -1, there can't be -1 channels",
    "--format, ogg, --format"
  })
  void refusesWhatAFormCanNotHold(String option, String value, String words) {
    Kinetics.Result result = dataset.run("sound", "--all", option, value);

    assertThat(result.exitCode()).as("%s", result).isEqualTo(2);
    assertThat(result.err()).contains(words);
    assertThat(dataset.file(".kinetics")).doesNotExist();
  }

  @Test
  void writesElsewhereAndLeavesTheDatasetAsItIs() {
    Map<Path, FileTime> before = times(folder.resolve("dataset"));
    for (String job : List.of("frames", "sound")) {
      Kinetics.Result result = dataset.run(job, "--all", "--output-dir", "made");
      assertThat(result.exitCode()).as("%s", result).isZero();
      assertThat(dataset.run(job, "--all", "--output-dir", "made").out())
          .containsPattern("there already +2");
    }

    assertThat(times(folder.resolve("dataset"))).isEqualTo(before);
    Path made = folder.resolve("made");
    assertThat(made.resolve("train_sound/pole_vault/mono_______.mp3")).isNotEmptyFile();
    assertThat(made.resolve("train_frames/pole_vault/mono_______/frame99.jpg")).isNotEmptyFile();
    assertThat(made.resolve(".kinetics/journal")).isDirectory();
  }

  @Test
  void namesTheWayOutWhereADatasetCanNotBeWritten() throws IOException {
    Files.createDirectory(dataset.file(".kinetics"));
    Files.writeString(dataset.file(".kinetics/scratch"), "in the way");
    Map<Path, FileTime> before = times(folder.resolve("dataset"));

    Kinetics.Result result = dataset.run("sound", "--all");

    assertThat(result.exitCode()).as("%s", result).isEqualTo(2);
    assertThat(result.err().lines()).hasSize(1).first().asString().contains("--output-dir");
    assertThat(times(folder.resolve("dataset"))).isEqualTo(before);
    assertThat(dataset.run("sound", "--all", "--output-dir", "made").exitCode()).isZero();
  }

  @Test
  void makesAgainWhatIsThereOnlyWhenAsked() throws IOException {
    assertThat(dataset.run("frames", "--all", "--short-side", "64").exitCode()).isZero();
    assertThat(dataset.run("sound", "--all").exitCode()).isZero();
    Path frame = dataset.file("train_frames/pole_vault/mono_______/frame99.jpg");

    assertThat(dataset.run("frames", "--all", "--short-side", "64").out())
        .containsPattern("there already +2");
    assertThat(dataset.run("frames", "--all", "--short-side", "32").exitCode()).isEqualTo(2);
    assertThat(ImageIO.read(frame.toFile()).getHeight()).isEqualTo(64);
    Kinetics.Result again =
        dataset.run("frames", "--all", "--overwrite", "--short-side", "32", "--fps", "5");
    assertThat(again.exitCode()).as("%s", again).isZero();
    assertThat(again.out()).containsPattern("done +2");
    assertThat(dataset.names("train_frames/pole_vault/mono_______")).hasSize(20);
    assertThat(ImageIO.read(frame.resolveSibling("frame19.jpg").toFile()).getHeight())
        .isEqualTo(32);
    assertThat(dataset.names(".kinetics/scratch")).isEmpty();
    assertThat(dataset.run("sound", "--all", "--overwrite", "--channels", "2").out())
        .containsPattern("done +2");
    assertThat(TestTools.probe(sound("mono_______", ".mp3")).audio().orElseThrow().channels())
        .isEqualTo(2);
  }
}
