package dev.kinetics.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What yt-dlp and ffmpeg say, in their own words, and what is made of it. */
class FailureKindTest {
  private static final String REPORT =
      "; please report this issue on  https://github.com/yt-dlp/yt-dlp/issues?q= , filling out the"
          + " appropriate issue template. Confirm you are on the latest version using  yt-dlp -U";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ERROR: [youtube] abc: Unable to download API page: HTTP Error 429: Too Many Requests",
        "ERROR: Unable to download webpage: Too Many Requests",
        "[https @ 0x55] HTTP error 429 Too Many Requests",
        "Server returned 429 Too Many Requests",
        "ERROR: [youtube] abc: Sign in to confirm you're not a bot. Use --cookies",
        "ERROR: [youtube] abc: Sign in to confirm you\u2019re not a bot. Use --cookies",
        "ERROR: [youtube] abc: Sign in to confirm you\u2018re not a bot. Use --cookies",
        "ERROR: [youtube] abc: Video unavailable. This content isn't available, try again later.",
        "ERROR: [youtube] abc: Video unavailable. This content isn\u2019t available, try again"
            + " later. Your account has been rate-limited by YouTube for up to an hour.",
        "ERROR: [youtube] abc: The current session has been rate-limited by YouTube",
        "ERROR: [youtube] abc: YouTube is requiring a captcha challenge before playback",
        "ERROR: abc: YouTube said: Too Many Requests"
      })
  void isBlocked(String message) {
    assertKind(FailureKind.BLOCKED, message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ERROR: [youtube] abc: Unable to download API page: HTTP Error 500: Internal Server Error",
        "ERROR: [youtube] abc: Unable to download API page: HTTP Error 502: Bad Gateway",
        "ERROR: [youtube] abc: Unable to download API page: HTTP Error 503: Service Unavailable",
        "ERROR: unable to download video data: HTTP Error 404: Not Found",
        "ERROR: unable to download video data: HTTP Error 410: Gone",
        "[https @ 0x55] Server returned 404 Not Found",
        "[https @ 0x55] Server returned 5XX Server Error reply",
        "ERROR: [youtube] abc: Unable to download API page: The read operation timed out",
        "ERROR: [youtube] abc: <urlopen error [Errno 110] Connection timed out>",
        "ERROR: [youtube] abc: [Errno 104] Connection reset by peer",
        "ERROR: [youtube] abc: ('Connection aborted.', RemoteDisconnected('Remote end closed"
            + " connection without response'))",
        "ERROR: [youtube] abc: <urlopen error [Errno -3] Temporary failure in name resolution>",
        "ERROR: [youtube] abc: Failed to resolve 'www.youtube.com'",
        "Failed to resolve hostname r4---sn.googlevideo.com: Name or service not known",
        "ERROR: [youtube] abc: [Errno 101] Network is unreachable",
        "ERROR: [youtube] abc: [Errno 113] No route to host",
        "ERROR: [youtube] abc: [Errno 111] Connection refused",
        "ERROR: [youtube] abc: Remote end closed connection without response",
        "ERROR: unable to download video data: IncompleteRead(1024 bytes read, 9 more expected)",
        "ERROR: Did not get any data blocks",
        "ERROR: The downloaded file is empty",
        "[https @ 0x55] Stream ends prematurely at 5000, should be 9000",
        "[mov,mp4 @ 0x55] stream 0, offset 0x30: partial file",
        "https://host/video.mp4: Input/output error",
        "ERROR: [youtube] abc: EOF occurred in violation of protocol [SSL:"
            + " UNEXPECTED_EOF_WHILE_READING]"
      })
  void isTheNetwork(String message) {
    assertKind(FailureKind.NETWORK, message);
  }

  @Test
  void isAServerWithoutRanges() {
    assertKind(
        FailureKind.NO_RANGES,
        "[http @ 0x55] Unexpected offset: expected 334366, got 0\n"
            + "[mov,mp4 @ 0x55] stream 1, offset 0x51a1e: partial file");
    assertKind(
        FailureKind.NETWORK,
        "[http @ 0x55] Stream ends prematurely at 300000, should be 654904\n"
            + "[http @ 0x55] Unexpected offset: expected 300000, got 0");
  }

  private static void assertKind(FailureKind kind, String message) {
    assertThat(FailureKind.of(message)).isEqualTo(kind);
    assertThat(FailureKind.of(message + REPORT)).isEqualTo(kind);
    assertThat(FailureKind.of(message.toUpperCase(Locale.ROOT))).isEqualTo(kind);
    assertThat(FailureKind.of(message.toLowerCase(Locale.ROOT))).isEqualTo(kind);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          GONE       | ERROR: [youtube] abc: This video has been removed by the uploader
          GONE       | ERROR: [youtube] abc: removed for violating YouTube's Terms of Service
          GONE       | ERROR: abc: YouTube said: the YouTube account associated with this video has been terminated.
          GONE       | ERROR: [youtube] abc: This video does not exist
          UNKNOWN    | ERROR: [youtube] abc: Video unavailable. This video is not available
          GONE       | ERROR: [youtube] abc: This video is no longer available
          GONE       | ERROR: [youtube] abc: Video unavailable
          PRIVATE    | ERROR: [youtube] abc: Private video. Sign in if you've been granted access
          TAKEN_DOWN | ERROR: [youtube] abc: Video unavailable. This video contains content from X, who has blocked it on copyright grounds
          TAKEN_DOWN | ERROR: [youtube] abc: This video is no longer available due to a copyright claim by X
          ACCOUNT    | ERROR: [youtube] abc: Sign in to confirm your age. This video may be inappropriate for some users.
          ACCOUNT    | ERROR: [youtube] abc: This video may be inappropriate for some users
          ACCOUNT    | ERROR: [youtube] abc: Join this channel to get access to members-only content
          ACCOUNT    | ERROR: [youtube] abc: This video requires payment to watch
          PROXY      | ERROR: [youtube] abc: Unable to download API page: ('Unable to connect to proxy', OSError('Tunnel connection failed: 403 Forbidden'))
          PROXY      | ERROR: [youtube] abc: Unable to download API page: <urlopen error Tunnel connection failed: 400 Bad Request>
          NETWORK    | ERROR: [youtube] abc: <urlopen error [Errno 8] nodename nor servname provided, or not known>
          REGION     | ERROR: [youtube] abc: The uploader has not made this video available in your country
          REGION     | ERROR: [youtube] abc: Video unavailable. This video is not available in your country
          FORBIDDEN  | ERROR: unable to download video data: HTTP Error 403: Forbidden
          FORBIDDEN  | [https @ 0x55] Server returned 403 Forbidden (access denied)
          FORMAT     | ERROR: [youtube] abc: Requested format is not available. Use --list-formats
          OUTDATED   | WARNING: [youtube] abc: nsig extraction failed: Some formats may be missing
          OUTDATED   | ERROR: [youtube] abc: Unable to extract initial player response
          OUTDATED   | ERROR: [youtube] abc: KeyError('x'); please report this issue on https://github.com
          DISK_FULL  | ERROR: unable to write data: [Errno 28] No space left on device
          DISK_FULL  | av_interleaved_write_frame(): No space left on device
          DISK_FULL  | ERROR: unable to write data: [Errno 122] Disk quota exceeded
          COOKIES    | ERROR: Cookies file must be Netscape formatted, not JSON. See https://github.com/yt-dlp
          UNKNOWN    | ERROR: [youtube] abc: Something that nobody has ever seen
          """)
  void isOfItsKind(FailureKind kind, String message) {
    assertThat(FailureKind.of(message)).isEqualTo(kind);
    assertThat(FailureKind.of(message.toUpperCase(Locale.ROOT))).isEqualTo(kind);
  }

  @Test
  void aBlockIsAskedForFirstAndAnOldToolLast() {
    assertThat(FailureKind.of("Video unavailable; HTTP Error 429; copyright"))
        .isEqualTo(FailureKind.BLOCKED);
    assertThat(FailureKind.of("Requested format is not available" + REPORT))
        .isEqualTo(FailureKind.FORMAT);
    assertThat(FailureKind.of("Private video. timed out" + REPORT)).isEqualTo(FailureKind.PRIVATE);
  }

  /** Messages of 2023 to 2026 as yt-dlp and ffmpeg print them, each after what must come of it. */
  @ParameterizedTest
  @CsvFileSource(resources = "/messages.txt", delimiter = '|', quoteCharacter = '\0')
  void hasItsOutcome(String outcome, String message) {
    assertThat(outcomeOf(FailureKind.of(message))).isEqualTo(outcome);
  }

  private static String outcomeOf(FailureKind kind) {
    return switch (kind) {
      case BLOCKED -> "wait";
      case DISK_FULL, COOKIES -> "stop";
      case STALE_COOKIES -> "hint";
      default -> kind.outcome().toString();
    };
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          BLOCKED    | WARNING: [youtube] Unable to download webpage: HTTP Error 429: Too Many Requests
          BLOCKED    | WARNING: [youtube] abc: HTTP Error 402: Payment Required
          PROXY      | WARNING: [youtube] abc: Unable to download webpage: OSError('Tunnel connection failed: 403 Forbidden')
          REFUSED    | WARNING: [youtube] abc: HTTP Error 403: Forbidden
          REFUSED    | WARNING: [youtube] Unable to download API page: HTTP Error 400: Bad Request
          JAVASCRIPT | WARNING: [youtube] abc: n challenge solving failed: Some formats may be missing
          PORTAL     | WARNING: [youtube] Failed to parse JSON (caused by JSONDecodeError(''))
          NETWORK    | WARNING: [youtube] Unable to download API page: HTTP Error 500: Server Error
          """)
  void aGenericErrorIsJudgedByTheWarningsOfItsVideo(FailureKind kind, String warning) {
    List<String> warnings = List.of("WARNING: [youtube] something else", warning);
    assertThat(
            List.of(
                "ERROR: [youtube] abc: Failed to extract any player response" + REPORT,
                "ERROR: [youtube] abc: No video formats found!" + REPORT,
                "ERROR: [youtube] abc: Requested format is not available."))
        .allSatisfy(error -> assertThat(FailureKind.of(error, warnings)).isEqualTo(kind));
    assertThat(FailureKind.of("ERROR: [youtube] abc: Private video", warnings))
        .isEqualTo(FailureKind.PRIVATE);
  }

  @Test
  void aRefusalOfThePageAndOfAnotherRequestIsCertainBeforeTheError() {
    String page = "WARNING: [youtube] Unable to download webpage: HTTP Error ";
    String answer = "WARNING: [youtube] HTTP Error ";
    String json = "WARNING: [youtube] abc: Failed to parse JSON";

    assertThat(FailureKind.certain(List.of(page + "429: Too Many Requests"))).isEmpty();
    assertThat(FailureKind.certain(List.of(answer + "400: Bad Request", answer + "400: Bad", json)))
        .as("of one client of several")
        .isEmpty();
    assertThat(FailureKind.certain(List.of(page + "429: Too Many", answer + "400: Bad"))).isEmpty();
    assertThat(FailureKind.certain(List.of(page + "400: Bad Request", answer + "400: Bad Request")))
        .contains(FailureKind.REFUSED);
    assertThat(FailureKind.certain(List.of(page + "429: Too Many", json, answer + "429: Too Many")))
        .contains(FailureKind.BLOCKED);
    assertThat(FailureKind.certain(List.of(json, json))).contains(FailureKind.PORTAL);
  }
}
