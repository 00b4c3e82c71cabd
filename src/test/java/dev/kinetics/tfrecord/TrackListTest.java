package dev.kinetics.tfrecord;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.kinetics.annotations.Split;
import dev.kinetics.dataset.DatasetLayout;
import dev.kinetics.error.ExitCode;
import dev.kinetics.error.KineticsException;
import dev.kinetics.tfrecord.TrackList.Track;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrackListTest {
  private static final String CLASSES = "{\"pole vault\": 1, \"massaging person's head\": 0}";

  @TempDir private Path folder;
  private final DatasetLayout layout = new DatasetLayout(Path.of("dataset"));

  @Test
  void keepsTheOrderOfTheMetadata() throws IOException {
    assertThat(
            read(
                Split.VALID,
                "{\"b\": \"pole vault\", \"--a\": \"massaging person's head\", \"B\": \"pole"
                    + " vault\"}",
                CLASSES))
        .extracting(track -> track.file().toString(), Track::classIndex)
        .containsExactly(
            tuple("dataset/valid_sound/pole_vault/b.mp3", 1),
            tuple("dataset/valid_sound/massaging_person's_head/--a.mp3", 0),
            tuple("dataset/valid_sound/pole_vault/B.mp3", 1));
  }

  @Test
  void asksForNoClassesInTheTestSet() throws IOException {
    assertThat(read(Split.TEST, "{\"a\": \"\", \"b\": \"zumba\", \"c\": \"../x\"}", "{}"))
        .extracting(track -> track.file().toString(), Track::classIndex)
        .containsExactly(
            tuple("dataset/test_sound/a.mp3", 0),
            tuple("dataset/test_sound/b.mp3", 0),
            tuple("dataset/test_sound/c.mp3", 0));
  }

  @Test
  void takesMetadataWithoutClips() throws IOException {
    assertThat(read(Split.TRAIN, "{}", "{}")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{",
        "null",
        "{\"a\"",
        "{\"a\": 1}",
        "{\"a\": {\"b\": 1}}",
        "{\"a\": \"pole vault\"",
        "{\"a\": \"pole vault\"} {}",
        "{\"a\": \"pole vault\", \"a\": \"pole vault\"}",
        "{\"a\": \"zumba\"}",
        "{\"../a\": \"pole vault\"}",
        "{\"a/b\": \"pole vault\"}",
        "{\"a.b\": \"pole vault\"}",
        "{\"a b\": \"pole vault\"}",
        "{\"\": \"pole vault\"}",
        "{\"a\\u0000\": \"pole vault\"}",
        "{\"\u00e9\": \"pole vault\"}",
        "\u0000\u0000\u0000\u0000"
      })
  void refusesOddMetadata(String metadata) {
    assertThatThrownBy(() -> read(Split.TRAIN, metadata, CLASSES))
        .isInstanceOf(KineticsException.class)
        .hasMessageContaining("metadata.json:1: ")
        .extracting(e -> ((KineticsException) e).exitCode())
        .isEqualTo(ExitCode.BAD_INPUT);
  }

  @Test
  void aSlashInAClassStaysInItsFoldersName() throws IOException {
    assertThat(read(Split.TRAIN, "{\"a\": \"b/../c\"}", "{\"b/../c\": 0}").get(0).folder())
        .endsWithRaw(Path.of("b%2F..%2Fc"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"../x", "..", ".", "", "a\\\\b", ".hidden", "a\\u0000b", "a\\nb", "/etc"})
  void makesNoPathOfAnOddClass(String label) {
    assertThatThrownBy(
            () -> read(Split.TRAIN, "{\"a\": \"" + label + "\"}", "{\"" + label + "\": 0}"))
        .isInstanceOf(KineticsException.class)
        .hasMessageContaining("is odd");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "{\"pole vault\": \"1\"}",
        "{\"pole vault\": -1}",
        "{\"pole vault\": 1.0}",
        "{\"pole vault\": 99999999999}",
        "{\"pole vault\": 1, \"pole vault\": 2}",
        "{\"pole vault\": 1"
      })
  void refusesOddClasses(String classes) {
    assertThatThrownBy(() -> read(Split.TRAIN, "{\"a\": \"pole vault\"}", classes))
        .isInstanceOf(KineticsException.class)
        .hasMessageContaining("classes.json:1: ");
  }

  @Test
  void namesAMissingFile() {
    Path missing = folder.resolve("nowhere.json");
    assertThatThrownBy(() -> TrackList.read(layout, Split.TRAIN, missing, missing, null))
        .isInstanceOf(KineticsException.class)
        .hasMessage("there is no file " + missing + "; 'kinetics meta sound --save …' makes it");
  }

  private List<Track> read(Split split, String metadata, String classes) throws IOException {
    Path metadataFile = Files.writeString(folder.resolve("metadata.json"), metadata);
    Path classesFile = Files.writeString(folder.resolve("classes.json"), classes);
    return TrackList.read(layout, split, metadataFile, classesFile, null);
  }
}
