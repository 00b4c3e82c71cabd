package dev.kinetics.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MediaIT {
  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"AUDIO_ONLY", "TINY", "SIDEWAYS", "VARIABLE_FRAME_RATE", "TELEVISION_HLS"})
  void everyFrameTellsItsNumber(Media media) {
    assertThat(FrameNumbers.of(media.file()))
        .isEqualTo(IntStream.range(0, media.seconds() * Media.FRAME_RATE).boxed().toList());
  }

  @Test
  void aVariableFrameRateLeavesNumbersOut() {
    assertThat(FrameNumbers.of(Media.VARIABLE_FRAME_RATE.file()))
        .startsWith(0, 1, 3, 4, 6)
        .contains(13, 14, 15, 16)
        .isSorted()
        .hasSizeBetween(1200, 1300);
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"MP4_SILENT", "VIDEO_ONLY_720P"})
  void theToneTellsTheSecond(Media media) {
    for (int second : List.of(0, 3, media.seconds() - 1)) {
      assertThat(Tone.hertz(media.file(), second + 0.3, 0.4))
          .as("second %d", second)
          .isCloseTo(Tone.hertzInSecond(second), within(4.0));
    }
  }

  @Test
  void numbersSurviveHardCompressionAndScaling(@TempDir Path folder) {
    Path small = folder.resolve("small.mp4");
    TestTools.ffmpeg(
        List.of(
            "-ss",
            "20",
            "-i",
            Media.VIDEO_ONLY_720P.file().toString(),
            "-t",
            "2",
            "-vf",
            "scale=-2:180",
            "-c:v",
            "libx264",
            "-crf",
            "40",
            small.toString()));
    assertThat(FrameNumbers.of(small)).isEqualTo(IntStream.range(500, 550).boxed().toList());
  }

  @Test
  void aPictureWithoutNumberIsNotedAsSuch() {
    assertThatThrownBy(() -> FrameNumbers.of(Media.SIDEWAYS.file()))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("carries no number");
  }
}
