package dev.kinetics.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kinetics.annotations.Release;
import dev.kinetics.dataset.DatasetLayout.Kind;
import dev.kinetics.error.ExitCode;
import dev.kinetics.error.KineticsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a dataset remembers of itself, and what it refuses then. */
class MadeTest {
  private static final Map<String, String> LARGE = Map.of("short-side", "256", "fps", "0");
  private static final Map<String, String> SMALL = Map.of("short-side", "128", "fps", "0");

  @TempDir Path folder;

  private DatasetLayout layout() {
    return new DatasetLayout(folder);
  }

  private void put(String path) throws IOException {
    Files.createDirectories(folder.resolve(path).getParent());
    Files.writeString(folder.resolve(path), "bytes");
  }

  @Test
  void nothingIsRememberedAtFirst() {
    assertThat(Made.read(folder)).isEmpty();
    Made.of(Release.KINETICS_400, null).with(Kind.FRAMES, LARGE).requireFits(layout());
  }

  @Test
  void whatIsRememberedIsReadAgain() {
    Path list = folder.resolve("my list.csv");
    Made made = Made.of(Release.KINETICS_700_2020, list).with(Kind.VIDEO, LARGE);
    made.remember(layout());
    assertThat(Made.read(folder)).contains(made);
    assertThat(folder.resolve(".kinetics/made.json")).content().contains("\"700-2020\"");
  }

  @Test
  void whatIsSaidOfOneKindLeavesTheOthers() {
    Made.of(Release.KINETICS_600, folder.resolve("list.csv"))
        .with(Kind.VIDEO, LARGE)
        .with(Kind.SOUND, Map.of("format", "mp3"))
        .remember(layout());
    Made.of(Release.KINETICS_600, null).with(Kind.VIDEO, SMALL).remember(layout());
    assertThat(Made.read(folder))
        .contains(
            Made.of(Release.KINETICS_600, null)
                .with(Kind.VIDEO, SMALL)
                .with(Kind.SOUND, Map.of("format", "mp3")));
  }

  @Test
  void whatNewerVersionsWroteStays() throws IOException {
    Files.createDirectory(folder.resolve(".kinetics"));
    Path file = folder.resolve(".kinetics/made.json");
    Files.writeString(file, "{\"release\":\"600\",\"further\":{\"a\":1}}");
    Made.of(null, null).with(Kind.VIDEO, LARGE).remember(layout());
    assertThat(file).content().contains("\"further\"", "\"600\"", "\"256\"");
  }

  @Test
  void aListIsNoRelease() {
    Made made = Made.of(null, folder.resolve("list.csv"));
    made.remember(layout());
    assertThat(Made.read(folder)).contains(made);
    assertThat(made.listName()).isEqualTo("list.csv");
    assertThat(Made.of(Release.KINETICS_600, null).listName()).isEqualTo("600");
  }

  @Test
  void otherOptionsAreRefusedWithWhatDiffers() throws IOException {
    Made.of(Release.KINETICS_400, null).with(Kind.FRAMES, LARGE).remember(layout());
    Made other = Made.of(Release.KINETICS_400, null).with(Kind.FRAMES, SMALL);
    // Of frames that are there no more nothing counts.
    Files.createDirectories(folder.resolve("train_frames/pole_vault"));
    assertThatCode(() -> other.requireFits(layout())).doesNotThrowAnyException();

    put("train_frames/pole_vault/id/frame0.jpg");
    assertThatThrownBy(() -> other.requireFits(layout()))
        .isInstanceOfSatisfying(
            KineticsException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.BAD_INPUT))
        .hasMessageContaining("frames in " + folder)
        .hasMessageContaining("made with short side 256, not short side 128;")
        .hasMessageContaining("go on with --short-side 256 (for 'download --also frames'")
        .hasMessageContaining("--overwrite");
    Made.of(Release.KINETICS_400, null).with(Kind.FRAMES, LARGE).requireFits(layout());
    Made.of(Release.KINETICS_400, null).with(Kind.SOUND, SMALL).requireFits(layout());
  }

  @Test
  void theOptionsToGiveAreNamed() throws IOException {
    put("train/pole_vault/id.mp4");
    put("train_sound/pole_vault/id.wav");
    Made.of(Release.KINETICS_400, null)
        .with(Kind.VIDEO, Map.of("max-height", "any", "short-side", "256", "cut", "encode"))
        .with(Kind.SOUND, Map.of("wav-sampling-rate", "16000", "wav-channels", "1"))
        .remember(layout());
    Made clips =
        Made.of(Release.KINETICS_400, null)
            .with(Kind.VIDEO, Map.of("max-height", "720", "short-side", "0", "cut", "encode"));
    assertThatThrownBy(() -> clips.requireFits(layout()))
        .hasMessageContaining("; go on with --short-side 256, make them again with --overwrite");
    Made sound =
        Made.of(Release.KINETICS_400, null)
            .with(Kind.SOUND, Map.of("wav-sampling-rate", "8000", "wav-channels", "1"));
    assertThatThrownBy(() -> sound.requireFits(layout()))
        .hasMessageContaining("; go on with --sampling-rate 16000, make them again");
  }

  @Test
  void anotherReleaseIsRefused() throws IOException {
    Made.of(Release.KINETICS_400, null).remember(layout());
    put("val/pole vault/id.mp4");
    Made.of(null, folder.resolve("list.csv")).requireFits(layout());
    NamingFile.remember(
        new DatasetLayout(
            folder,
            new Naming(
                Naming.ClipNames.ID,
                Naming.ClassFolders.LABEL,
                NamingFile.checked(
                    Map.of(
                        dev.kinetics.annotations.Split.TRAIN, "train",
                        dev.kinetics.annotations.Split.VALID, "val",
                        dev.kinetics.annotations.Split.TEST, "test")))));
    assertThatThrownBy(() -> Made.of(Release.KINETICS_600, null).requireFits(layout()))
        .isInstanceOf(KineticsException.class)
        .hasMessageContaining("release 400, not 600")
        .hasMessageContaining("--dataset-dir");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "nonsense",
        "{\"annotations\":\"\\u0000\"}",
        "{\"clips\":5}",
        "{\"frames\":[1]}"
      })
  void oneThatIsBrokenIsTold(String text) throws IOException {
    Files.createDirectory(folder.resolve(".kinetics"));
    Files.writeString(folder.resolve(".kinetics/made.json"), text);
    assertThatThrownBy(() -> Made.read(folder))
        .isInstanceOf(KineticsException.class)
        .hasMessageContaining("made.json")
        .hasMessageContaining("remove it");
  }
}
