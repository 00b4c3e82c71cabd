package dev.kinetics.pass;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** How a JPEG quality becomes ffmpeg's quantizer. */
class FrameStyleTest {
  private static int quantizer(int quality) {
    return new FrameStyle(256, 0, quality).quantizer();
  }

  @Test
  void isFinerTheHigherTheQuality() {
    for (int quality = 2; quality <= 100; quality++) {
      assertThat(quantizer(quality))
          .as("quality %d", quality)
          .isLessThanOrEqualTo(quantizer(quality - 1));
    }
  }

  @Test
  void staysWithinWhatFfmpegKnows() {
    assertThat(quantizer(1)).isEqualTo(31);
    assertThat(quantizer(100)).isEqualTo(1);
  }

  @Test
  void leavesAMarginAtTheDefault() {
    assertThat(quantizer(75)).isEqualTo(4);
    assertThat(quantizer(50)).isEqualTo(8);
  }
}
