package dev.kinetics.format;

import java.util.ArrayList;
import java.util.List;

/**
 * Log-mel spectrograms of 100 frames of 128 bands a second, for readers that want them made
 * beforehand (MBT, AV-MAE: {@code melspec/feature/floats}).
 *
 * <p>Nagrani et al. 2021, "Attention Bottlenecks for Multimodal Fusion", 4.2: 16 kHz, a Hamming
 * window of 25 ms, 10 ms from frame to frame, 128 bands. What the paper does not say is chosen
 * here: magnitudes of a discrete Fourier transform of 2,048 points, triangles of height 1 that are
 * evenly spaced on HTK's mel scale from 125 to 7,500 Hz, and the natural logarithm of the sum and
 * 0.001.
 */
final class MelSpectrogram {
  /** Samples a second that it is made of. */
  static final int SAMPLING_RATE = 16_000;

  static final int FRAMES_PER_SECOND = 100;
  static final int BANDS = 128;

  private static final int POINTS = 2048;
  private static final int WINDOW = SAMPLING_RATE / 40;
  private static final int HOP = SAMPLING_RATE / FRAMES_PER_SECOND;
  private static final double LOWEST_HZ = 125;
  private static final double HIGHEST_HZ = 7500;
  private static final double OFFSET = 0.001;

  private final double[] window = new double[WINDOW];
  private final double[][] bands = new double[BANDS][];
  private final int[] firstBin = new int[BANDS];
  private final double[] cos = new double[POINTS / 2];
  private final double[] sin = new double[POINTS / 2];

  MelSpectrogram() {
    for (int i = 0; i < WINDOW; i++) {
      window[i] = 0.54 - 0.46 * Math.cos(2 * Math.PI * i / WINDOW);
    }
    for (int i = 0; i < POINTS / 2; i++) {
      cos[i] = Math.cos(2 * Math.PI * i / POINTS);
      sin[i] = -Math.sin(2 * Math.PI * i / POINTS);
    }
    for (int band = 0; band < BANDS; band++) {
      double low = edge(band);
      double middle = edge(band + 1);
      double high = edge(band + 2);
      firstBin[band] = (int) Math.ceil(low);
      bands[band] = new double[(int) Math.floor(high) - firstBin[band] + 1];
      for (int i = 0; i < bands[band].length; i++) {
        double bin = firstBin[band] + i;
        bands[band][i] =
            Math.max(0, Math.min((bin - low) / (middle - low), (high - bin) / (high - middle)));
      }
    }
  }

  /** Where a band begins (and the one before it peaks), in bins of the transform. */
  private static double edge(int number) {
    double mel = mel(LOWEST_HZ) + number * (mel(HIGHEST_HZ) - mel(LOWEST_HZ)) / (BANDS + 1);
    double hertz = 700 * (Math.exp(mel / 1127) - 1);
    return hertz * POINTS / SAMPLING_RATE;
  }

  private static double mel(double hertz) {
    return 1127 * Math.log(1 + hertz / 700);
  }

  /**
   * The spectrogram of a sound.
   *
   * @param samples mono, at {@link #SAMPLING_RATE}
   * @return for each second 100 frames of 128 bands, one after the other; what lacks of the last
   *     second is silence, and less than half a second more than whole ones is left out
   */
  List<float[]> of(float[] samples) {
    int seconds = Math.max(1, Math.round((float) samples.length / SAMPLING_RATE));
    List<float[]> spectrogram = new ArrayList<>();
    double[] real = new double[POINTS];
    double[] imaginary = new double[POINTS];
    for (int second = 0; second < seconds; second++) {
      float[] step = new float[FRAMES_PER_SECOND * BANDS];
      for (int frame = 0; frame < FRAMES_PER_SECOND; frame++) {
        int start = (second * FRAMES_PER_SECOND + frame) * HOP;
        for (int i = 0; i < POINTS; i++) {
          boolean inside = i < WINDOW && start + i < samples.length;
          real[i] = inside ? samples[start + i] * window[i] : 0;
          imaginary[i] = 0;
        }
        transform(real, imaginary);
        for (int band = 0; band < BANDS; band++) {
          double sum = 0;
          for (int i = 0; i < bands[band].length; i++) {
            int bin = firstBin[band] + i;
            sum += bands[band][i] * Math.hypot(real[bin], imaginary[bin]);
          }
          step[frame * BANDS + band] = (float) Math.log(sum + OFFSET);
        }
      }
      spectrogram.add(step);
    }
    return spectrogram;
  }

  /** Cooley and Tukey's fast Fourier transform, in place; the number of points is a power of 2. */
  private void transform(double[] real, double[] imaginary) {
    int points = real.length;
    for (int i = 0; i < points; i++) {
      int j = Integer.reverse(i) >>> Integer.numberOfLeadingZeros(points - 1);
      if (j > i) {
        double swapped = real[i];
        real[i] = real[j];
        real[j] = swapped;
        swapped = imaginary[i];
        imaginary[i] = imaginary[j];
        imaginary[j] = swapped;
      }
    }
    for (int half = 1; half < points; half *= 2) {
      for (int k = 0; k < half; k++) {
        double c = cos[k * (points / 2 / half)];
        double s = sin[k * (points / 2 / half)];
        for (int i = k; i < points; i += 2 * half) {
          double oddReal = real[i + half] * c - imaginary[i + half] * s;
          double oddImaginary = real[i + half] * s + imaginary[i + half] * c;
          real[i + half] = real[i] - oddReal;
          imaginary[i + half] = imaginary[i] - oddImaginary;
          real[i] += oddReal;
          imaginary[i] += oddImaginary;
        }
      }
    }
  }
}
