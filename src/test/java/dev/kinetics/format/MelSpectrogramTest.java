package dev.kinetics.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class MelSpectrogramTest {
  private final MelSpectrogram spectrogram = new MelSpectrogram();

  @Test
  void aToneStandsInItsBand() {
    for (int hertz : new int[] {200, 440, 1000, 3000, 7000}) {
      List<float[]> steps = spectrogram.of(tone(hertz, 48_000));

      assertThat(steps).hasSize(3);
      for (float[] step : steps) {
        assertThat(step).hasSize(100 * 128);
        int loudest = loudest(step, 50);
        assertThat(hertz(loudest)).as("%d Hz", hertz).isCloseTo(hertz, within(hertz * 0.06 + 10));
        // Straight from the definition of the discrete Fourier transform.
        assertThat((double) step[50 * 128 + loudest])
            .isCloseTo(byDefinition(hertz, loudest), within(0.3));
      }
    }
  }

  @Test
  void silenceIsTheSmallestValue() {
    for (float[] step : spectrogram.of(new float[32_000])) {
      assertThat(step).containsOnly((float) Math.log(0.001));
    }
  }

  @Test
  void theLastSecondIsFilledWithSilence() {
    List<float[]> steps = spectrogram.of(tone(1000, 16_000 + 9_000));
    assertThat(steps).hasSize(2);
    assertThat(steps.get(1)[99 * 128 + 5]).isEqualTo((float) Math.log(0.001));
    assertThat(spectrogram.of(tone(1000, 16_000 + 7_000))).hasSize(1);
    assertThat(spectrogram.of(new float[0])).hasSize(1);
  }

  @Test
  void framesAreTenMilliseconds() {
    float[] samples = new float[16_000];
    samples[8_000] = 1; // Inside the windows that begin between 7,601 and 8,000.
    float[] step = spectrogram.of(samples).get(0);
    for (int frame = 0; frame < 100; frame++) {
      boolean heard = step[frame * 128 + 60] > Math.log(0.002);
      assertThat(heard).as("frame %d", frame).isEqualTo(frame >= 48 && frame <= 50);
    }
  }

  private static float[] tone(int hertz, int samples) {
    float[] tone = new float[samples];
    for (int i = 0; i < samples; i++) {
      tone[i] = (float) (0.5 * Math.sin(2 * Math.PI * hertz * i / 16_000));
    }
    return tone;
  }

  private static int loudest(float[] step, int frame) {
    int loudest = 0;
    for (int band = 1; band < 128; band++) {
      loudest = step[frame * 128 + band] > step[frame * 128 + loudest] ? band : loudest;
    }
    return loudest;
  }

  /** The middle of a band. */
  private static double hertz(int band) {
    double low = 1127 * Math.log(1 + 125 / 700.0);
    double high = 1127 * Math.log(1 + 7500 / 700.0);
    return 700 * (Math.exp((low + (band + 1) * (high - low) / 129) / 1127) - 1);
  }

  private static double byDefinition(int hertz, int band) {
    double sum = 0;
    for (int bin = 1; bin < 1024; bin++) {
      double at = bin * 16_000 / 2048.0;
      double weight =
          at <= hertz(band)
              ? (at - hertz(band - 1)) / (hertz(band) - hertz(band - 1))
              : (hertz(band + 1) - at) / (hertz(band + 1) - hertz(band));
      if (weight <= 0) {
        continue;
      }
      double real = 0;
      double imaginary = 0;
      for (int i = 0; i < 400; i++) {
        double sample = 0.5 * Math.sin(2 * Math.PI * hertz * i / 16_000);
        double windowed = sample * (0.54 - 0.46 * Math.cos(2 * Math.PI * i / 400));
        real += windowed * Math.cos(2 * Math.PI * bin * i / 2048);
        imaginary -= windowed * Math.sin(2 * Math.PI * bin * i / 2048);
      }
      sum += weight * Math.hypot(real, imaginary);
    }
    return Math.log(sum + 0.001);
  }
}
