package dev.kinetics.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class PicturePacketsTest {
  @Test
  void eachIsCountedInWhateverOrderTheyStand() {
    PicturePackets packets =
        PicturePackets.parse("1.400000,0.040000,\n\n1.520000,0.040000\n1.440000,0.040000\n")
            .orElseThrow();
    assertThat(packets.count()).isEqualTo(3);
    assertThat(packets.start()).isEqualTo(1.4);
    assertThat(packets.end()).isCloseTo(1.56, within(1e-9));
  }

  @Test
  void whereNotAllAreStampedTheirDurationsArePutTogether() {
    PicturePackets packets =
        PicturePackets.parse("0.540000,0.040000\nN/A,0.040000\nN/A,0.040000\n").orElseThrow();
    assertThat(packets.count()).isEqualTo(3);
    assertThat(packets.end()).isCloseTo(0.66, within(1e-9));
  }

  @Test
  void withoutAStampNothingIsTold() {
    assertThat(PicturePackets.parse("")).isEmpty();
    assertThat(PicturePackets.parse("N/A,0.040000\nN/A,N/A\n")).isEmpty();
  }
}
