package dev.kinetics.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SafeCommandTest {
  private static List<String> safe(String... words) {
    return SafeCommand.of(List.of(words), "download");
  }

  @Test
  void whatIsNoSecretStays() {
    assertThat(safe("download", "--classes", "pole vault", "--shard", "1/4"))
        .containsExactly("download", "--classes", "pole vault", "--shard", "1/4");
    assertThat(safe("--all")).containsExactly("download", "--all");
  }

  @Test
  void noPasswordAndNoSignatureIsLeft() {
    assertThat(
            safe(
                "download",
                "--proxy",
                "http://me:pass1@host:80",
                "--proxy=me:pass2@host:80",
                "--proxy=socks5://me:pass3@host",
                "--yt-dlp-args",
                "-u me -p pass4",
                "--yt-dlp-args=--password pass5",
                "--annotations-url",
                "https://host/list.csv?signature=pass6",
                "--cookies-from-browser",
                "firefox:/home/pass7",
                "--cookies-from-browser=chrome+kwallet:pass8::pass9",
                "--all"))
        .contains("--all", "firefox:...", "--yt-dlp-args", "https://host/list.csv?...")
        .noneMatch(word -> word.contains("pass"));
  }
}
