package dev.kinetics.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kinetics.support.FrameNumbers;
import dev.kinetics.support.Kinetics;
import dev.kinetics.support.Media;
import dev.kinetics.support.TestTools;
import dev.kinetics.support.YoutubeSite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The program and all it started are killed at random moments: what has its final name is whole,
 * and the next run goes on until the set is that of an undisturbed run.
 */
class KillIT {
  private static final int KILLS = Integer.getInteger("soak.kills", 4);
  private static final int CLIPS = 6;
  private static final int SECONDS = 2;
  private static final List<String[]> JOBS =
      List.of(
          new String[] {"download", "--all", "--annotations", "list.csv"},
          new String[] {"frames", "--all", "--annotations", "list.csv"},
          new String[] {"sound", "--all", "--annotations", "list.csv"});
  private static final String[] METADATA = {
    "meta", "sound", "--annotations", "list.csv", "--save", "meta/k", "--force"
  };

  @TempDir Path folder;

  @Test
  void nothingIsHalfAndTheNextRunGoesOn() throws Exception {
    long seed = 20_261_123L;
    Random random = new Random(seed);
    try (YoutubeSite site = new YoutubeSite()) {
      StringBuilder list = new StringBuilder("label,youtube_id,time_start,time_end,split\n");
      for (int i = 0; i < CLIPS; i++) {
        String id = "killVideo_" + i;
        site.video(id, Media.MP4);
        list.append("pole vault,").append(id).append(',').append(3 * i).append(',');
        list.append(3 * i + SECONDS).append(",train\n");
      }
      Path undisturbed = start("undisturbed", list);
      Path killed = start("killed", list);
      for (String[] job : JOBS) {
        Kinetics.Result result = Kinetics.in(undisturbed).with(site.environment()).run(job);
        assertThat(result.exitCode()).as("%s", result).isZero();
      }

      Kinetics kinetics = Kinetics.in(killed).with(site.environment());
      for (int i = 0; i < KILLS; i++) {
        // Frames and sound need clips first, and so the first half is downloads.
        String[] job = i < (KILLS + 1) / 2 ? JOBS.get(0) : JOBS.get(1 + random.nextInt(2));
        kill(kinetics.start(job), 400 + random.nextInt(3_000));
        assertWhole(killed, "kill " + i + " of " + String.join(" ", job) + ", seed " + seed);
      }
      for (String[] job : JOBS) {
        Kinetics.Result result = kinetics.run(job);
        assertThat(result.exitCode()).as("%s", result).isZero();
      }

      assertThat(content(killed)).isEqualTo(content(undisturbed));

      byte[] records = Files.readAllBytes(pack(Kinetics.in(undisturbed)));
      assertThat(kinetics.run(METADATA).exitCode()).isZero();
      for (int i = 0; i < Math.max(1, KILLS / 4); i++) {
        kill(kinetics.start(packing(killed)), 300 + random.nextInt(1_500));
        Path packed = killed.resolve("train.tfrecords");
        if (Files.exists(packed)) {
          assertThat(packed).hasBinaryContent(records);
          Files.delete(packed);
        }
      }
      assertThat(pack(kinetics)).hasBinaryContent(records);
      try (Stream<Path> files = Files.list(killed)) {
        assertThat(files.map(file -> file.getFileName().toString()))
            .containsExactlyInAnyOrder("dataset", "list.csv", "meta", "train.tfrecords");
      }
      try (Stream<Path> scratch = Files.list(killed.resolve("dataset/.kinetics/scratch"))) {
        assertThat(scratch).isEmpty();
      }
    }
  }

  private static void kill(Kinetics.Run run, int afterMillis) throws InterruptedException {
    try (run) {
      Thread.sleep(afterMillis);
      run.signalGroup("KILL");
      run.await();
      // The kernel takes a moment to clear away each process of the group.
      for (int i = 0; i < 20 && !run.survivors().isEmpty(); i++) {
        Thread.sleep(50);
      }
      assertThat(run.survivors()).isEmpty();
    }
  }

  private static String[] packing(Path place) throws IOException {
    List<String> metadata = new ArrayList<>();
    for (String ending : List.of("_train.json", "_classes.json")) {
      try (Stream<Path> files = Files.list(place.resolve("meta"))) {
        Path file = files.filter(f -> f.toString().endsWith(ending)).findFirst().orElseThrow();
        metadata.add(place.relativize(file).toString());
      }
    }
    return new String[] {"tfrecords", "train", metadata.get(0), metadata.get(1), "train.tfrecords"};
  }

  private static Path pack(Kinetics kinetics) throws IOException {
    for (int i = 0; i < 2; i++) {
      Kinetics.Result result = kinetics.run(i == 0 ? METADATA : packing(kinetics.directory()));
      assertThat(result.exitCode()).as("%s", result).isZero();
    }
    return kinetics.directory().resolve("train.tfrecords");
  }

  private Path start(String name, StringBuilder list) throws IOException {
    Path place = Files.createDirectory(folder.resolve(name));
    Files.writeString(place.resolve("list.csv"), list);
    return place;
  }

  private static void assertWhole(Path place, String when) throws IOException {
    content(place)
        .forEach(
            (name, what) -> assertThat(what).as("%s, %s", name, when).doesNotContain("broken"));
  }

  /** Each file under its final name, and what it holds. */
  private static Map<String, String> content(Path place) throws IOException {
    Map<String, String> content = new TreeMap<>();
    Path dataset = place.resolve("dataset");
    if (!Files.exists(dataset)) {
      return content;
    }
    try (Stream<Path> files = Files.walk(dataset)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = dataset.relativize(file).toString();
        if (name.startsWith(".kinetics") || name.endsWith(".txt")) {
          continue;
        }
        content.put(name, describe(file));
      }
    }
    return content;
  }

  private static String describe(Path file) throws IOException {
    String name = file.toString();
    if (name.endsWith(".mp4")) {
      List<Integer> frames = FrameNumbers.of(file);
      return frames.size() == SECONDS * Media.FRAME_RATE
          ? "frames from " + frames.get(0)
          : "broken: " + frames.size() + " frames";
    }
    if (name.endsWith(".mp3")) {
      double seconds = TestTools.probe(file).seconds();
      return Math.abs(seconds - SECONDS) < 0.1
          ? "sound " + Arrays.hashCode(Files.readAllBytes(file))
          : "broken: " + seconds + " s";
    }
    if (name.endsWith(".jpg")) {
      byte[] bytes = Files.readAllBytes(file);
      try (Stream<Path> all = Files.list(file.getParent())) {
        long count = all.count();
        boolean whole =
            bytes.length > 4
                && bytes[0] == (byte) 0xFF
                && bytes[1] == (byte) 0xD8
                && bytes[bytes.length - 2] == (byte) 0xFF
                && bytes[bytes.length - 1] == (byte) 0xD9
                && count == (long) SECONDS * Media.FRAME_RATE;
        return whole ? "picture of " + bytes.length : "broken, one of " + count;
      }
    }
    return "broken: not of a dataset";
  }
}
