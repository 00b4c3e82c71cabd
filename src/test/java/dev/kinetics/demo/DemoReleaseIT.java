package dev.kinetics.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kinetics.annotations.ClassCatalog;
import dev.kinetics.annotations.Clip;
import dev.kinetics.annotations.Release;
import dev.kinetics.annotations.Selection;
import dev.kinetics.annotations.Split;
import dev.kinetics.error.KineticsException;
import dev.kinetics.ffmpeg.Probe;
import dev.kinetics.lists.AnnotationList;
import dev.kinetics.lists.AnnotationReader;
import dev.kinetics.process.ProcessRunner;
import dev.kinetics.process.ToolCall;
import dev.kinetics.process.ToolResult;
import dev.kinetics.tool.ToolOptions;
import dev.kinetics.tool.Tools;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The demo's lists, videos and site, as the real ffmpeg makes and the real yt-dlp sees them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DemoReleaseIT {
  private final ProcessRunner runner = new ProcessRunner();
  private final Tools tools = new Tools(runner, ToolOptions.none());
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private Path cache;
  private DemoRelease demo;

  /** Three start at once on an empty cache, in which a killed one left something behind. */
  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    cache = folder;
    Path left = Files.createDirectories(cache.resolve("demo/.making-before"));
    Files.writeString(left.resolve("pole_vault.mp4"), "half of it");
    Files.setLastModifiedTime(left, FileTime.fromMillis(0));
    ExecutorService threads = Executors.newFixedThreadPool(3);
    List<Callable<String>> starts = new ArrayList<>();
    List<DemoRelease> demos = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      DemoRelease one = new DemoRelease(tools::ffmpeg, cache);
      demos.add(one);
      starts.add(one::urlTemplate);
    }
    for (Future<String> address : threads.invokeAll(starts)) {
      assertThat(address.get()).matches("http://127\\.0\\.0\\.1:\\d+/video/\\{id}\\.mp4");
    }
    threads.shutdown();
    demos.subList(1, 3).forEach(DemoRelease::close);
    demo = demos.get(0);
  }

  @AfterAll
  void close() {
    demo.close();
    runner.close();
  }

  @Test
  void nothingButTheVideosIsLeftInTheCache() throws IOException {
    demo.annotations();
    try (Stream<Path> found = Files.walk(cache.resolve("demo"))) {
      assertThat(found.filter(Files::isRegularFile).map(cache.resolve("demo")::relativize))
          .extracting(Path::toString)
          .containsExactlyInAnyOrder(
              "annotations/train.csv",
              "annotations/validate.csv",
              "annotations/test.csv",
              "videos-1/pole_vault.mp4",
              "videos-1/blowing_glass.mp4",
              "videos-1/blowing_glass_silent.mp4",
              "videos-1/playing_violin.mp4");
    }
  }

  @Test
  void theListsAreReadLikeAnyOther() {
    AnnotationList list = read();
    assertThat(list.refused().count()).isZero();
    Map<Split, Integer> clips = new HashMap<>();
    list.clips().forEach(clip -> clips.merge(clip.split(), 1, Integer::sum));
    for (Split split : Split.values()) {
      assertThat(clips.get(split)).isEqualTo(Release.DEMO.publishedClips(split));
    }
    assertThat(list.clips())
        .filteredOn(clip -> clip.split() != Split.TEST)
        .extracting(Clip::label)
        .containsOnly("pole vault", "blowing glass", "playing violin");
    assertThat(list.clips())
        .allSatisfy(clip -> assertThat(clip.id()).hasSize(11))
        .anySatisfy(clip -> assertThat(clip.id()).startsWith("--"))
        .allSatisfy(clip -> assertThat(clip.endMillis()).isLessThanOrEqualTo(60_000));
  }

  @Test
  void everyVideoIsAMinuteButOneIsGoneAndOneSilent() throws Exception {
    Set<String> gone = new TreeSet<>();
    Set<String> silent = new TreeSet<>();
    for (Clip clip : read().clips()) {
      HttpResponse<Path> answer =
          client.send(
              HttpRequest.newBuilder(address(clip.id())).build(),
              HttpResponse.BodyHandlers.ofFile(Files.createTempFile(cache, "got", ".mp4")));
      if (answer.statusCode() == 410) {
        gone.add(clip.id());
        continue;
      }
      assertThat(answer.statusCode()).as(clip.id()).isEqualTo(200);
      assertThat(answer.headers().firstValue("Content-Type")).contains("video/mp4");
      Probe probe = tools.ffprobe().probe(answer.body()).orElseThrow();
      assertThat(probe.seconds()).isBetween(59.9, 60.1);
      assertThat(probe.video()).isPresent();
      if (probe.audio().isEmpty()) {
        silent.add(clip.id());
      }
      Files.delete(answer.body());
    }
    assertThat(gone).containsExactly("demo-viol-2");
    assertThat(silent).containsExactly("demo-glas-2");
  }

  @Test
  void servesRanges() throws Exception {
    byte[] whole =
        Files.readAllBytes(cache.resolve("demo").resolve("videos-1").resolve("pole_vault.mp4"));
    HttpResponse<byte[]> part = get("--demo-pole", "bytes=1000-1999");
    assertThat(part.statusCode()).isEqualTo(206);
    assertThat(part.headers().firstValue("Content-Range"))
        .contains("bytes 1000-1999/" + whole.length);
    assertThat(part.body()).isEqualTo(Arrays.copyOfRange(whole, 1000, 2000));
    assertThat(get("--demo-pole", "bytes=-7").body())
        .isEqualTo(Arrays.copyOfRange(whole, whole.length - 7, whole.length));
    assertThat(get("--demo-pole", "bytes=" + whole.length + "-").statusCode()).isEqualTo(416);
    assertThat(get("--demo-pole", "bytes=0-").body()).isEqualTo(whole);
  }

  @Test
  void servesNothingElse() throws Exception {
    for (String id : List.of("unknown", "../videos-1/pole_vault", "", "pole_vault")) {
      assertThat(get(id, "bytes=0-9").statusCode()).as(id).isEqualTo(404);
    }
    assertThat(
            client
                .send(
                    HttpRequest.newBuilder(address("x").resolve("/")).build(),
                    HttpResponse.BodyHandlers.discarding())
                .statusCode())
        .isEqualTo(404);
  }

  @Test
  void ytDlpFindsAVideoByItsAddress() throws Exception {
    ToolResult result = ytDlp("-j", "--", address("--demo-pole").toString());
    assertThat(result.exitCode()).as(result.errors()).isZero();
    JsonNode json = new ObjectMapper().readTree(result.output());
    assertThat(json.path("extractor").asText()).isEqualTo("generic");
    assertThat(json.path("id").asText()).isEqualTo("--demo-pole");
    assertThat(json.path("url").asText()).isEqualTo(address("--demo-pole").toString());
    assertThat(json.path("ext").asText()).isEqualTo("mp4");
  }

  @Test
  void ytDlpSaysThatTheGoneVideoIsGone() throws Exception {
    ToolResult result = ytDlp("-j", "--", address("demo-viol-2").toString());
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.firstErrorLine())
        // Where the page itself fails, yt-dlp's generic extractor names no id.
        .startsWith("ERROR: [generic] None: Unable to download webpage: HTTP Error 410: Gone");
  }

  @Test
  void aSecondStartMakesNothingAnew() throws Exception {
    DemoRelease again =
        new DemoRelease(
            () -> {
              throw new AssertionError("ffmpeg is asked for");
            },
            cache);
    try (again) {
      assertThat(again.urlTemplate()).isEqualTo(again.urlTemplate());
    }
  }

  @Test
  void aCacheThatCannotBeWrittenIsNamed() throws IOException {
    Path file = Files.writeString(cache.resolve("a file"), "");
    DemoRelease nowhere = new DemoRelease(tools::ffmpeg, file);
    assertThatThrownBy(nowhere::annotations)
        .isInstanceOf(KineticsException.class)
        .hasMessageContaining("KINETICS_CACHE")
        .hasMessageContaining(file.toString());
    assertThatThrownBy(nowhere::urlTemplate)
        .isInstanceOf(KineticsException.class)
        .hasMessageContaining("KINETICS_CACHE");
  }

  private AnnotationList read() {
    Selection everything =
        new Selection(true, Set.of(), Set.of(), true, EnumSet.allOf(Split.class));
    return AnnotationReader.read(demo.annotations(), ClassCatalog.of(Release.DEMO), everything);
  }

  private URI address(String id) throws InterruptedException {
    return URI.create(demo.urlTemplate().replace("{id}", id));
  }

  private HttpResponse<byte[]> get(String id, String range) throws Exception {
    return client.send(
        HttpRequest.newBuilder(address(id)).header("Range", range).build(),
        HttpResponse.BodyHandlers.ofByteArray());
  }

  private ToolResult ytDlp(String... arguments) throws InterruptedException {
    List<String> command = new ArrayList<>(List.of(tools.ytDlp().tool().path().toString()));
    command.add("--ignore-config");
    command.addAll(Arrays.asList(arguments));
    return runner.run(ToolCall.of(command));
  }
}
