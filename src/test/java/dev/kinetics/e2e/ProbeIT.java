package dev.kinetics.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kinetics.support.Kinetics;
import dev.kinetics.support.Media;
import dev.kinetics.support.YoutubeSite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How much is still there, by a sample, and what a later download makes of the answers. */
class ProbeIT {
  private static final List<String> THERE =
      List.of("trainVideo0", "trainVideo1", "trainVideo2", "trainVideo3", "validVideo0");

  @TempDir Path folder;
  private YoutubeSite site;

  @BeforeEach
  void open() throws IOException {
    site = new YoutubeSite();
    THERE.forEach(id -> site.video(id, Media.MP4));
    site.error(
            "trainGone_0", "Video unavailable. This video has been removed by the uploader", true)
        .error("validGone_0", "Video unavailable", true)
        .error("trainClosed", "Sign in to confirm your age", true)
        .error("validOdd__0", "Something that nobody has ever seen", true);
    StringBuilder list = new StringBuilder("label,youtube_id,time_start,time_end,split\n");
    Stream.concat(
            THERE.stream(), Stream.of("trainGone_0", "validGone_0", "trainClosed", "validOdd__0"))
        .forEach(
            id -> list.append("yoga,").append(id).append(",2,4,").append(id, 0, 5).append('\n'));
    Files.writeString(folder.resolve("list.csv"), list);
  }

  @AfterEach
  void close() {
    site.close();
  }

  private Kinetics.Result run(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(1, List.of("--all", "--annotations", "list.csv"));
    return Kinetics.in(folder).with(site.environment()).run(all.toArray(String[]::new));
  }

  private List<String> booked(String job) throws IOException {
    List<String> booked = new ArrayList<>();
    for (Path journal : journals()) {
      for (String line : Files.readAllLines(journal)) {
        JsonNode entry = new ObjectMapper().readTree(line);
        if (entry.has("clip") && entry.path("job").asText().equals(job)) {
          booked.add(entry.path("clip").asText() + " " + entry.path("outcome").asText());
        }
      }
    }
    return booked;
  }

  private List<Path> journals() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("dataset/.kinetics/journal"))) {
      return files.filter(file -> file.toString().endsWith(".jsonl")).sorted().toList();
    }
  }

  private int asked(String id) {
    return site.requests("/watch/" + id).size();
  }

  @Test
  void tellsHowMuchIsThereAndALaterDownloadNeitherTrustsNorRepeatsItForADay() throws IOException {
    Kinetics.Result first = run("probe", "--json");

    assertThat(first.exitCode()).as("one answer tells nothing: %s", first).isEqualTo(1);
    JsonNode report = new ObjectMapper().readTree(first.out());
    JsonNode train = report.path("splits").path("train");
    assertThat(train.path("asked").asInt()).isEqualTo(6);
    assertThat(train.path("there").path("count").asInt()).isEqualTo(4);
    assertThat(train.path("there").path("low").asDouble()).isCloseTo(0.29999, within(1e-4));
    assertThat(train.path("there").path("high").asDouble()).isCloseTo(0.90323, within(1e-4));
    assertThat(train.path("gone").path("reasons").path("deleted").asInt()).isEqualTo(1);
    assertThat(train.path("closed").path("reasons").path("account").asInt()).isEqualTo(1);
    assertThat(report.path("splits").path("valid").path("unknown").path("count").asInt())
        .isEqualTo(1);
    assertThat(report.path("all").path("there").path("count").asInt()).isEqualTo(5);
    assertThat(report.path("download").path("bytes").asLong()).isPositive();
    assertThat(report.path("download").has("hours")).isTrue();
    assertThat(booked("probe"))
        .hasSize(9)
        .contains("trainVideo0 resolved", "trainGone_0 gone", "trainClosed closed");
    assertThat(site.bytesSent("/media/")).as("nothing is fetched").isZero();
    assertThat(folder.resolve("dataset/train")).doesNotExist();

    Kinetics.Result again = run("probe");

    assertThat(again.out()).containsPattern("there +4 ").containsPattern("gone +1 .*deleted 1");
    assertThat(asked("trainVideo0")).as("an answer holds for a day").isEqualTo(1);
    assertThat(asked("validOdd__0")).as("what is none is asked for again").isGreaterThan(1);

    Kinetics.Result download = run("download");

    assertThat(download.exitCode()).as("%s", download).isEqualTo(1);
    assertThat(download.out()).containsPattern("done +5").containsPattern("not asked again +3");
    assertThat(List.of(asked("trainGone_0"), asked("validGone_0"), asked("trainClosed")))
        .containsOnly(1);
    assertThat(booked("download")).noneMatch(line -> line.endsWith("gone"));

    Pattern day = Pattern.compile("\"time\":\"" + Instant.now().toString().substring(0, 10));
    String before = Instant.now().minus(2, ChronoUnit.DAYS).toString().substring(0, 10);
    for (Path journal : journals()) {
      String text = Files.readString(journal);
      Files.writeString(journal, day.matcher(text).replaceAll("\"time\":\"" + before));
    }
    Kinetics.Result dayAfter = run("download");

    assertThat(dayAfter.out()).containsPattern("gone +2").containsPattern("closed +1");
    assertThat(booked("download")).contains("trainGone_0 gone", "trainClosed closed");
  }

  @Test
  void aSampleHangsOnItsSeedAlone() throws IOException {
    assertThat(run("probe", "--sample", "3", "--seed", "7").out()).contains("3 of 9 clips");
    List<String> chosen = booked("probe").stream().map(line -> line.split(" ")[0]).toList();
    for (Path journal : journals()) {
      Files.delete(journal);
    }
    run("probe", "--sample", "3", "--seed", "7");

    assertThat(booked("probe").stream().map(line -> line.split(" ")[0]))
        .containsExactlyInAnyOrderElementsOf(chosen);
    assertThat(run("probe", "--sample", "0").exitCode()).isEqualTo(2);
  }
}
