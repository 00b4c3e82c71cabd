package dev.kinetics.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.kinetics.annotations.Split;
import dev.kinetics.dataset.AtomicFile;
import dev.kinetics.dataset.Naming;
import dev.kinetics.dataset.NamingFile;
import dev.kinetics.support.FrameNumbers;
import dev.kinetics.support.Kinetics;
import dev.kinetics.support.Media;
import dev.kinetics.support.SmallDisk;
import dev.kinetics.support.TestTools;
import dev.kinetics.support.YoutubeSite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The disk becomes full in the middle of a run: it stops and says so, nothing under a final name is
 * damaged, and the same command completes the set after room is made.
 */
@EnabledOnOs(OS.LINUX) // Which alone has a way to a small disk.
class DiskIT {
  private static final int TIMES = Integer.getInteger("soak.disks", 2);
  private static final int CLIPS = 10;
  private static final int SECONDS = 2;

  // What a whole set takes, about.
  private static final long CLIP_BYTES = 2_200_000;
  private static final long FRAME_BYTES = 6_000_000;
  private static final long SOUND_BYTES = 500_000;

  private static final int FRAMES = SECONDS * Media.FRAME_RATE;

  @TempDir Path folder;
  private YoutubeSite site;
  private SmallDisk disk;
  private Path dataset;

  @BeforeEach
  void open() throws Exception {
    Path place = Files.createDirectory(folder.resolve("disk"));
    disk = SmallDisk.open(place);
    dataset = disk.folder().resolve("dataset");
    site = new YoutubeSite();
    StringBuilder list = new StringBuilder("label,youtube_id,time_start,time_end,split\n");
    for (int i = 0; i < CLIPS; i++) {
      site.video("diskVideo_" + i, Media.MP4);
      list.append("pole vault,diskVideo_").append(i).append(',').append(3 * i).append(',');
      list.append(3 * i + SECONDS).append(",train\n");
    }
    Files.writeString(folder.resolve("list.csv"), list);
  }

  @AfterEach
  void close() throws Exception {
    if (site != null) {
      site.close();
    }
    if (disk != null) {
      disk.close();
    }
  }

  @Test
  void aFullDiskStopsTheRunAndSpoilsNothing() throws Exception {
    Random random = new Random(11);
    for (int i = 0; i < TIMES; i++) {
      // At first some of it fits; then nothing at all does; then whatever comes.
      double share = i == 0 ? 0.5 : i == 1 ? 0 : random.nextDouble(0.6);
      fillsUp("download", "train/pole_vault", (long) (share * CLIP_BYTES));
      fillsUp("frames", "train_frames/pole_vault", (long) (share * FRAME_BYTES));
      fillsUp("sound", "train_sound/pole_vault", (long) (share * SOUND_BYTES));
      try (Stream<Path> all = Files.walk(dataset)) {
        for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  @Test
  void whatDoesNotFitOnAnotherDiskLeavesTheOldSetItsName() throws Exception {
    Path old = Files.createDirectories(disk.folder().resolve("frames"));
    Files.write(old.resolve("frame0.jpg"), new byte[100_000]);
    Path made = Files.createDirectory(folder.resolve("made"));
    Files.write(made.resolve("frame0.jpg"), new byte[200_000]);
    disk.fill(20_000);
    assertThatThrownBy(() -> AtomicFile.moveInto(made, old)).isInstanceOf(IOException.class);
    assertThat(old.resolve("frame0.jpg")).hasSize(100_000);
    assertThat(made.resolve("frame0.jpg")).exists();
    try (Stream<Path> left = Files.list(disk.folder())) {
      assertThat(left.map(path -> path.getFileName().toString()))
          .noneMatch(name -> name.endsWith(AtomicFile.PARTIAL_ENDING));
    }
  }

  /** A renaming copies from disk to disk, and a kill after the copy leaves two of a file. */
  @Test
  void aRenamingBetweenDisksIsEndedByTheSameCommand() throws Exception {
    Path root = folder.resolve("dataset");
    Path clips = Files.createDirectories(disk.folder().resolve("valid/pole_vault"));
    Files.createDirectories(root);
    Files.createSymbolicLink(root.resolve("train"), disk.folder().resolve("other"));
    Files.createSymbolicLink(root.resolve("valid"), clips.getParent());
    StringBuilder list = new StringBuilder("label,youtube_id,time_start,time_end,split\n");
    for (int i = 0; i < 3; i++) {
      list.append("pole vault,diskVideo_").append(i).append(",0,2,validate\n");
      Files.writeString(clips.resolve("diskVideo_" + i + ".mp4"), "clip " + i);
    }
    Files.writeString(folder.resolve("valid.csv"), list);
    String[] rename = {"rename", "--annotations", "valid.csv", "--split-dirs", "train,val,test"};
    NamingFile.beginRenaming(
        root,
        Naming.DEFAULT,
        new Naming(
            Naming.DEFAULT.clipNames(),
            Naming.DEFAULT.classFolders(),
            Map.of(Split.TRAIN, "train", Split.VALID, "val", Split.TEST, "test")));
    Path half = Files.createDirectories(root.resolve("val/pole_vault"));
    Files.copy(clips.resolve("diskVideo_1.mp4"), half.resolve("diskVideo_1.mp4"));

    Kinetics.Result result = Kinetics.in(folder).run(rename);

    assertThat(result.exitCode()).as("%s", result).isZero();
    for (int i = 0; i < 3; i++) {
      assertThat(half.resolve("diskVideo_" + i + ".mp4")).hasContent("clip " + i);
    }
    assertThat(clips.getParent()).isDirectory();
    assertThat(root.resolve("train")).isSymbolicLink();
    assertThat(root.resolve("valid")).isSymbolicLink();
    // In a folder that stays, too.
    Kinetics.Result times =
        Kinetics.in(folder).run("rename", "--annotations", "valid.csv", "--naming", "id-times");
    assertThat(times.exitCode()).as("%s", times).isZero();
    assertThat(root.resolve("train")).isSymbolicLink();
    assertThat(half.resolve("diskVideo_0_000000_000002.mp4")).exists();
  }

  @Test
  void whatIsMadeOfClipsSaysWhichDiskIsFull() throws Exception {
    Path clips = Files.createDirectories(folder.resolve("dataset/train/pole_vault"));
    String length = Integer.toString(SECONDS);
    Path clip = clips.resolve("diskVideo_0.mp4");
    TestTools.ffmpeg(
        List.of("-i", Media.MP4.file().toString(), "-t", length, "-c", "copy", clip.toString()));
    for (List<String> words :
        List.of(
            List.of("export", "webdataset", "--out"),
            List.of("export", "dmvr", "--sound", "22050", "--out"),
            List.of("frames", "--output-dir"),
            List.of("sound", "--output-dir"),
            List.of("resize", "--short-side", "180", "--output-dir"),
            List.of("report", "--out"))) {
      Path made = disk.folder().resolve(words.get(0) + words.get(1).replace("-", ""));
      List<String> command = new ArrayList<>(words);
      command.addAll(List.of(made.toString(), "--all", "--annotations", "list.csv"));
      disk.fill(20_000);

      Kinetics.Result full = Kinetics.in(folder).run(command.toArray(String[]::new));

      assertThat(full.exitCode()).as("%s", full).isEqualTo(4);
      assertThat(full.err().lines().filter(line -> line.startsWith("kinetics: ")))
          .as("%s", full)
          .singleElement()
          .asString()
          .contains("the disk of " + made, "is full");
      disk.makeRoom();
      Kinetics.Result done = Kinetics.in(folder).run(command.toArray(String[]::new));
      assertThat(done.exitCode()).as("%s", done).isLessThan(2);
    }
  }

  /**
   * ffmpeg ends with 0 where the rest of a track finds no room, and its head tells of all of it.
   */
  @Test
  void aTrackThatIsCutOffByTheDiskIsNone() throws Exception {
    Path clips = Files.createDirectories(folder.resolve("dataset/train/pole_vault"));
    Path clip = clips.resolve("diskVideo_0.mp4");
    TestTools.ffmpeg(
        List.of("-i", Media.MP4.file().toString(), "-t", "10", "-c", "copy", clip.toString()));
    Path made = disk.folder().resolve("made");
    for (int left = 40_000; left <= 160_000; left += 40_000) {
      disk.fill(left);

      Kinetics.Result full =
          Kinetics.in(folder)
              .run("sound", "--all", "--annotations", "list.csv", "--output-dir", made.toString());

      Path track = made.resolve("train_sound/pole_vault/diskVideo_0.mp3");
      assertThat(full.exitCode()).as("%s bytes left: %s", left, full).isEqualTo(4);
      assertThat(track).as("%s bytes left", left).doesNotExist();
      disk.makeRoom();
    }
  }

  /** Runs the job with so many bytes left, and again with enough. */
  private void fillsUp(String job, String made, long left) throws IOException {
    String when = job + " with " + left + " bytes left";
    disk.fill(left);

    Kinetics.Result full = run(job);

    assertThat(full.exitCode()).as("%s: %s", when, full).isEqualTo(4);
    assertThat(full.err()).as(when).containsAnyOf("is full", "No space left").contains("make room");
    assertWhole(dataset.resolve(made), when);
    assertThat(count(dataset.resolve(made))).as("%s: %s", when, full).isLessThan(CLIPS);
    if (left > 0) {
      assertThat(full.out()).as(when).contains("not reached");
    }

    disk.makeRoom();
    Kinetics.Result done = run(job);

    assertThat(done.exitCode()).as("after %s: %s", when, done).isZero();
    assertThat(count(dataset.resolve(made))).as("after %s", when).isEqualTo(CLIPS);
    assertWhole(dataset.resolve(made), "after " + when);
    for (String log : List.of("failed.txt", "failed_frames.txt", "failed_sound.txt")) {
      if (Files.exists(dataset.resolve(log))) {
        assertThat(dataset.resolve(log)).as("after %s", when).isEmptyFile();
      }
    }
    assertThat(count(dataset.resolve(".kinetics/scratch"))).as("after %s", when).isZero();
  }

  private Kinetics.Result run(String job) {
    return Kinetics.in(folder)
        .with(site.environment())
        .run(
            job,
            "--all",
            "--annotations",
            "list.csv",
            "--dataset-dir",
            dataset.toString(),
            "--num-workers",
            "2");
  }

  private static int count(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return 0;
    }
    try (Stream<Path> files = Files.list(folder)) {
      return (int) files.count();
    }
  }

  private static void assertWhole(Path folder, String when) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        String name = file.toString();
        if (name.endsWith(".mp4")) {
          assertThat(FrameNumbers.of(file)).as("%s, %s", file, when).hasSize(FRAMES);
        } else if (name.endsWith(".mp3")) {
          assertThat(TestTools.probe(file).seconds())
              .as("%s, %s", file, when)
              .isCloseTo(SECONDS, within(0.1));
        } else {
          assertThat(name).endsWith(".jpg");
          assertThat(count(file.getParent()))
              .as("%s, %s", file.getParent(), when)
              .isEqualTo(FRAMES);
          assertThat(ImageIO.read(file.toFile())).as("%s, %s", file, when).isNotNull();
        }
      }
    }
  }
}
