package dev.kinetics.process;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ToolResultTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "WARNING: old|ERROR: [youtube] x: Private video|ERROR: [youtube] x: Private video",
        "ffmpeg version 5.1 Copyright|[in#0] Error opening input|[in#0] Error opening input",
        "'  built with gcc 12'|'  libavutil      57. 28.100'|it ended with exit code 1 and said nothing",
        "WARNING: only this|''|WARNING: only this",
        "Traceback (most recent call last):|KeyError: id|KeyError: id",
        "''|''|it ended with exit code 1 and said nothing",
      })
  void findsTheLineThatSaysWhatIsWrong(String first, String second, String wanted) {
    ToolResult result = new ToolResult(1, false, "", first + "\n" + second + "\n");

    assertThat(result.firstErrorLine()).isEqualTo(wanted);
  }
}
