package dev.kinetics.source;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What yt-dlp's and ffmpeg's messages mean, in the words that they use. */
class FailureKindTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          BLOCKED    | HTTP Error 429: Too Many Requests
          BLOCKED    | too many requests
          BLOCKED    | Sign in to confirm you're not a bot. This helps protect our community
          BLOCKED    | Sign in to confirm you’re not a bot
          BLOCKED    | This content isn't available, try again later.
          BLOCKED    | The current session has been rate-limited by YouTube for up to an hour
          BLOCKED    | YouTube is requiring a captcha challenge before playback
          DISK_FULL  | unable to write data: [Errno 28] No space left on device
          TAKEN_DOWN | Video unavailable. Someone has blocked it on copyright grounds
          TAKEN_DOWN | no longer available due to a copyright claim by Somebody
          REGION     | The uploader has not made this video available in your country
          REGION     | This video is not available in your country
          ACCOUNT    | Sign in to confirm your age
          ACCOUNT    | This video may be inappropriate for some users.
          ACCOUNT    | This video is available to this channel's members-only
          ACCOUNT    | Join this channel to get access to members-only content
          ACCOUNT    | This video requires payment to watch
          PRIVATE    | Private video. Sign in if you've been granted access to this video
          GONE       | This video has been removed by the uploader
          GONE       | This video has been removed for violating YouTube's Terms of Service
          GONE       | the YouTube account associated with this video has been terminated.
          GONE       | This video does not exist.
          GONE       | This video is not available
          GONE       | This video is no longer available
          GONE       | Video unavailable
          FORBIDDEN  | unable to download video data: HTTP Error 403: Forbidden
          NETWORK    | unable to download video data: HTTP Error 404: Not Found
          NETWORK    | unable to download video data: HTTP Error 410: Gone
          NETWORK    | Unable to download webpage: HTTP Error 503 (please report this issue on …)
          NETWORK    | HTTP Error 500: Internal Server Error
          NETWORK    | The read operation timed out
          NETWORK    | [Errno 104] Connection reset by peer
          NETWORK    | <urlopen error [Errno -3] Temporary failure in name resolution>
          NETWORK    | Remote end closed connection without response
          NETWORK    | IncompleteRead(1024 bytes read, 4096 more expected)
          NETWORK    | Did not get any data blocks
          FORMAT     | Requested format is not available. Use --list-formats
          OUTDATED   | nsig extraction failed: Some formats may be missing
          OUTDATED   | Unable to extract yt initial data
          OUTDATED   | An unforeseen thing; please report this issue on the issue tracker
          UNKNOWN    | Something else
          """)
  void readsMessages(FailureKind kind, String message) {
    assertThat(FailureKind.of("ERROR: [youtube] abcdefghijk: " + message)).isEqualTo(kind);
    assertThat(FailureKind.of("ERROR: abcdefghijk: YouTube said: " + message)).isEqualTo(kind);
  }

  @Test
  void asksForTheBlockFirstAndForTheSiteThatChangedLast() {
    assertThat(FailureKind.of("Video unavailable. This content isn’t available, try again later."))
        .isEqualTo(FailureKind.BLOCKED);
    assertThat(FailureKind.of("Private video; available in your country, on copyright grounds"))
        .isEqualTo(FailureKind.TAKEN_DOWN);
    assertThat(FailureKind.of("Private video; Join this channel")).isEqualTo(FailureKind.ACCOUNT);
    assertThat(FailureKind.of("timed out; please report this issue"))
        .isEqualTo(FailureKind.NETWORK);
  }
}
