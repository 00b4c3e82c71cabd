package dev.kinetics.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kinetics.annotations.Split;
import dev.kinetics.dataset.NamingDetection.Given;
import dev.kinetics.error.KineticsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamingDetectionTest {
  @TempDir Path root;

  private void touch(String... paths) throws IOException {
    for (String path : paths) {
      Path file = root.resolve(path);
      Files.createDirectories(file.getParent());
      Files.createFile(file);
    }
  }

  private String found() {
    return NamingFile.words(NamingDetection.detect(root, Given.NOTHING).orElseThrow());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "train/pole_vault/a.mp4 | id | underscore | train,valid,test",
        "train/zumba/a.mp4;val/zumba/b.mp4 | id | underscore | train,val,test",
        "validate/pole vault/a_000001_000011.mp4 | id-times | label | train,validate,test",
        "train_256/pole_vault/a.mp4;val_256/zumba/b.mkv"
            + " | id | underscore | train_256,val_256,test_256",
        "videos_train/zumba/a.webm | id | underscore | videos_train,videos_valid,videos_test",
        "train/a_000001_000011.mp4;val/b_000001_000011.mp4 | id-times | none | train,val,test",
        "train/a.mp4;test/b.mp4 | id | none | train,valid,test",
        "train/massaging_persons_head/a.mp4;train/zumba/b.mp4"
            + " | id | torchvision | train,valid,test",
        "train/massaging_person's_head/a.mp4;train/zumba/b.mp4"
            + " | id | underscore | train,valid,test",
        "train/massaging person's head/a.mp4.gz;train/zumba/b.avi"
            + " | id | label | train,valid,test",
        "train_frames/pole vault/a/frame0.jpg | id | label | train,valid,test",
        "train_frames/a_b_000001_000011/frame0.jpg | id-times | none | train,valid,test",
        "train_sound/pole_vault/-a.wav | id | underscore | train,valid,test",
        "training/my own/a.mp4 | id | label | training,valid,test",
        "train_256/zumba/a.mp4;val_256/zumba/notes.txt | id | underscore"
            + " | train_256,val_256,test_256",
        "train/zumba/a.mp4;train/zumba/a_000030_000040.mp4 | id | underscore | train,valid,test",
        "train/zumba/a.mp4;train/junk/readme.txt;train/.cache/b.mp4;train_256/x/notes.txt"
            + " | id | underscore | train,valid,test",
      })
  void findsTheNamingOfFiles(String files, String names, String classes, String splits)
      throws IOException {
    touch(files.split(";"));

    assertThat(found())
        .isEqualTo("--naming " + names + " --class-dirs " + classes + " --split-dirs " + splits);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "train/zumba/a.mp4;train_256/zumba/b.mp4 | --split-dirs train,valid,test",
        "train/zumba/a.mp4;train/zumba/b_000001_000011.mp4 | --naming id-times",
        "train/zumba/a.mp4;train/b.mp4 | --class-dirs none",
        "train/pole vault/a.mp4;train/blowing_glass/b.mp4 | --class-dirs label",
      })
  void refusesFilesThatAreNamedInTwoWays(String files, String option) throws IOException {
    touch(files.split(";"));

    assertThatThrownBy(this::found)
        .isInstanceOf(KineticsException.class)
        .hasMessageContaining("more than one way")
        .hasMessageContaining(option);
  }

  @Test
  void whatAPersonSaysSettlesIt() throws IOException {
    touch("train/zumba/a.mp4", "train_256/zumba/b_000001_000011.mp4");
    Given given =
        new Given(
            null,
            null,
            Map.of(Split.TRAIN, "train_256", Split.VALID, "val_256", Split.TEST, "test"));

    assertThat(NamingDetection.detect(root, given).map(NamingFile::words))
        .contains("--naming id-times --class-dirs underscore --split-dirs train_256,val_256,test");
  }

  @Test
  void aSlipDoesNotMakeTwoWays() throws IOException {
    for (int i = 0; i < 100; i++) {
      touch("train/pole_vault/clip" + i + ".mp4");
    }
    touch("train/pole_vault/other_000001_000011.mp4", "train/beside.mp4");

    assertThat(found()).startsWith("--naming id --class-dirs underscore");
  }

  @Test
  void whereNothingLiesNothingIsFound() throws IOException {
    assertThat(NamingDetection.detect(root.resolve("none"), Given.NOTHING)).isEmpty();
    touch("k400/train/zumba/a.mp4");
    assertThat(NamingDetection.detect(root, Given.NOTHING)).isEmpty();
    assertThat(NamingDetection.nothingIn(root)).contains("do you mean " + root.resolve("k400"));
    try (Stream<Path> files = Files.list(root)) {
      assertThat(files).hasSize(1);
    }
  }
}
