package dev.kinetics.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kinetics.support.FrameNumbers;
import dev.kinetics.support.Kinetics;
import dev.kinetics.support.Media;
import dev.kinetics.support.YoutubeSite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Six runs of all kinds at once on one dataset, some of them killed: what is there at the end is
 * one whole set under one naming.
 */
class StormIT {
  private static final int ROUNDS = Integer.getInteger("soak.storms", 1);
  private static final int CLIPS = 3;

  @TempDir Path folder;

  @Test
  void runsAtOnceDoOneAnotherNoHarm() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      storm(round);
    }
  }

  private void storm(int seed) throws Exception {
    Random random = new Random(seed);
    Path place = Files.createDirectory(folder.resolve("storm" + seed));
    try (YoutubeSite site = new YoutubeSite()) {
      StringBuilder list = new StringBuilder("label,youtube_id,time_start,time_end,split\n");
      for (int i = 0; i < CLIPS; i++) {
        String id = "stormVideo" + i;
        site.video(id, Media.MP4);
        list.append("pole vault,").append(id).append(",2,3,train\n");
      }
      Files.writeString(place.resolve("list.csv"), list);
      Kinetics kinetics =
          Kinetics.in(place)
              .with(site.environment())
              .withJavaOptions("-Xmx128m", "-XX:TieredStopAtLevel=1");
      String naming = random.nextBoolean() ? "id-times" : "id";
      List<List<String>> jobs =
          List.of(
              List.of("download", "--all", "--naming", naming),
              List.of("download", "--all", "--overwrite"),
              List.of("frames", "--all"),
              List.of("sound", "--all"),
              List.of("verify", "--delete"),
              List.of("rename", "--naming", random.nextBoolean() ? "id-times" : "id"));
      List<Kinetics.Run> runs = new ArrayList<>();
      for (List<String> job : jobs) {
        runs.add(kinetics.start(arguments(job)));
        Thread.sleep(random.nextInt(500));
      }
      Thread.sleep(random.nextInt(2_500));
      for (int i = 0; i < runs.size(); i++) {
        String when = "seed " + seed + ", " + String.join(" ", jobs.get(i));
        try (Kinetics.Run run = runs.get(i)) {
          if (random.nextBoolean()) {
            run.signalGroup("KILL");
          }
          Kinetics.Result result = run.await();
          assertThat(result.exitCode()).as("%s: %s", when, result).isIn(0, 1, 2, 137);
          assertThat(result.err()).as(when).doesNotContain("this is a bug", "\tat ");
        }
      }

      if (Files.exists(place.resolve("dataset/.kinetics/renaming.json"))) {
        assertThat(kinetics.run(arguments(List.of("rename"))).exitCode()).isZero();
      }
      for (List<String> job :
          List.of(
              List.of("download", "--all"),
              List.of("frames", "--all"),
              List.of("sound", "--all"),
              List.of("verify"))) {
        Kinetics.Result result = kinetics.run(arguments(job));
        assertThat(result.exitCode()).as("seed %d: %s: %s", seed, job, result).isZero();
      }
      assertWhole(place, "seed " + seed);
    }
  }

  private static String[] arguments(List<String> job) {
    List<String> all = new ArrayList<>(job);
    all.addAll(List.of("--annotations", "list.csv", "--quiet"));
    return all.toArray(String[]::new);
  }

  private static void assertWhole(Path place, String when) throws IOException {
    Path dataset = place.resolve("dataset");
    for (Path clip : files(dataset.resolve("train/pole_vault"))) {
      assertThat(FrameNumbers.of(clip)).as("%s: %s", when, clip).hasSize(Media.FRAME_RATE);
    }
    for (Path frames : files(dataset.resolve("train_frames/pole_vault"))) {
      assertThat(files(frames)).as("%s: %s", when, frames).hasSize(Media.FRAME_RATE);
    }
    for (String made : List.of("train", "train_frames", "train_sound")) {
      assertThat(files(dataset.resolve(made + "/pole_vault"))).as(when + made).hasSize(CLIPS);
    }
    assertThat(files(dataset.resolve(".kinetics/scratch"))).as(when).isEmpty();
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }
}
