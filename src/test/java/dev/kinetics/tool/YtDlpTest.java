package dev.kinetics.tool;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class YtDlpTest {
  @Test
  void mayDoNothingForAsLongAsItIsToldToSleep() {
    assertThat(YtDlp.quiet(List.of("yt-dlp", "-j", "--", "--sleep-requests", "300")))
        .isEqualTo(Duration.ofSeconds(60));
    assertThat(
            YtDlp.quiet(
                List.of("yt-dlp", "--sleep-requests", "2.5", "--max-sleep-interval=240", "-j")))
        .isEqualTo(Duration.ofSeconds(300));
    assertThat(YtDlp.quiet(List.of("yt-dlp", "--retry-sleep", "http:exp=1:120", "--")))
        .isEqualTo(Duration.ofSeconds(180));
    assertThat(YtDlp.quiet(List.of("yt-dlp", "--socket-timeout")))
        .isEqualTo(Duration.ofSeconds(60));
  }
}
