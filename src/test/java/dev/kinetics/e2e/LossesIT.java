package dev.kinetics.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kinetics.support.Fault;
import dev.kinetics.support.Kinetics;
import dev.kinetics.support.Media;
import dev.kinetics.support.YoutubeSite;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is booked of clips that a source lacks, and who is asked for them the next time. */
class LossesIT {
  @TempDir Path folder;
  private YoutubeSite site;

  @BeforeEach
  void open() throws IOException {
    // An archive of another video's clip.
    ByteArrayOutputStream archive = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(archive)) {
      TarArchiveEntry clip = new TarArchiveEntry("otherVideo_000001_000011.mp4");
      clip.setSize(1);
      tar.putArchiveEntry(clip);
      tar.write(0);
      tar.closeArchiveEntry();
    }
    site = new YoutubeSite();
    site.page("/kinetics/400/train/k400_train_path.txt", "text/plain", "400/train/part_0.tar\n");
    site.page("/kinetics/400/train/part_0.tar", "application/x-tar", archive.toByteArray());
  }

  @AfterEach
  void close() {
    site.close();
  }

  private Kinetics.Result download(List<String> ids, String... more) throws IOException {
    StringBuilder list = new StringBuilder("label,youtube_id,time_start,time_end,split\n");
    ids.forEach(id -> list.append("pole vault,").append(id).append(",2,4,train\n"));
    Files.writeString(folder.resolve("list.csv"), list);
    List<String> arguments =
        new ArrayList<>(
            List.of("download", "--all", "--annotations", "list.csv", "--num-workers", "2"));
    arguments.addAll(List.of("--mirror-url", site.address() + "/kinetics"));
    arguments.addAll(List.of(more));
    return Kinetics.in(folder).with(site.environment()).run(arguments.toArray(String[]::new));
  }

  private List<Path> journals() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("dataset/.kinetics/journal"))) {
      return files.filter(f -> f.toString().endsWith(".jsonl")).sorted().toList();
    }
  }

  private List<JsonNode> booked() throws IOException {
    List<JsonNode> booked = new ArrayList<>();
    ObjectMapper json = new ObjectMapper();
    for (Path journal : journals()) {
      for (String line : Files.readAllLines(journal)) {
        if (json.readTree(line).has("clip")) {
          booked.add(json.readTree(line));
        }
      }
    }
    return booked;
  }

  private List<String> gone(int count) {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ids.add("goneVideo_" + i);
      site.error("goneVideo_" + i, "This video has been removed by the uploader", true);
    }
    return ids;
  }

  @Test
  void aLossInABatchNamesItsSourceSoThatOnlyTheOtherIsAskedLater() throws IOException {
    List<String> ids = gone(8);
    assertThat(download(ids).exitCode()).isZero();
    assertThat(booked()).hasSize(8).allMatch(e -> e.path("source").asText().equals("youtube"));
    int asked = site.requests("/watch/").size();
    assertThat(asked).isEqualTo(8);

    Kinetics.Result both = download(ids, "--source", "youtube,mirror");

    assertThat(both.exitCode()).as("%s", both).isZero();
    assertThat(site.requests("/watch/")).hasSize(asked);
    assertThat(site.requests("/kinetics/400/train/part_0.tar")).hasSize(1);
    assertThat(booked().subList(8, 16))
        .allMatch(entry -> entry.path("source").asText().equals("youtube,mirror"));
  }

  @Test
  void aLossOfAnOldJournalWithoutASourceIsYoutubes() throws IOException {
    List<String> ids = gone(2);
    download(ids);
    for (Path journal : journals()) {
      Files.writeString(
          journal, Files.readString(journal).replace("\"source\":\"youtube\"", "\"source\":\"\""));
    }
    int asked = site.requests("/watch/").size();

    assertThat(download(ids, "--source", "mirror").exitCode()).isZero();

    assertThat(site.requests("/kinetics/400/train/part_0.tar")).hasSize(1);
    assertThat(site.requests("/watch/")).hasSize(asked);
    assertThat(booked().get(3).path("source").asText()).isEqualTo("youtube,mirror");
  }

  @Test
  void overwriteMakesAgainWhatIsThereAndDoesNotAskForWhatIsGone() throws IOException {
    List<String> ids = gone(2);
    ids.add("wholeVideo0");
    site.video("wholeVideo0", Media.MP4);
    download(ids);
    int asked = site.requests("/watch/goneVideo_").size();

    Kinetics.Result again = download(ids, "--overwrite");

    assertThat(again.exitCode()).as("%s", again).isZero();
    assertThat(again.out()).contains("gone before").containsPattern("done +1");
    assertThat(site.requests("/watch/wholeVideo0")).hasSize(2);
    assertThat(site.requests("/watch/goneVideo_")).hasSize(asked);
  }

  @Test
  void anAnswerWithoutAnAddressCountsForItsClipAlone() throws IOException {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      ids.add("wholeVideo" + i);
      site.video("wholeVideo" + i, Media.MP4);
    }
    ids.add(1, "noAddress_0");
    site.page("/watch/noAddress_0", "application/json", "{\"title\": \"x\", \"formats\": []}");

    Kinetics.Result result = download(ids, "--yt-dlp-args", "--ignore-no-formats-error");

    assertThat(result.exitCode()).as("%s", result).isEqualTo(3);
    assertThat(result.out()).containsPattern("done +7").containsPattern("outdated +1");
  }

  @Test
  void whatYoutubeSaidIsInTheJournalBeforeTheMirrorIsRead() throws Exception {
    List<String> ids = gone(4);
    site.fault("/kinetics/", new Fault.NoAnswer());
    StringBuilder list = new StringBuilder("label,youtube_id,time_start,time_end,split\n");
    ids.forEach(id -> list.append("pole vault,").append(id).append(",2,4,train\n"));
    Files.writeString(folder.resolve("list.csv"), list);

    try (Kinetics.Run run =
        Kinetics.in(folder)
            .with(site.environment())
            .start(
                "download",
                "--all",
                "--annotations",
                "list.csv",
                "--source",
                "youtube,mirror",
                "--mirror-url",
                site.address() + "/kinetics")) {
      while (site.requests("/kinetics/").isEmpty() && run.handle().isAlive()) {
        Thread.sleep(50);
      }
      run.signal("KILL");
      run.await();
    }

    assertThat(booked()).hasSize(4).allMatch(e -> e.path("outcome").asText().equals("gone"));
  }
}
