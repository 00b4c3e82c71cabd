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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A dataset knows its release, its list, how its files were made, and for which sections. */
class RememberedIT {
  private static final String CLIP = "train/pole_vault/remembered_.mp4";

  @TempDir Path folder;
  private YoutubeSite site;

  @BeforeEach
  void open() throws IOException {
    site = new YoutubeSite();
    site.video("remembered_", Media.MP4);
    list("first.csv", 4, 7);
    list("second.csv", 14, 17);
  }

  @AfterEach
  void close() {
    site.close();
  }

  private void list(String name, int start, int end) throws IOException {
    Files.writeString(
        folder.resolve(name),
        "label,youtube_id,time_start,time_end,split\npole vault,remembered_,%d,%d,train\n"
            .formatted(start, end));
  }

  private Kinetics.Result run(int exitCode, String... arguments) {
    Kinetics.Result result = Kinetics.in(folder).with(site.environment()).run(arguments);
    assertThat(result.exitCode())
        .as("%s %s", Arrays.toString(arguments), result)
        .isEqualTo(exitCode);
    return result;
  }

  private Kinetics.Result all(int exitCode, String subcommand, String... more) {
    List<String> arguments = new ArrayList<>(List.of(subcommand, "--all"));
    arguments.addAll(List.of(more));
    return run(exitCode, arguments.toArray(String[]::new));
  }

  private Path file(String path) {
    return folder.resolve("dataset").resolve(path);
  }

  @Test
  void nobodyRepeatsReleaseAndList() throws IOException {
    all(0, "download", "--release", "600", "--annotations", "first.csv");

    assertThat(run(0, "stats").out()).containsPattern("1 +1 +0 +0 +0 +0 +0 +all");
    run(0, "verify");
    all(0, "frames");
    // Downloads say of which list a dataset is; others may work on a part of it.
    Files.copy(folder.resolve("first.csv"), folder.resolve("part.csv"));
    all(0, "sound", "--annotations", "part.csv");
    assertThat(file(".kinetics/made.json")).content().contains("first.csv").contains("sound");
    assertThat(file("train_sound/pole_vault/remembered_.mp3")).exists();
    run(0, "export", "lists", "--splits", "train", "--out", "lists");
    assertThat(all(0, "download").out()).containsPattern("there already +1");

    assertThat(all(2, "download", "--release", "700-2020", "--annotations", "first.csv").err())
        .contains("is of release 600, not 700-2020", "--dataset-dir");
    assertThat(run(2, "stats", "--release", "400").err()).contains("release 600, not 400");
    // The new one takes the old one's place, and is remembered.
    all(0, "download", "--release", "700-2020", "--annotations", "first.csv", "--overwrite");
    assertThat(file(".kinetics/made.json")).content().contains("700-2020");

    assertThat(folder.resolve("first.csv").toFile().delete()).isTrue();
    assertThat(run(2, "stats").err()).contains("first.csv is there no more", "--annotations");
  }

  @Test
  void otherOptionsAreRefusedUntilTheyAreMeant() throws IOException {
    all(0, "download", "--annotations", "first.csv", "--short-side", "128");
    byte[] clip = Files.readAllBytes(file(CLIP));
    for (String[] other :
        List.of(
            new String[] {},
            new String[] {"--short-side", "96"},
            new String[] {"--short-side", "128", "--cut", "copy"},
            new String[] {"--max-height", "240", "--dry-run"})) {
      assertThat(all(2, "download", other).err())
          .contains("were made with", "--overwrite", "--dataset-dir");
    }
    assertThat(file(CLIP)).hasBinaryContent(clip);
    all(0, "download", "--short-side", "128");

    all(0, "frames", "--short-side", "64", "--fps", "5");
    assertThat(all(2, "frames", "--short-side", "64").err())
        .contains("the frames in dataset were made with fps 5, not fps 0");
    assertThat(all(2, "frames", "--short-side", "64", "--fps", "5", "--quality", "50").err())
        .contains("quality 75, not quality 50");
    assertThat(file("train_frames/pole_vault/remembered_/frame15.jpg")).doesNotExist();
    all(0, "frames", "--short-side", "64", "--overwrite");
    assertThat(file("train_frames/pole_vault/remembered_/frame74.jpg")).exists();
    all(0, "frames", "--short-side", "64");
    // Another folder is another matter.
    all(0, "frames", "--short-side", "32", "--fps", "5", "--output-dir", "small");
    assertThat(all(2, "frames", "--short-side", "64", "--output-dir", "small").err())
        .contains("the frames in small");

    all(0, "sound");
    assertThat(all(2, "sound", "--sampling-rate", "16000").err())
        .contains("mp3 sampling rate 0, not mp3 sampling rate 16000");
    // Files of another form lie beside them, and go on as they began.
    all(0, "sound", "--format", "wav", "--sampling-rate", "16000");
    Files.delete(file("train_sound/pole_vault/remembered_.wav"));
    all(0, "sound", "--format", "wav");
    assertThat(
            TestTools.probe(file("train_sound/pole_vault/remembered_.wav"))
                .audio()
                .orElseThrow()
                .samplingRate())
        .isEqualTo(16_000);
    assertThat(
            all(2, "download", "--short-side", "128", "--also", "sound", "--channels", "1").err())
        .contains("the sound in dataset", "mp3 channels 0, not mp3 channels 1");
  }

  @Test
  void aDatasetOfEarlierVersionsGoesOn() throws IOException {
    all(0, "download", "--release", "600", "--annotations", "first.csv", "--short-side", "128");
    Files.delete(file(".kinetics/made.json"));
    Path journal;
    try (var files = Files.list(file(".kinetics/journal"))) {
      journal = files.filter(Files::isRegularFile).findFirst().orElseThrow();
    }
    Files.writeString(journal, Files.readString(journal).replace("\"first.csv\"", "\"600\""));

    assertThat(all(0, "download", "--annotations", "first.csv").out())
        .containsPattern("there already +1");
    assertThat(file(".kinetics/made.json")).content().contains("\"600\"").doesNotContain("clips");
    assertThat(all(2, "download", "--release", "400").err()).contains("release 600, not 400");
    all(0, "frames", "--short-side", "64");
    all(2, "frames");
  }

  @Test
  void aFileOfAnotherSectionIsNotTheClip() throws IOException {
    all(0, "download", "--annotations", "first.csv", "--also", "frames");
    assertThat(FrameNumbers.of(file(CLIP)).get(0)).isEqualTo(100);
    byte[] old = Files.readAllBytes(file(CLIP));

    // It is looked at, not taken for the clip, and not removed.
    assertThat(run(1, "verify", "--annotations", "second.csv", "--delete").out())
        .contains("4 to 7 s and not of 14 to 17 s");
    assertThat(all(1, "sound", "--annotations", "second.csv").out())
        .contains("1 clip is of another section than the list has");
    assertThat(file("train_sound")).doesNotExist();

    site.error("remembered_", "The site has a bad day", true);
    all(1, "download", "--annotations", "second.csv", "--also", "frames");
    assertThat(file(CLIP)).hasBinaryContent(old);
    assertThat(run(0, "stats", "--annotations", "second.csv", "--json").out())
        .contains("\"other_sections\" : 1")
        .contains("\"there\" : 0");
    assertThat(run(2, "meta", "videos", "--force", "--annotations", "second.csv").err())
        .contains("1 clip left out: what is there is of other sections");
    String words = "webdataset --frames --all --out shards --annotations second.csv";
    assertThat(run(2, ("export " + words).split(" ")).toString())
        .contains("made for another section");
    assertThat(run(0, "stats", "--annotations", "first.csv").out())
        .doesNotContain("other sections");

    site.video("remembered_", Media.MP4);
    assertThat(all(0, "download", "--annotations", "second.csv", "--also", "frames").out())
        .contains("of other sections than the list's");
    assertThat(FrameNumbers.of(file(CLIP)).get(0)).isEqualTo(350);
    assertThat(FrameNumbers.of(file("train_frames/pole_vault/remembered_/frame%d.jpg")).get(0))
        .isEqualTo(350);
    assertThat(all(0, "download", "--annotations", "second.csv", "--also", "frames").out())
        .containsPattern("there already +1");
    run(0, "verify");
  }
}
