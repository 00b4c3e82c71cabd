package dev.kinetics.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteRangeTest {
  @ParameterizedTest
  @CsvSource({
    "bytes=0-,      0, 99",
    "bytes=10-19,  10, 19",
    "bytes=10-999, 10, 99",
    "bytes=-5,     95, 99",
    "bytes=-500,    0, 99",
    "bytes=99-99,  99, 99",
    "bytes=-,       0, 99",
    "bytes=0-1 2-3, 0, 99",
    "lines=0-1,     0, 99",
    "bytes=1234567890123456789012-, 0, 99",
    ",              0, 99",
  })
  void isCutToTheFile(String header, long first, long last) {
    assertThat(ByteRange.parse(header, 100)).contains(new ByteRange(first, last));
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes=100-", "bytes=100-200", "bytes=20-10", "bytes=-0"})
  void isEmptyWhereTheFileHasNoSuchBytes(String header) {
    assertThat(ByteRange.parse(header, 100)).isEmpty();
  }
}
