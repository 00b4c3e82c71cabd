package dev.kinetics.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kinetics.support.FrameNumbers;
import dev.kinetics.support.Kinetics;
import dev.kinetics.support.Media;
import dev.kinetics.support.TestTools;
import dev.kinetics.support.Tone;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Clips in containers whose stamps do not count from 0: they are as whole as the same media in an
 * mp4, and what is made of them is in step.
 */
class OwnTimeIT {
  private static final String BOTH = "-t 4 -i MP4 -c copy -output_ts_offset ";
  private static final String LATE_PICTURE = "-t 4 -i MP4 -map 0:v -map 1:a -t 4 -c copy";
  private static final String LATE_SOUND = "-t 4 -i MP4 -map 1:v -map 0:a -t 4 -c copy";

  @TempDir Path folder;

  @BeforeEach
  void list() throws IOException {
    Files.writeString(folder.resolve("list.csv"), "label,youtube_id,time_start,time_end,split\n");
  }

  private void clip(String id, String ending, String arguments) throws IOException {
    Path file = folder.resolve("dataset/train/zumba/" + id + ending);
    Files.createDirectories(file.getParent());
    List<String> command = new ArrayList<>(List.of(arguments.split(" ")));
    command.replaceAll(part -> part.equals("MP4") ? Media.MP4.file().toString() : part);
    command.add(file.toString());
    TestTools.ffmpeg(command);
    Path list = folder.resolve("list.csv");
    Files.writeString(list, Files.readString(list) + "zumba," + id + ",0,4,train\n");
  }

  private void run(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--annotations", "list.csv"));
    Kinetics.Result result = Kinetics.in(folder).run(all.toArray(String[]::new));
    assertThat(result.exitCode()).as("%s", result).isZero();
  }

  private void shifted() throws IOException {
    clip("bothMatrosk", ".mkv", BOTH + "0.4");
    clip("bothFlash__", ".flv", BOTH + "0.4");
    clip("bothLater__", ".mkv", BOTH + "1000");
    clip(
        "bothWebm___",
        ".webm",
        "-t 4 -i MP4 -s 320x180 -c:v libvpx -deadline realtime -cpu-used 8 -b:v 2M -c:a libopus"
            + " -output_ts_offset 0.4");
    clip("program____", ".mpg", "-t 4 -i MP4 -c:v mpeg2video -q:v 3 -c:a mp2");
    clip("transport__", ".ts", "-t 4 -i MP4 -c copy");
  }

  @Test
  void theyAreWholeAndSoIsWhatIsMadeOfThem() throws IOException {
    shifted();
    clip("pictureMkv_", ".mkv", "-itsoffset 0.4 -t 4 -i MP4 " + LATE_PICTURE);
    clip("pictureFlv_", ".flv", "-itsoffset 0.4 -t 4 -i MP4 " + LATE_PICTURE);
    clip("streamed___", ".mkv", "-t 4 -i MP4 -c copy -live 1");
    run("verify", "--quick");
    run("verify");
    run("verify", "--tolerance", "0.45");
    run("resize", "--all", "--short-side", "48", "--output-dir", "small");
    run("verify", "--dataset-dir", "small");
  }

  @Test
  void theirFramesAndSoundBeginWithTheFirstOfThem() throws IOException {
    shifted();
    run("frames", "--all", "--short-side", "0");
    run("frames", "--all", "--short-side", "0", "--fps", "25", "--output-dir", "atRate");
    run("sound", "--all", "--format", "wav");
    try (var clips = Files.list(folder.resolve("dataset/train_frames/zumba"))) {
      for (Path clip : clips.toList()) {
        String id = clip.getFileName().toString();
        assertThat(FrameNumbers.of(clip.resolve("frame%d.jpg"))).as(id).hasSize(100).contains(50);
        assertThat(number(clip, 50)).as(id).isEqualTo(50);
        assertThat(number(folder.resolve("atRate/train_frames/zumba/" + id), 50))
            .as(id)
            .isBetween(49, 50);
        assertThat(hertz(id, 2.3)).as(id).isCloseTo(Tone.hertzInSecond(2), within(4.0));
      }
    }
  }

  @Test
  void whatIsLaterThanTheOtherStaysSo() throws IOException {
    for (String ending : List.of(".ts", ".mkv", ".flv", ".mp4")) {
      String id = "_" + ending.substring(1) + "_";
      clip("picLat" + id, ending, "-itsoffset 1 -t 4 -i MP4 " + LATE_PICTURE);
      clip("sndLat" + id, ending, "-itsoffset 1 -t 4 -i MP4 " + LATE_SOUND);
    }
    run("frames", "--all", "--short-side", "0", "--fps", "25");
    run("sound", "--all", "--format", "wav");
    for (String ending : List.of("ts", "mkv", "flv", "mp4")) {
      Path frames = folder.resolve("dataset/train_frames/zumba");
      String id = "picLat_" + ending + "_";
      assertThat(number(frames.resolve(id), 75)).as(id).isBetween(49, 50);
      assertThat(hertz(id, 3.3)).as(id).isCloseTo(Tone.hertzInSecond(3), within(4.0));
      id = "sndLat_" + ending + "_";
      assertThat(number(frames.resolve(id), 75)).as(id).isBetween(74, 75);
      assertThat(hertz(id, 3.3)).as(id).isCloseTo(Tone.hertzInSecond(2), within(4.0));
    }
  }

  private double hertz(String id, double from) {
    return Tone.hertz(folder.resolve("dataset/train_sound/zumba/" + id + ".wav"), from, 0.4);
  }

  private static int number(Path frames, int frame) {
    return FrameNumbers.of(frames.resolve("frame%d.jpg")).get(frame);
  }
}
