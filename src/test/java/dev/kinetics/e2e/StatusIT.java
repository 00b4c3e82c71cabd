package dev.kinetics.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kinetics.support.Fault;
import dev.kinetics.support.Kinetics;
import dev.kinetics.support.Media;
import dev.kinetics.support.YoutubeSite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Other terminals see where a run stands, also one that was killed, and keep out of its way. */
class StatusIT {
  private static final String[] ALL = {
    "download", "--all", "--annotations", "list.csv", "--num-workers", "1", "--pace", "0"
  };

  @TempDir Path folder;

  @Test
  void tellsWhereARunStandsAndKeepsOutOfItsWay() throws Exception {
    try (YoutubeSite site = new YoutubeSite()) {
      site.video("goodVideo_1", Media.MP4);
      site.error("goneVideo_2", "Video unavailable. This video has been removed", true);
      site.video("slowVideo_3", Media.MP4);
      site.fault(site.mediaPath("slowVideo_3"), new Fault.NoAnswer());
      Files.writeString(
          folder.resolve("list.csv"),
          """
          label,youtube_id,time_start,time_end,split
          yoga,goodVideo_1,0,2,train
          yoga,goneVideo_2,0,2,train
          yoga,slowVideo_3,0,2,train
          """);
      Kinetics kinetics = Kinetics.in(folder).with(site.environment());
      Kinetics.Result none = kinetics.run("status");
      assertThat(none.exitCode()).as("%s", none).isEqualTo(2);

      String process;
      try (Kinetics.Run first = kinetics.start(ALL)) {
        JsonNode run = awaitDone(kinetics, 2);
        process = Long.toString(first.handle().pid());
        assertThat(run.path("running").asBoolean()).isTrue();
        assertThat(run.path("process").asText()).isEqualTo(process);
        assertThat(run.path("job").asText()).isEqualTo("download");
        assertThat(run.path("command").path(0).asText()).isEqualTo("download");
        assertThat(run.path("selected").asInt()).isEqualTo(3);
        assertThat(run.path("left").asInt()).isEqualTo(1);
        assertThat(run.path("percent").asDouble()).isEqualTo(66.67);
        assertThat(run.at("/outcomes/done").asInt()).isEqualTo(1);
        assertThat(run.at("/outcomes/gone").asInt()).isEqualTo(1);
        assertThat(run.at("/sources/youtube/lost").asInt()).isEqualTo(1);
        assertThat(run.at("/lately/clips").asInt()).isEqualTo(2);
        assertThat(run.path("seconds_left").asInt(-1)).isNotNegative();
        Path clip = folder.resolve("dataset/train/yoga/goodVideo_1.mp4");
        assertThat(run.at("/sources/youtube/bytes").asLong()).isEqualTo(Files.size(clip));
        // Whole while the run goes on.
        awaitFailed("goneVideo_2\n");

        long asked = site.requests(site.mediaPath("slowVideo_3")).size();
        Kinetics.Result second = kinetics.run(ALL);
        assertThat(second.exitCode()).as("%s", second).isEqualTo(1);
        assertThat(second.err()).contains("another run of download", "process " + process);
        assertThat(second.out()).contains("of another run");
        assertThat(site.requests(site.mediaPath("slowVideo_3"))).hasSize((int) asked);

        first.signalGroup("KILL");
        first.await();
      }
      Kinetics.Result killed = kinetics.run("status");
      assertThat(killed.exitCode()).as("%s", killed).isZero();
      assertThat(killed.out()).contains("not running", "66.7 % of 3 clips");
      assertThat(folder.resolve("dataset/failed.txt")).hasContent("goneVideo_2\n");

      site.heal();
      Kinetics.Result third = kinetics.run(ALL);
      assertThat(third.exitCode()).as("%s", third).isZero();
      Kinetics.Result ended = kinetics.run("status", "--watch", "100ms");
      assertThat(ended.out()).contains("ended", "100.0 % of 3 clips", "youtube");
      assertThat(files("dataset/.kinetics/runs")).noneMatch(name -> name.endsWith(".live"));
    }
  }

  @Test
  void goesOnUntilItHasSoMany() throws Exception {
    try (YoutubeSite site = new YoutubeSite()) {
      site.error("goneVideo_1", "Video unavailable. This video has been removed", true);
      site.error("goneVideo_2", "Video unavailable. This video has been removed", true);
      site.video("goodVideo_3", Media.MP4);
      site.video("goodVideo_4", Media.MP4);
      Files.writeString(
          folder.resolve("list.csv"),
          """
          label,youtube_id,time_start,time_end,split
          yoga,goneVideo_1,0,2,train
          yoga,goneVideo_2,0,2,train
          yoga,goodVideo_3,0,2,train
          yoga,goodVideo_4,0,2,train
          """);
      Kinetics kinetics = Kinetics.in(folder).with(site.environment());
      String[] download = {
        "download", "--all", "--annotations", "list.csv", "--max-clips", "1", "--of", "there"
      };
      for (int i = 0; i < 2; i++) {
        Kinetics.Result result = kinetics.run(download);
        assertThat(result.exitCode()).as("%s", result).isZero();
        assertThat(files("dataset/train/yoga")).hasSize(1).allMatch(f -> f.contains("Video_3"));
      }
    }
  }

  private List<String> files(String path) throws IOException {
    try (var files = Files.list(folder.resolve(path))) {
      return files.map(Path::toString).toList();
    }
  }

  private JsonNode awaitDone(Kinetics kinetics, int wanted) throws Exception {
    for (int i = 0; ; i++) {
      Kinetics.Result status = kinetics.run("status", "--json");
      if (status.exitCode() == 0) {
        JsonNode run = new ObjectMapper().readTree(status.out()).at("/runs/0");
        int done = 0;
        for (JsonNode count : run.path("outcomes")) {
          done += count.asInt();
        }
        if (done == wanted) {
          return run;
        }
      }
      assertThat(i).as("%s", status).isLessThan(60);
      Thread.sleep(200);
    }
  }

  private void awaitFailed(String content) throws Exception {
    Path file = folder.resolve("dataset/failed.txt");
    for (int i = 0; i < 50 && !Files.exists(file); i++) {
      Thread.sleep(200);
    }
    assertThat(file).hasContent(content);
  }
}
