package dev.kinetics.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against R's {@code prop.test(count, of, correct = FALSE)}. */
class ShareTest {
  @ParameterizedTest
  @CsvSource({
    "0, 10, 0, 0.27753",
    "8, 10, 0.49016, 0.94332",
    "10, 10, 0.72247, 1",
    "50, 100, 0.40383, 0.59617",
    "851, 1000, 0.82757, 0.87174"
  })
  void theBoundsAreWilsons(long count, long of, double low, double high) {
    Share share = new Share(count, of);

    assertThat(share.low()).isCloseTo(low, within(1e-4));
    assertThat(share.high()).isCloseTo(high, within(1e-4));
  }

  @ParameterizedTest
  @CsvSource({"0, 0.0 % (0.0 to 100.0)"})
  void ofNothingNothingIsKnown(long of, String words) {
    assertThat(new Share(0, of)).hasToString(words);
  }
}
