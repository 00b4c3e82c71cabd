package dev.kinetics.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kinetics.support.FrameNumbers;
import dev.kinetics.support.Kinetics;
import dev.kinetics.support.Media;
import dev.kinetics.support.TestTools;
import dev.kinetics.support.Tone;
import dev.kinetics.support.YoutubeSite;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code download --also} makes what the three commands make, from one decoding. */
class AlsoIT {
  private static final List<String> IDS =
      List.of("together___", "apart______", "soundless__", "webm_______");

  @TempDir Path folder;
  private YoutubeSite site;

  @BeforeEach
  void open() throws IOException {
    site = new YoutubeSite();
    site.video("together___", Media.MP4)
        .video("apart______", Media.VIDEO_ONLY_720P, Media.AUDIO_ONLY)
        .video("soundless__", Media.MP4_SILENT)
        .video("webm_______", Media.WEBM_VP9);
    StringBuilder list = new StringBuilder("label,youtube_id,time_start,time_end,split\n");
    IDS.forEach(id -> list.append("pole vault,").append(id).append(",3,9,train\n"));
    Files.writeString(folder.resolve("list.csv"), list);
  }

  @AfterEach
  void close() {
    site.close();
  }

  private Kinetics.Result run(String dataset, String subcommand, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(subcommand, "--all", "--annotations", "list.csv", "--dataset-dir", dataset));
    arguments.addAll(List.of(more));
    Kinetics.Result result =
        Kinetics.in(folder).with(site.environment()).run(arguments.toArray(String[]::new));
    assertThat(result.exitCode()).as("%s", result).isZero();
    return result;
  }

  private Path frame(String dataset, String id, int number) {
    return folder.resolve(dataset + "/train_frames/pole_vault/" + id + "/frame" + number + ".jpg");
  }

  private Path sound(String dataset, String id) {
    return folder.resolve(dataset + "/train_sound/pole_vault/" + id + ".mp3");
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static int samples(Path track) {
    return TestTools.ffmpeg(
                List.of("-i", track.toString(), "-ac", "1", "-ar", "8000", "-f", "s16le", "-"))
            .length
        / 2;
  }

  private void assertSame(String dataset) throws IOException {
    for (String id : IDS) {
      Path frames = frame(dataset, id, 0).getParent();
      assertThat(names(frames)).as(id).isEqualTo(names(frame("apart", id, 0).getParent()));
      BufferedImage expected = ImageIO.read(frame("apart", id, 0).toFile());
      BufferedImage made = ImageIO.read(frame(dataset, id, 0).toFile());
      assertThat(List.of(made.getWidth(), made.getHeight()))
          .isEqualTo(List.of(expected.getWidth(), expected.getHeight()));
      assertThat(FrameNumbers.of(frames.resolve("frame%d.jpg")))
          .as(id)
          .isEqualTo(FrameNumbers.of(frame("apart", id, 0).resolveSibling("frame%d.jpg")));
      if (id.startsWith("soundless")) {
        assertThat(sound(dataset, id)).doesNotExist();
        continue;
      }
      assertThat(samples(sound(dataset, id)))
          .isCloseTo(samples(sound("apart", id)), within(2 * 1152 * 8000 / 44_100));
      for (int second = 0; second < 6; second++) {
        assertThat(Tone.hertz(sound(dataset, id), second + 0.05, 0.9))
            .isCloseTo(Tone.hertzInSecond(second + 3), within(2.0));
      }
    }
    assertThat(folder.resolve(dataset + "/no_sound.txt")).hasContent("soundless__\n");
    assertThat(folder.resolve(dataset + "/.kinetics/scratch")).isEmptyDirectory();
  }

  @Test
  void makesWhatTheThreeCommandsMake() throws IOException {
    run("apart", "download");
    run("apart", "frames");
    run("apart", "sound");

    Kinetics.Result also = run("also", "download", "--also", "frames,sound");
    assertThat(also.out()).containsPattern("done +4");
    assertSame("also");
    assertThat(names(folder.resolve("also/train/pole_vault")))
        .isEqualTo(names(folder.resolve("apart/train/pole_vault")));
    // Made from the download's own decoding, and booked for the jobs whose work it is.
    assertThat(run("also", "frames").out()).containsPattern("there already +4");
    assertThat(run("also", "sound").out()).containsPattern("there already +3");
    assertThat(run("also", "verify").out()).contains("0 bad");

    long sent = site.bytesSent("/");
    run("none", "download", "--also", "frames,sound", "--no-clips");
    assertSame("none");
    assertThat(folder.resolve("none/train")).doesNotExist();
    long once = site.bytesSent("/") - sent;
    assertThat(run("none", "download", "--also", "frames,sound", "--no-clips").out())
        .containsPattern("there already +4");
    assertThat(site.bytesSent("/") - sent).isEqualTo(once);
    framesAreNotAskedForAgain();
  }

  /** Who keeps no clips is not told to fetch them, but what the frames are good for. */
  private void framesAreNotAskedForAgain() throws IOException {
    String[] lists = {
      "export", "lists", "--annotations", "list.csv", "--dataset-dir", "none", "--out", "lists"
    };
    Kinetics.Result refused = Kinetics.in(folder).run(lists);
    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.err())
        .contains("'kinetics export webdataset --frames'")
        .doesNotContain("kinetics download");
    run("none", "report", "--no-samples");
    assertThat(folder.resolve("report.html"))
        .content()
        .contains("4 clips have frames but no clip", "kinetics export webdataset --frames --out")
        .doesNotContain("kinetics download");
    assertThat(run("none", "stats").out())
        .contains("their frames are: 4 clips; 'kinetics export webdataset --frames'");
    String[] tars = lists.clone();
    tars[1] = "webdataset";
    tars[tars.length - 1] = "tars";
    List<String> frames = new ArrayList<>(List.of(tars));
    frames.add("--frames");
    Kinetics.Result packed = Kinetics.in(folder).run(frames.toArray(String[]::new));
    assertThat(packed.exitCode()).as("%s", packed).isZero();
    assertThat(packed.out()).contains("train: 4 clips");
  }

  @Test
  void completesWhatIsThereOrStaysAsItsSourceHasIt() throws IOException {
    run("apart", "download");
    run("apart", "frames");
    run("apart", "sound");
    Files.createDirectories(folder.resolve("half"));
    Files.move(folder.resolve("apart/train"), folder.resolve("half/train"));
    Files.delete(folder.resolve("half/train/pole_vault/together___.mp4"));

    Kinetics.Result result = run("half", "download", "--also", "frames,sound");

    assertThat(result.out()).containsPattern("there already +3");
    assertSame("half");
    run("copied", "download", "--also", "frames,sound", "--cut", "copy");
    assertSame("copied");
  }

  @Test
  void refusesWhatDoesNotGoTogether() {
    for (List<String> options :
        List.of(
            List.of("--no-clips"),
            List.of("--also", "frames", "--no-clips", "--compress"),
            List.of("--also", "frames", "--quality", "101"),
            List.of("--also", "sound", "--sampling-rate", "44000"))) {
      List<String> arguments =
          new ArrayList<>(List.of("download", "--all", "--annotations", "list.csv"));
      arguments.addAll(options);
      Kinetics.Result result = Kinetics.in(folder).run(arguments.toArray(String[]::new));
      assertThat(result.exitCode()).as("%s", result).isEqualTo(2);
      assertThat(folder.resolve("dataset")).doesNotExist();
    }
  }
}
