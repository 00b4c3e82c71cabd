package dev.kinetics.download;

import java.util.Locale;

/**
 * How many of a sample, and between which bounds the share of all lies with 95 %, by Wilson's score
 * interval (E. B. Wilson, Journal of the American Statistical Association 22, 1927).
 *
 * @param count how many
 * @param of the sample's size
 */
record Share(long count, long of) {
  /** Of the normal distribution, 95 % lie within so many deviations. */
  private static final double DEVIATIONS = 1.959963984540054;

  double value() {
    return of == 0 ? 0 : (double) count / of;
  }

  double low() {
    return of == 0 ? 0 : Math.max(0, centre() - margin());
  }

  double high() {
    return of == 0 ? 1 : Math.min(1, centre() + margin());
  }

  private double centre() {
    double squared = DEVIATIONS * DEVIATIONS;
    return (count + squared / 2) / (of + squared);
  }

  private double margin() {
    double squared = DEVIATIONS * DEVIATIONS;
    double spread = (double) count * (of - count) / of + squared / 4;
    return DEVIATIONS / (of + squared) * Math.sqrt(spread);
  }

  /** In per cent, with its bounds. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT, "%.1f %% (%.1f to %.1f)", 100 * value(), 100 * low(), 100 * high());
  }
}
