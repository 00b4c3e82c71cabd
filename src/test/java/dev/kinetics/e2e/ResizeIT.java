package dev.kinetics.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kinetics.ffmpeg.Probe;
import dev.kinetics.ffmpeg.VideoStream;
import dev.kinetics.media.KeyFrames;
import dev.kinetics.support.HandMadeDataset;
import dev.kinetics.support.Kinetics;
import dev.kinetics.support.TestTools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clips are brought to one size, in place under kills, and into another folder. */
class ResizeIT {
  private static final int KILLS = Integer.getInteger("soak.kills", 4);
  private static final int CLIPS = 4;
  private static final String[] RESIZE = {
    "resize", "--all", "--annotations", "list.csv", "--short-side", "96", "--num-workers", "1"
  };

  @TempDir Path folder;
  private HandMadeDataset dataset;
  private Path clip;

  @BeforeEach
  void make() {
    dataset = new HandMadeDataset(folder);
    clip = video("640x360", 10, "250");
    for (int i = 0; i < CLIPS; i++) {
      dataset.add("bigVideo__" + i, clip);
    }
  }

  private Path video(String size, int seconds, String gop) {
    String of = "=duration=" + seconds;
    return dataset.make(
        size + gop,
        List.of(
            "-f",
            "lavfi",
            "-i",
            "testsrc2" + of + ":size=" + size + ":rate=25",
            "-f",
            "lavfi",
            "-i",
            "sine" + of,
            "-c:v",
            "libx264",
            "-preset",
            "ultrafast",
            "-g",
            gop,
            "-pix_fmt",
            "yuv420p",
            "-c:a",
            "aac",
            "-shortest"));
  }

  private List<Path> clips(String root) throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve(root).resolve("train/pole_vault"))) {
      return files.sorted().toList();
    }
  }

  /** How many are small already; each is whole. */
  private long small() throws IOException {
    long small = 0;
    for (Path file : clips("dataset")) {
      Probe probe = TestTools.probe(file);
      assertThat(probe.video().orElseThrow().frames()).as("%s", file).isEqualTo(250);
      assertThat(probe.audio()).as("%s", file).isPresent();
      int height = probe.video().get().height();
      assertThat(height).isIn(96, 360);
      small += height == 96 ? 1 : 0;
    }
    return small;
  }

  @Test
  void inPlaceUnderKills() throws Exception {
    Kinetics kinetics = Kinetics.in(folder);
    Random random = new Random(7);
    long before = 0;
    for (int i = 0; i < KILLS; i++) {
      try (Kinetics.Run run = kinetics.start(RESIZE)) {
        Thread.sleep(600 + random.nextInt(1_000));
        run.signalGroup("KILL");
        run.await();
      }
      assertThat(clips("dataset")).hasSize(CLIPS);
      long now = small();
      assertThat(now).isGreaterThanOrEqualTo(before);
      before = now;
    }
    Kinetics.Result result = kinetics.run(RESIZE);
    assertThat(result.exitCode()).as("%s", result).isZero();
    assertThat(small()).isEqualTo(CLIPS);
    for (Path file : clips("dataset")) {
      assertThat(KeyFrames.largestGap(file)).isBetween(1, 16);
    }
    Path first = clips("dataset").get(0);
    byte[] content = Files.readAllBytes(first);
    Kinetics.Result again = kinetics.run(RESIZE);
    assertThat(again.exitCode()).as("%s", again).isZero();
    assertThat(again.out()).contains("there already");
    assertThat(first).hasBinaryContent(content);

    assertThat(dataset.run("verify").exitCode()).isZero();
    JsonNode stats = new ObjectMapper().readTree(dataset.run("stats", "--json").out());
    assertThat(stats.at("/histograms/resolution/170x96").asInt()).isEqualTo(CLIPS);
    // The folder of a run that was killed at its birth may stay for a minute; nothing is in it.
    try (Stream<Path> scratch = Files.walk(folder.resolve("dataset/.kinetics/scratch"))) {
      assertThat(scratch.filter(file -> file.toString().endsWith(".mp4"))).isEmpty();
    }
    assertThat(journal()).contains("of 640x360", "short side 96, gop 16");
  }

  /** A run that is killed after a clip is in its place has not booked it: the next one does. */
  @Test
  void whatWasNotBookedIsBookedByTheNextRun() throws Exception {
    assertThat(dataset.run("resize", "--all", "--short-side", "180").exitCode()).isZero();
    Path small = video("170x96", 10, "16");
    Files.copy(small, clips("dataset").get(1), StandardCopyOption.REPLACE_EXISTING);
    Kinetics.Result result = Kinetics.in(folder).run(RESIZE);
    assertThat(result.exitCode()).as("%s", result).isZero();
    assertThat(clips("dataset").get(1)).hasSameBinaryContentAs(small);
    JsonNode stats = new ObjectMapper().readTree(dataset.run("stats", "--json").out());
    assertThat(stats.at("/histograms/resolution/170x96").asInt()).isEqualTo(CLIPS);
    assertThat(Kinetics.in(folder).run(RESIZE).out()).containsPattern("there already +" + CLIPS);
  }

  @Test
  void intoAnotherFolder() throws Exception {
    dataset.add("fitsAsItIs_", video("170x96", 10, "10"));
    byte[] bytes = Files.readAllBytes(clip);
    dataset.add("cutOffClip_", Arrays.copyOf(bytes, bytes.length / 2));
    Kinetics.Result result =
        dataset.run(
            "resize",
            "--all",
            "--short-side",
            "96",
            "--no-audio",
            "--fps",
            "5",
            "--gop",
            "5",
            "--output-dir",
            "small");
    assertThat(result.exitCode()).as("%s", result).isEqualTo(1);
    assertThat(result.out()).contains("damaged");
    assertThat(folder.resolve("small/failed_resize.txt")).hasContent("cutOffClip_\n");
    assertThat(clips("small")).hasSize(CLIPS + 1);
    for (Path file : clips("small")) {
      Probe probe = TestTools.probe(file);
      assertThat(probe.audio()).isEmpty();
      assertThat(probe.video().orElseThrow().height()).isEqualTo(96);
      assertThat(probe.video().get().frames()).isEqualTo(50);
      assertThat(KeyFrames.largestGap(file)).isBetween(1, 5);
    }
    assertThat(clip).hasBinaryContent(Files.readAllBytes(clips("dataset").get(0)));

    Kinetics.Result linked =
        dataset.run(
            "resize", "--classes", "pole vault", "--short-side", "96", "--output-dir", "linked");
    assertThat(linked.exitCode()).as("%s", linked).isEqualTo(1);
    assertThat(folder.resolve("linked/train/pole_vault/fitsAsItIs_.mp4"))
        .hasSameBinaryContentAs(folder.resolve("dataset/train/pole_vault/fitsAsItIs_.mp4"));
    assertThat(dataset.run("verify", "--dataset-dir", "linked").exitCode()).isZero();
  }

  @Test
  void framesInPlaceOfClips() throws Exception {
    Kinetics.Result first =
        dataset.run("frames", "--all", "--fps", "2", "--short-side", "32", "--max-clips", "2");
    assertThat(first.exitCode()).as("%s", first).isZero();
    String[] frames = {"frames", "--all", "--fps", "2", "--short-side", "32", "--delete-clips"};
    Kinetics.Result result = dataset.run(frames[0], Arrays.copyOfRange(frames, 1, frames.length));
    assertThat(result.exitCode()).as("%s", result).isZero();
    assertThat(dataset.names("train/pole_vault")).isEmpty();
    assertThat(dataset.names("train_frames/pole_vault")).hasSize(CLIPS);
    assertThat(dataset.names("train_frames/pole_vault/bigVideo__0")).hasSize(20);

    assertThat(dataset.run("verify").exitCode()).isZero();
    Kinetics.Result download = dataset.run("download", "--all", "--dry-run");
    assertThat(download.out()).contains("there already            " + CLIPS);
    JsonNode stats = new ObjectMapper().readTree(dataset.run("stats", "--json").out());
    assertThat(stats.path("frames_alone").asInt()).isEqualTo(CLIPS);
    assertThat(dataset.run("meta", "frames", "--save", "m/k").exitCode()).isZero();
    assertThat(new ObjectMapper().readTree(folder.resolve("m/k_400_train.json").toFile()))
        .hasSize(CLIPS);
    Files.delete(folder.resolve("dataset/train_frames/pole_vault/bigVideo__0/frame3.jpg"));
    assertThat(dataset.run("verify").exitCode()).isEqualTo(1);
  }

  @Test
  void whatHasNoMeaningIsRefused() {
    assertThat(dataset.run("resize", "--all").exitCode()).isEqualTo(2);
    assertThat(dataset.run("resize", "--all", "--short-side", "96", "--max-height", "9").exitCode())
        .isEqualTo(2);
    assertThat(dataset.run("resize", "--all", "--short-side", "96", "--overwrite").exitCode())
        .isEqualTo(2);
  }

  private String journal() throws IOException {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> files = Files.list(folder.resolve("dataset/.kinetics/journal"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".jsonl")).toList()) {
        all.append(Files.readString(file));
      }
    }
    return all.toString();
  }

  /** Each has the size as it is stored, and another as it is shown. */
  @Test
  void whatIsTurnedOrAnamorphicIsBroughtUprightAndToSquarePixels() throws IOException {
    Path wide =
        dataset.make(
            "wide",
            List.of(
                "-f",
                "lavfi",
                "-i",
                "testsrc2=duration=10:size=96x96:rate=25,setsar=16/9",
                "-pix_fmt",
                "yuv420p"));
    Path turned = folder.resolve("turned.mp4");
    String small = video("170x96", 10, "16").toString();
    TestTools.ffmpeg(List.of("-display_rotation", "90", "-i", small, "-c", "copy", turned + ""));
    dataset.add("isTurned___", turned);
    dataset.add("isWide_____", wide);
    Kinetics.Result result = Kinetics.in(folder).run(RESIZE);
    assertThat(result.exitCode()).as("%s", result).isZero();
    for (String id : List.of("isTurned___ 96x170", "isWide_____ 170x96")) {
      Path file = folder.resolve("dataset/train/pole_vault/" + id.split(" ")[0] + ".mp4");
      VideoStream made = TestTools.probe(file).video().orElseThrow();
      assertThat(made.width() + "x" + made.height()).isEqualTo(id.split(" ")[1]);
      assertThat(made.rotation()).isZero();
      assertThat(made.hasSquarePixels()).isTrue();
    }
  }
}
