package dev.kinetics.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kinetics.support.Kinetics;
import dev.kinetics.support.LinuxTools;
import dev.kinetics.support.TestTools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * A disk that can't be read from some place on: ffmpeg takes that for the file's end, often without
 * a word. It is no damage: nothing is removed or booked for good, and nothing short is made.
 */
@EnabledOnOs(OS.LINUX)
class BadDiskIT {
  private static final int SECONDS = 4;
  private static final long READABLE_BYTES = 70_000;

  @TempDir Path folder;
  private Path clips;

  @BeforeEach
  void clips() throws Exception {
    clips = Files.createDirectories(folder.resolve("dataset/train/a"));
    Path whole = clips.resolve("whole.mp4");
    TestTools.ffmpeg(
        List.of(
            "-f",
            "lavfi",
            "-i",
            "testsrc2=size=320x240:rate=25",
            "-f",
            "lavfi",
            "-i",
            "sine",
            "-t",
            Integer.toString(SECONDS),
            "-pix_fmt",
            "yuv420p",
            whole.toString()));
    Files.copy(whole, clips.resolve("faulty.mp4"));
    // Such a stream has no index that says how long it is.
    List<String> copying = List.of("-i", whole.toString(), "-c", "copy", "-f", "mpegts");
    TestTools.ffmpeg(with(copying, clips.resolve("stream_faulty.mp4").toString()));
    assertThat(Files.size(whole)).isGreaterThan(2 * READABLE_BYTES);
    StringBuilder list = new StringBuilder("label,youtube_id,time_start,time_end,split\n");
    for (String id : List.of("whole", "faulty", "stream_faulty")) {
      list.append("a,").append(id).append(",0,").append(SECONDS).append(",train\n");
    }
    Files.writeString(folder.resolve("list.csv"), list);
  }

  private static List<String> with(List<String> words, String... more) {
    List<String> all = new ArrayList<>(words);
    all.addAll(List.of(more));
    return all;
  }

  private Kinetics.Result run(String file, String... words) {
    Kinetics kinetics = Kinetics.in(folder);
    List<String> command = kinetics.command(words);
    try (Kinetics.Run run =
        kinetics.start(LinuxTools.withFault(file, READABLE_BYTES, folder, command))) {
      return run.await();
    }
  }

  private Kinetics.Result onClips(String... words) {
    List<String> all = with(List.of(words), "--all", "--annotations", "list.csv");
    return run("faulty.mp4", all.toArray(String[]::new));
  }

  private static List<String> names(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void nothingIsRemovedForIt() throws IOException {
    Kinetics.Result result = onClips("verify", "--delete");

    assertThat(result.exitCode()).as("%s", result).isEqualTo(1);
    assertThat(result.out()).contains("0 bad, 2 not checked");
    assertThat(names(clips)).hasSize(3);
  }

  @Test
  void nothingShortIsMadeAndNothingBookedForGood() throws IOException {
    for (String job : List.of("frames", "sound")) {
      Kinetics.Result result = onClips(job);
      assertThat(result.exitCode()).as("%s", result).isEqualTo(1);
      assertThat(result.out()).containsPattern("done +1\\b").containsPattern("failed +2\\b");
      assertThat(names(folder.resolve("dataset/train_" + job + "/a"))).hasSize(1);
    }
    Kinetics.Result exported = onClips("export", "dmvr", "--out", "out");
    assertThat(exported.exitCode()).as("%s", exported).isEqualTo(1);
    assertThat(exported.out()).contains("left out, can't be read: 2");
    assertThat(exported.err())
        .contains("faulty.mp4: ", "Input/output error")
        .doesNotContain("verify --delete");
    assertThat(folder.resolve("out/left_out")).doesNotExist();
  }

  @Test
  void noRecordIsMadeOfHalfATrack() throws Exception {
    Path tracks = Files.createDirectories(folder.resolve("dataset/train_sound/a"));
    for (String name : List.of("whole.mp3", "faulty.mp3")) {
      String track = tracks.resolve(name).toString();
      TestTools.ffmpeg(List.of("-f", "lavfi", "-i", "sine", "-t", "9", "-b:a", "192k", track));
    }
    Files.writeString(folder.resolve("m.json"), "{\"whole\": \"a\", \"faulty\": \"a\"}");
    Files.writeString(folder.resolve("classes.json"), "{\"a\": 0}");

    Kinetics.Result result =
        run("faulty.mp3", "tfrecords", "train", "m.json", "classes.json", "out");

    assertThat(result.exitCode()).as("%s", result).isEqualTo(2);
    assertThat(result.err()).contains("faulty.mp3", "it can't be read");
    assertThat(folder.resolve("out")).doesNotExist();
  }
}
