package dev.kinetics.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kinetics.support.DatasetFixture;
import dev.kinetics.support.Kinetics;
import dev.kinetics.support.TestTools;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code verify} on whole and on damaged files, by the real ffmpeg. */
class VerifyIT {
  private static final int FRAMES = 75;

  @TempDir private static Path made;
  private static Path clip;
  private static Path sound;
  private static Path frames;

  @TempDir private Path folder;
  private Path dataset;

  @BeforeAll
  static void makeMedia() throws IOException {
    clip = made.resolve("clip.mp4");
    sound = made.resolve("sound.mp3");
    frames = Files.createDirectory(made.resolve("frames"));
    TestTools.ffmpeg(
        List.of(
            ("-f lavfi -i testsrc2=size=320x240:rate=25 -f lavfi -i sine=440 -t 3 -c:v libx264"
                    + " -preset ultrafast -pix_fmt yuv420p -c:a aac -movflags +faststart "
                    + clip)
                .split(" ")));
    TestTools.ffmpeg(List.of("-i", clip.toString(), "-b:a", "192k", sound.toString()));
    TestTools.ffmpeg(List.of("-i", clip.toString(), "-start_number", "0", frames + "/frame%d.jpg"));
  }

  @BeforeEach
  void makeDataset() throws IOException {
    dataset = folder.resolve("dataset");
    Files.write(
        folder.resolve("train.csv"),
        List.of(
            "label,youtube_id,time_start,time_end,split",
            "pole vault,AAAAAAAAAA1,10,13,train",
            "pole vault,--AAAAAAAA2,10,13,train",
            "blowing glass,AAAAAAAAAA3,10,20,train"));
    video("AAAAAAAAAA1");
    video("--AAAAAAAA2");
  }

  private Path place(String path) throws IOException {
    Path place = dataset.resolve(path);
    Files.createDirectories(place.getParent());
    return place;
  }

  private Path video(String id) throws IOException {
    return Files.copy(clip, place("train/pole_vault/" + id + ".mp4"));
  }

  private Path sound(String id) throws IOException {
    return Files.copy(sound, place("train_sound/pole_vault/" + id + ".mp3"));
  }

  private Path frames(String id) throws IOException {
    Path copy = Files.createDirectories(place("train_frames/pole_vault/" + id));
    for (int i = 0; i < FRAMES; i++) {
      String name = "frame" + i + ".jpg";
      Files.copy(frames.resolve(name), copy.resolve(name));
    }
    return copy;
  }

  private static void cut(Path file, double share) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, (int) (bytes.length * share)));
  }

  private Kinetics.Result verify(String... more) {
    String[] arguments =
        Arrays.copyOf(new String[] {"verify", "--annotations", "train.csv"}, 3 + more.length);
    System.arraycopy(more, 0, arguments, 3, more.length);
    return Kinetics.in(folder).run(arguments);
  }

  @Test
  void wholeFilesAreFine() throws IOException {
    sound("AAAAAAAAAA1");
    frames("AAAAAAAAAA1");
    Kinetics.Result result = verify();
    assertThat(result.exitCode()).as(result.toString()).isZero();
    assertThat(result.lines())
        .containsExactly(
            "verify: 2 clips, 1 folder of frames, 1 sound track; 0 bad, 0 not checked,"
                + " 0 that do not belong");
    assertThat(dataset.resolve(".kinetics")).doesNotExist();
  }

  @Test
  void aClipThatIsCutOffIsFoundAlsoQuickly() throws IOException {
    cut(dataset.resolve("train/pole_vault/--AAAAAAAA2.mp4"), 0.7);
    for (Kinetics.Result result : List.of(verify(), verify("--quick"))) {
      assertThat(result.exitCode()).as(result.toString()).isEqualTo(1);
      assertThat(result.out())
          .contains("bad: dataset/train/pole_vault/--AAAAAAAA2.mp4: it is cut off")
          .doesNotContain("AAAAAAAAAA1");
    }
  }

  @Test
  void damageInsideIsFoundByDecoding() throws IOException {
    Path file = dataset.resolve("train/pole_vault/AAAAAAAAAA1.mp4");
    byte[] bytes = Files.readAllBytes(file);
    byte[] noise = new byte[4000];
    new Random(1).nextBytes(noise);
    System.arraycopy(noise, 0, bytes, bytes.length / 2, noise.length);
    Files.write(file, bytes);
    assertThat(verify("--quick").exitCode()).isZero();
    Kinetics.Result result = verify();
    assertThat(result.exitCode()).as(result.toString()).isEqualTo(1);
    assertThat(result.out())
        .contains("bad: dataset/train/pole_vault/AAAAAAAAAA1.mp4: it can't be decoded: ");
  }

  @Test
  void whatIsNoVideoIsBad() throws IOException {
    Files.writeString(dataset.resolve("train/pole_vault/AAAAAAAAAA1.mp4"), "<html>sorry</html>");
    Files.write(dataset.resolve("train/pole_vault/--AAAAAAAA2.mp4"), new byte[0]);
    Kinetics.Result result = verify("--quick");
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.out()).contains("2 bad");
  }

  @Test
  void aClipOfTheWrongLengthIsBadUnlessItsSourceEndsThere() throws IOException {
    Files.copy(clip, place("train/blowing_glass/AAAAAAAAAA3.mp4"));
    Kinetics.Result result = verify("--classes", "blowing glass");
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.out()).contains("AAAAAAAAAA3.mp4: 3.0 s long and not 10.0 s");
    DatasetFixture.in(dataset)
        .journal("1", DatasetFixture.line("download", "train", "AAAAAAAAAA3", "short", ""));
    Kinetics.Result known = verify("--classes", "blowing glass");
    assertThat(known.exitCode()).as(known.toString()).isZero();
  }

  @Test
  void compressedClipsAreUnpackedAndChecked() throws IOException {
    Path plain = dataset.resolve("train/pole_vault/AAAAAAAAAA1.mp4");
    Path packed = dataset.resolve("train/pole_vault/AAAAAAAAAA1.mp4.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(packed))) {
      Files.copy(plain, out);
    }
    Files.delete(plain);
    assertThat(verify().exitCode()).isZero();
    cut(packed, 0.8);
    Kinetics.Result result = verify();
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.out()).contains("AAAAAAAAAA1.mp4.gz: its gzip is damaged or cut off");
    assertThat(dataset.resolve(".kinetics/scratch")).isEmptyDirectory();
  }

  @Test
  void aSoundTrackThatIsCutOffIsBad() throws IOException {
    sound("AAAAAAAAAA1");
    cut(sound("--AAAAAAAA2"), 0.5);
    Kinetics.Result result = verify();
    assertThat(result.exitCode()).as(result.toString()).isEqualTo(1);
    assertThat(result.out()).contains("bad: dataset/train_sound/pole_vault/--AAAAAAAA2.mp3: ");
    assertThat(result.out()).contains("2 sound tracks; 1 bad");
  }

  @Test
  void framesMustBeAsManyAsTheClipHas() throws IOException {
    Path folder = frames("AAAAAAAAAA1");
    Files.delete(folder.resolve("frame" + (FRAMES - 1) + ".jpg"));
    Kinetics.Result result = verify("--quick");
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.out())
        .contains("AAAAAAAAAA1: " + (FRAMES - 1) + " frames and not the clip's " + FRAMES);
    // A run that was told to take fewer frames a second.
    DatasetFixture.in(dataset)
        .journal(
            "1",
            DatasetFixture.line(
                "frames", "train", "AAAAAAAAAA1", "done", ",'media':{'frames':74}"));
    assertThat(verify("--quick").exitCode()).isZero();
    Files.delete(folder.resolve("frame7.jpg"));
    assertThat(verify("--quick").out()).contains("AAAAAAAAAA1: frame7.jpg is missing");
  }

  @Test
  void deleteRemovesWhatIsBadAndNothingElse() throws IOException {
    Path good = dataset.resolve("train/pole_vault/AAAAAAAAAA1.mp4");
    Path bad = dataset.resolve("train/pole_vault/--AAAAAAAA2.mp4");
    Path badFrames = frames("AAAAAAAAAA1");
    cut(bad, 0.5);
    Files.delete(badFrames.resolve("frame0.jpg"));
    Path foreign = Files.writeString(place("train/pole_vault/mine.mp4"), "no video");
    Path unknownClass = Files.writeString(place("train/my_class/mine.mp4"), "no video");
    Kinetics.Result result = verify("--delete");
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.out())
        .contains("does not belong: dataset/train/pole_vault/mine.mp4")
        .contains("does not belong: dataset/train/my_class")
        .contains("removed 2");
    assertThat(bad).doesNotExist();
    assertThat(badFrames).doesNotExist();
    assertThat(List.of(good, foreign, unknownClass)).allMatch(Files::exists);
    assertThat(verify().exitCode()).isZero();
  }

  @Test
  void ofAClassOnlyItsOwnFolderIsLookedAt() throws IOException {
    Files.writeString(place("train/my_class/mine.mp4"), "no video");
    Files.writeString(dataset.resolve("train/pole_vault/AAAAAAAAAA1.mp4"), "no video");
    Files.copy(clip, place("train/blowing_glass/AAAAAAAAAA3.mp4"));
    Kinetics.Result result = verify("--classes", "blowing glass", "--tolerance", "7.1");
    assertThat(result.exitCode()).as(result.toString()).isZero();
    assertThat(result.out()).contains("1 clip,").contains("0 that do not belong");
  }

  @Test
  void whereNothingFitsItIsSaidWhatThereIs() throws IOException {
    Kinetics.Result result = verify("--classes", "blowing glass");
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err())
        .contains("nothing of the selected clips (1) is in dataset")
        .contains("it holds 2 other files, such as train/pole_vault/--AAAAAAAA2.mp4")
        .contains("--split-dirs train,valid,test");
    assertThat(result.err().lines()).hasSize(1);
    assertThat(verify("--dataset-dir", "nowhere").err()).contains("there is no folder nowhere");
    Files.createDirectory(folder.resolve("empty"));
    Kinetics.Result empty = verify("--dataset-dir", "empty", "--delete");
    assertThat(empty.exitCode()).isEqualTo(2);
    assertThat(empty.err()).contains("it holds no files: run 'kinetics download' first");
  }

  @Test
  void theToleranceIsWhatIsAskedFor() throws IOException {
    Files.writeString(
        folder.resolve("train.csv"),
        "label,youtube_id,time_start,time_end,split\npole vault,AAAAAAAAAA1,10,13.8,train\n");
    assertThat(verify().out()).contains("3.0 s long and not 3.8 s (length)");
    assertThat(verify("--tolerance", "1").exitCode()).isZero();
    for (String no : List.of("-1", "NaN", "Infinity")) {
      assertThat(verify("--tolerance=" + no).exitCode()).as(no).isEqualTo(2);
    }
  }

  @Test
  void whatIsBadIsMovedAwayWithTheFoldersItLayIn() throws IOException {
    Path bad = dataset.resolve("train/pole_vault/--AAAAAAAA2.mp4");
    Path badFrames = frames("AAAAAAAAAA1");
    cut(bad, 0.5);
    byte[] bytes = Files.readAllBytes(bad);
    Files.delete(badFrames.resolve("frame0.jpg"));
    assertThat(verify("--move-bad", "away", "--delete").exitCode()).isEqualTo(2);
    for (String own : List.of("dataset", "dataset/train", "dataset/train_frames/bad")) {
      assertThat(verify("--move-bad", own).exitCode()).as(own).isEqualTo(2);
    }
    Kinetics.Result result = verify("--move-bad", "away");
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.out())
        .contains("moved 2 to away")
        .contains("--AAAAAAAA2.mp4: it is cut off (cut-off)")
        .contains("frame0.jpg is missing (frames)");
    Path away = folder.resolve("away");
    assertThat(away.resolve("train/pole_vault/--AAAAAAAA2.mp4")).hasBinaryContent(bytes);
    assertThat(away.resolve("train_frames/pole_vault/AAAAAAAAAA1/frame1.jpg")).exists();
    assertThat(bad).doesNotExist();
    assertThat(badFrames).doesNotExist();
    // A second one of the same name takes nothing from the first.
    Files.writeString(bad, "no video");
    assertThat(verify("--move-bad", "away").out()).contains("moved 1");
    assertThat(away.resolve("train/pole_vault/--AAAAAAAA2.mp4")).hasBinaryContent(bytes);
    assertThat(away.resolve("train/pole_vault/--AAAAAAAA2.mp4.1")).hasContent("no video");
    assertThat(verify().exitCode()).isZero();
  }

  @Test
  void aFolderThatHoldsOtherFilesIsNotRemoved() throws IOException {
    Path frames = frames("AAAAAAAAAA1");
    Files.delete(frames.resolve("frame0.jpg"));
    Path mine = Files.writeString(frames.resolve("annotations.xml"), "mine");
    Path clip = dataset.resolve("train/pole_vault/--AAAAAAAA2.mp4");
    Files.delete(clip);
    Path precious = Files.writeString(Files.createDirectory(clip).resolve("precious"), "mine");
    Kinetics.Result result = verify("--delete");
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.out()).contains("0 bad, 2 not checked", "move them away first");
    assertThat(mine).exists();
    assertThat(precious).exists();
    Files.delete(mine);
    Files.delete(precious);
    assertThat(verify("--delete").out()).contains("removed 2");
    assertThat(frames).doesNotExist();
    assertThat(clip).doesNotExist();
  }

  /** As after a clock was set back: the latest line of the journal is not of these frames. */
  @Test
  void framesThatAreOlderThanTheirLineAreNotHeldAgainstIt() throws IOException {
    String[] frames = {"frames", "--all", "--annotations", "train.csv", "--quiet"};
    assertThat(Kinetics.in(folder).run(frames).exitCode()).isLessThan(2);
    Path made = dataset.resolve("train_frames/pole_vault/AAAAAAAAAA1");
    int last = made.toFile().list().length - 1;
    Files.delete(made.resolve("frame" + last + ".jpg"));
    assertThat(verify().out()).contains("(frames)");
    Files.setLastModifiedTime(made, FileTime.from(Instant.now().minus(Duration.ofHours(1))));
    Kinetics.Result result = verify("--delete");
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.out()).contains("older than what the journal says", "0 bad, 1 not checked");
    assertThat(made.resolve("frame1.jpg")).exists();
  }

  @Test
  void asJsonForOtherPrograms() throws IOException {
    sound("AAAAAAAAAA1");
    Files.write(dataset.resolve("train/pole_vault/--AAAAAAAA2.mp4"), new byte[0]);
    Files.writeString(place("train/pole_vault/mine.mp4"), "no video");
    Kinetics.Result result = verify("--json", "--delete");
    assertThat(result.exitCode()).isEqualTo(1);
    JsonNode json = new ObjectMapper().readTree(result.out());
    assertThat(json.path("checked").path("clips").asInt()).isEqualTo(2);
    assertThat(json.path("checked").path("sound").asInt()).isEqualTo(1);
    assertThat(json.path("bad")).hasSize(1);
    assertThat(json.path("bad").path(0).path("path").asText()).endsWith("--AAAAAAAA2.mp4");
    assertThat(json.path("bad").path(0).path("rule").asText()).isEqualTo("form");
    assertThat(json.path("does_not_belong").path(0).asText()).endsWith("mine.mp4");
    assertThat(json.path("removed").asInt()).isEqualTo(1);
    assertThat(json.path("complete").asBoolean()).isTrue();
  }

  @Test
  void aMissingToolEndsWithThree() {
    Kinetics.Result result = verify("--ffmpeg", "/nowhere/ffmpeg");
    assertThat(result.exitCode()).isEqualTo(3);
    assertThat(result.err().lines()).hasSize(1);
  }

  @Test
  void whatWasMadeAnewMeanwhileIsNotRemoved() throws IOException {
    Path bad = dataset.resolve("train/pole_vault/AAAAAAAAAA1.mp4");
    cut(bad, 0.5);
    // The real ffmpeg, after which somebody puts a whole clip where the bad one was.
    Path ffmpeg = folder.resolve("ffmpeg");
    Files.writeString(
        ffmpeg,
        "#!/bin/sh\n"
            + TestTools.shell(TestTools.tools().ffmpeg().tool())
            + " \"$@\"; end=$?\n"
            + "case \"$*\" in *--AAAAAAAA2.mp4*) cp '"
            + clip
            + "' '"
            + bad
            + ".new' && mv '"
            + bad
            + ".new' '"
            + bad
            + "';; esac\n"
            + "exit $end\n");
    assertThat(ffmpeg.toFile().setExecutable(true)).isTrue();

    Kinetics.Result result =
        verify("--delete", "--num-workers", "1", "--ffmpeg", ffmpeg.toString());

    assertThat(bad).as("%s", result).hasSameBinaryContentAs(clip);
    assertThat(result.out()).contains("it changed after it was found bad").contains("0 bad");
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(verify().exitCode()).isZero();
  }

  /** A single picture, which an edit list hides: it stands from before the clip's time 0. */
  @Test
  void aClipOfWhichNoPictureIsShownIsBad() throws IOException {
    Path slides = folder.resolve("slides.mp4");
    TestTools.ffmpeg(
        List.of(
            ("-f lavfi -i testsrc=s=64x48:r=0.2:d=10 -c:v libx264 -pix_fmt yuv420p " + slides)
                .split(" ")));
    Path bad = dataset.resolve("train/pole_vault/AAAAAAAAAA1.mp4");
    TestTools.ffmpeg(
        List.of(("-ss 7 -i " + slides + " -t 3 -c copy -movflags +faststart " + bad).split(" ")));
    Kinetics.Result result = verify();
    assertThat(result.exitCode()).as("%s", result).isEqualTo(1);
    assertThat(result.out()).contains("AAAAAAAAAA1.mp4: no picture of it can be decoded (decodes)");
  }

  /** As in a dataset that is somebody else's. */
  @Test
  void whereNothingCanBeWrittenACompressedClipIsUnpackedElsewhere() throws IOException {
    Path good = place("train/pole_vault/AAAAAAAAAA1.mp4.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(good))) {
      Files.copy(clip, out);
    }
    Files.delete(dataset.resolve("train/pole_vault/AAAAAAAAAA1.mp4"));
    Files.writeString(place(".kinetics/scratch"), "no folder");
    Kinetics.Result result = verify();
    assertThat(result.exitCode()).as("%s", result).isZero();
    assertThat(result.out()).contains("2 clips", "0 bad, 0 not checked");
  }
}
