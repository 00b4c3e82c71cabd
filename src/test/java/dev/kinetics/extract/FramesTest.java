package dev.kinetics.extract;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** How a JPEG quality becomes ffmpeg's quantizer. */
class FramesTest {
  @Test
  void isFinerTheHigherTheQuality() {
    for (int quality = 2; quality <= 100; quality++) {
      assertThat(Frames.quantizer(quality))
          .as("quality %d", quality)
          .isLessThanOrEqualTo(Frames.quantizer(quality - 1));
    }
  }

  @Test
  void staysWithinWhatFfmpegKnows() {
    assertThat(Frames.quantizer(1)).isEqualTo(31);
    assertThat(Frames.quantizer(100)).isEqualTo(1);
  }

  @Test
  void leavesAMarginAtTheDefault() {
    assertThat(Frames.quantizer(75)).isEqualTo(4);
    assertThat(Frames.quantizer(50)).isEqualTo(8);
  }
}
