package dev.kinetics.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kinetics.media.MediaFile;
import dev.kinetics.media.Mp4Structure;
import dev.kinetics.support.HandMadeDataset;
import dev.kinetics.support.Kinetics;
import dev.kinetics.support.TestTools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes into an export, with which index, and what it may remove. */
class ExportChoicesIT {
  @TempDir Path home;
  private HandMadeDataset dataset;
  private Path clip;

  @BeforeEach
  void make() {
    dataset = new HandMadeDataset(home);
    clip = video("plain", "testsrc2=duration=10:size=96x64:rate=5", "-g", "5");
    dataset.add("plainclip_1", clip);
  }

  private Path video(String name, String picture, String... more) {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("-f", "lavfi", "-i", picture, "-f", "lavfi"));
    arguments.addAll(List.of("-i", "sine=duration=10", "-c:v", "libx264", "-c:a", "aac"));
    arguments.addAll(List.of("-preset", "ultrafast", "-pix_fmt", "yuv420p"));
    arguments.addAll(List.of(more));
    return dataset.make(name, arguments);
  }

  private Kinetics.Result run(int exitCode, String... words) {
    Kinetics.Result result = Kinetics.in(home).run(words);
    assertThat(result.exitCode()).as("%s", result).isEqualTo(exitCode);
    return result;
  }

  private String[] of(String format, String out, String... more) {
    List<String> words = new ArrayList<>(List.of("export", format, "--out", out));
    words.addAll(List.of("--annotations", "list.csv", "--quiet"));
    words.addAll(List.of(more));
    return words.toArray(String[]::new);
  }

  @Test
  void onlyWhatAnExportHasMadeIsReplaced() throws IOException {
    run(0, of("lists", "out"));
    run(0, of("webdataset", "out/tars"));
    Path data = Files.createDirectories(home.resolve("out/dataset/train/pole_vault"));
    Files.copy(clip, data.resolve("plainclip_1.mp4"));
    Files.writeString(home.resolve("out/notes.txt"), "mine");
    dataset.add("another_1__", clip);
    for (String mine : List.of("dataset", "notes.txt", "tars")) {
      Kinetics.Result refused = run(2, of("lists", "out", "--overwrite"));
      assertThat(refused.err()).contains("nothing is removed");
      assertThat(home.resolve("out/tars/train/00000.tar")).exists();
      assertThat(home.resolve("out/train.csv")).content().hasLineCount(1);
      Path there = home.resolve("out").resolve(mine);
      assertThat(there).exists();
      Files.move(there, home.resolve("moved-" + mine));
    }
    run(0, of("lists", "out", "--overwrite"));
    assertThat(home.resolve("out/train.csv")).content().hasLineCount(2);
    for (String format : List.of("tree", "webdataset", "dmvr")) {
      run(0, of(format, format, "--splits", "train"));
      dataset.add("more_" + format.substring(0, 4) + "__", clip);
      run(0, of(format, format, "--splits", "train", "--overwrite"));
    }
  }

  @Test
  void theWholeListCountsWhateverIsSelected() throws IOException {
    Path lists = Files.createDirectory(home.resolve("lists"));
    String header = "label,youtube_id,time_start,time_end,split\n";
    Files.writeString(lists.resolve("train.csv"), header + "aaa,first_aaa__,0,10,train\n");
    Files.writeString(lists.resolve("validate.csv"), header + "bbb,second_bbb_,0,10,validate\n");
    Files.writeString(lists.resolve("test.csv"), header + "0first,third_0____,0,10,test\n");
    for (String file :
        List.of("train/aaa/first_aaa__", "valid/bbb/second_bbb_", "test/third_0____")) {
      Path target = dataset.file(file + ".mp4");
      Files.createDirectories(target.getParent());
      Files.copy(clip, target);
    }
    for (String split : List.of("train", "valid")) {
      run(
          0,
          "export",
          "lists",
          "--out",
          split,
          "--annotations",
          "lists",
          "--splits",
          split,
          "--quiet");
      assertThat(home.resolve(split + "/classes.txt")).hasContent("0first\naaa\nbbb\n");
    }
    assertThat(home.resolve("train/train.csv")).content().endsWith(" 1\n");
    assertThat(home.resolve("valid/val.csv")).content().endsWith(" 2\n");
    run(
        0,
        "export",
        "lists",
        "--out",
        "dense",
        "--annotations",
        "lists",
        "--labels",
        "dense",
        "--test",
        "labelled",
        "--quiet");
    assertThat(home.resolve("dense/test.csv")).content().endsWith(" 0\n");
  }

  /**
   * As {@code --cut copy} leaves a clip: pictures from its key frame on, hidden by an edit list.
   */
  private byte[] hiding() throws IOException {
    Path copied = home.resolve("copied.mp4");
    TestTools.ffmpeg(
        List.of(
            "-ss",
            "3",
            "-i",
            video("long", "testsrc2=duration=14:size=96x64:rate=5", "-g", "50").toString(),
            "-t",
            "6",
            "-c",
            "copy",
            copied.toString()));
    assertThat(Mp4Structure.read(copied).flatMap(MediaFile::picture).orElseThrow().hiddenSeconds())
        .isGreaterThan(1);
    return Files.readAllBytes(copied);
  }

  @Test
  void hiddenPicturesAreFoundAmongMany() throws IOException {
    byte[] hiding = hiding();
    for (int i = 0; i < 2100; i++) {
      Path target = dataset.name("train", "pole vault", String.format("linked_%04d", i));
      Files.createLink(target, clip);
    }
    dataset.add("hiding_____", hiding);
    dataset.addCompressed("hidinggzip_", HandMadeDataset.gzip(hiding));
    for (int i = 0; i < 2; i++) {
      run(0, of("lists", "out" + i));
      for (String name : List.of("hiding_____", "hidinggzip_")) {
        Path made =
            home.resolve("out" + i + "/kinetics400/videos_train/pole_vault/" + name + ".mp4");
        MediaFile.Picture picture =
            Mp4Structure.read(made).flatMap(MediaFile::picture).orElseThrow();
        assertThat(picture.hiddenSeconds()).as(name).isZero();
        assertThat(picture.frames()).as(name).isEqualTo(30);
      }
    }
  }

  @Test
  void aClipThatBeginsLateIsNotWhole() {
    Path late = video("late", "testsrc2=duration=4:size=96x64:rate=5", "-output_ts_offset", "7");
    dataset.add("lateclip___", late);
    Kinetics.Result result = run(1, of("lists", "out"));
    assertThat(result.out()).contains("left out, not whole: 1");
  }

  @Test
  void tracksAndFramesAreWholeOrLeftOut() throws IOException {
    dataset.add("another_1__", clip);
    for (String[] job :
        List.of(new String[] {"frames"}, new String[] {"sound", "--format", "wav"})) {
      List<String> words = new ArrayList<>(Arrays.asList(job));
      words.addAll(List.of("--all", "--annotations", "list.csv", "--quiet"));
      run(0, words.toArray(String[]::new));
    }
    Files.delete(dataset.file("train_frames/pole_vault/another_1__/frame7.jpg"));
    Path track = dataset.file("train_sound/pole_vault/another_1__.wav");
    Files.write(track, Arrays.copyOf(Files.readAllBytes(track), 20_000));

    Kinetics.Result lists = run(1, of("lists", "lists"));
    assertThat(lists.out()).contains("left out, their frames alone, not whole: 1");
    assertThat(lists.err()).contains("'kinetics verify' names what is not whole");
    assertThat(home.resolve("lists/train.csv")).content().hasLineCount(2);
    assertThat(home.resolve("lists/kinetics400/kinetics400_train_list_rawframes.txt"))
        .hasContent("pole_vault/plainclip_1 50 253\n");

    Kinetics.Result tree = run(1, of("tree", "tree", "--sound", "--splits", "train"));
    assertThat(tree.out()).contains("left out, not whole: 1");
    assertThat(home.resolve("tree/README.md"))
        .content()
        .contains("train/*/*.wav")
        .doesNotContain("mp3");
    assertThat(run(2, of("tree", "t", "--sound", "--videos", "encode")).err()).contains("--sound");
    // Of frames alone, too, as many as are there.
    Files.delete(dataset.file("train/pole_vault/plainclip_1.mp4"));
    run(
        0,
        of(
            "webdataset",
            "frames",
            "--frames",
            "--max-clips",
            "1",
            "--of",
            "there",
            "--classes",
            "pole vault",
            "--seed",
            "1"));
    assertThat(home.resolve("frames/README.md")).content().doesNotContain("load_dataset");
  }

  @Test
  void aTreeHasNoFolderOfAClassWithoutClips() throws IOException {
    Path other = dataset.name("train", "yoga", "yogaclip__1");
    Files.copy(clip, other);
    for (String label : List.of("pole vault", "yoga")) {
      Files.copy(clip, dataset.name("valid", label, "valid_" + label.charAt(0) + "_12"));
    }
    // Damaged where its boxes do not tell; a bystander keeps the class.
    byte[] bytes = Files.readAllBytes(clip);
    Arrays.fill(bytes, bytes.length / 2, bytes.length - 100, (byte) 0x55);
    Path bad = dataset.file("valid/yoga/valid_y_12.mp4");
    Files.write(bad, bytes);
    Kinetics.Result result = run(1, of("tree", "out", "--videos", "encode", "--short-side", "32"));
    assertThat(result.err()).contains("valid lacks 1 of the classes, such as 'yoga'");
    run(1, of("tree", "out", "--videos", "encode", "--short-side", "32", "--force"));
    assertThat(home.resolve("out/val/yoga")).doesNotExist();
    assertThat(home.resolve("out/val/pole_vault")).isDirectory();
  }

  @Test
  void aBadClipOfAClassOfItsOwnIsToldOf() throws IOException {
    byte[] bytes = Files.readAllBytes(clip);
    Files.write(
        dataset.name("train", "yoga", "yogaclip__1"), Arrays.copyOf(bytes, bytes.length / 2));
    Kinetics.Result result = run(1, of("tree", "out"));
    assertThat(result.out()).contains("left out, not whole: 1").doesNotContain("without a label");
    assertThat(run(1, of("tree", "dense", "--labels", "dense")).out()).contains("not whole: 1");
  }

  @Test
  void theClipsOfValidStandForTheTestSet() throws IOException {
    Files.copy(clip, dataset.name("valid", "pole vault", "validclip_1"));
    run(0, of("webdataset", "tars", "--test", "val"));
    assertThat(home.resolve("tars/test/00000.tar"))
        .hasSameBinaryContentAs(home.resolve("tars/val/00000.tar"));
    run(0, of("tree", "tree", "--test", "val"));
    for (String out : List.of("tars", "tree")) {
      assertThat(home.resolve(out).resolve("README.md")).content().contains("- split: test\n");
    }
  }

  @Test
  void aSampleTellsOfWhatIsInIt() throws IOException {
    Path odd = home.resolve("odd.mkv");
    TestTools.ffmpeg(
        List.of(
            "-i", clip.toString(), "-vf", "scale=99:65", "-pix_fmt", "yuv444p", odd.toString()));
    Path there = dataset.name("train", "yoga", "oddclip___1");
    Files.copy(odd, there.resolveSibling("oddclip___1.mkv"));
    run(0, of("webdataset", "tars", "--classes", "yoga"));
    try (TarFile tar = new TarFile(home.resolve("tars/train/00000.tar"))) {
      for (TarArchiveEntry entry : tar.getEntries()) {
        Path file = home.resolve(entry.getName());
        Files.copy(tar.getInputStream(entry), file);
      }
    }
    JsonNode facts =
        new ObjectMapper().readTree(home.resolve("oddclip___1_000000_000010.json").toFile());
    MediaFile.Picture picture =
        Mp4Structure.read(home.resolve("oddclip___1_000000_000010.mp4"))
            .flatMap(MediaFile::picture)
            .orElseThrow();
    assertThat(facts.get("width").asInt()).isEqualTo(picture.width());
    assertThat(facts.get("height").asInt()).isEqualTo(picture.height());
  }

  @Test
  void whatNoPathMayHoldIsRefused() throws IOException {
    for (String separator : List.of("-", ".", "_", "a", "7")) {
      assertThat(run(2, of("lists", "out", "--separator", separator)).err())
          .contains("--separator");
    }
    // What Python's str.split() takes for a blank.
    Files.copy(clip, dataset.name("train", "wide\u3000blank", "wideblank_1"));
    assertThat(run(2, of("lists", "out", "--splits", "train")).err()).contains("has a blank");
  }
}
