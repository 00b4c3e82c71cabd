package dev.kinetics.support;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kinetics.process.ToolResult;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The real yt-dlp takes YouTube's addresses and is answered by the site. */
class YoutubePluginIT {
  private static final String WATCH = "https://www.youtube.com/watch?v=";
  private static final String ID = "--6bJUbfpnQ";

  private final YoutubeSite site = new YoutubeSite();

  @AfterEach
  void close() {
    site.close();
  }

  @Test
  void formatsAreRanked() throws Exception {
    site.video(ID, Media.MP4, Media.VIDEO_ONLY_720P, Media.AUDIO_ONLY, Media.WEBM);
    ToolResult result =
        TestTools.ytDlp(site, "-j", "-f", "bv*[height<=720]+ba/b", "--", WATCH + ID);
    assertThat(result.exitCode()).as(result.errors()).isZero();
    JsonNode json = new ObjectMapper().readTree(result.output());
    assertThat(json.path("id").asText()).isEqualTo(ID);
    assertThat(json.path("extractor").asText()).isEqualTo("youtube+loopback");
    assertThat(json.path("duration").asInt()).isEqualTo(60);
    assertThat(json.path("requested_formats"))
        .extracting(format -> format.path("url").asText())
        .containsExactly(
            site.address() + site.mediaPath(ID, Media.VIDEO_ONLY_720P.format()),
            site.address() + site.mediaPath(ID, Media.AUDIO_ONLY.format()));
    assertThat(json.path("formats")).hasSize(4);
    assertThat(site.requests()).hasSize(1); // nothing but the watch page is asked for
  }

  @ParameterizedTest
  @EnumSource(names = {"MP4", "MP4_INDEX_AT_END", "MP4_FRAGMENTED", "WEBM"})
  void filesAreFetchedInBoundedPieces(Media media, @TempDir Path folder) throws Exception {
    site.video(ID, media).slowDown();
    Path file = folder.resolve("clip");
    ToolResult result = TestTools.ytDlp(site, "--no-part", "-o", file.toString(), "--", WATCH + ID);
    assertThat(result.exitCode()).as(result.errors()).isZero();
    assertThat(file).hasSameBinaryContentAs(media.file());
    assertThat(site.requests(site.mediaPath(ID)))
        .allSatisfy(request -> assertThat(request.range()).matches("bytes=\\d+-\\d+"));
  }

  @Test
  void playlistsOfPiecesAreFetched(@TempDir Path folder) {
    site.video(ID, Media.HLS);
    Path file = folder.resolve("clip.ts");
    ToolResult result =
        TestTools.ytDlp(site, "--fixup", "never", "-o", file.toString(), "--", WATCH + ID);
    assertThat(result.exitCode()).as(result.errors()).isZero();
    assertThat(FrameNumbers.of(file)).hasSize(1500).startsWith(0, 1, 2);
  }

  @Test
  void severalAddressesAreAnsweredOneByOne() {
    site.video("AAAAAAAAAAA", Media.MP4).video(ID, Media.WEBM);
    site.error("BBBBBBBBBBB", "Private video. Sign in if you've been granted access", true);
    ToolResult result =
        TestTools.ytDlp(
            site,
            "--ignore-errors",
            "--simulate",
            "--print",
            "%(id)s",
            "--",
            WATCH + "AAAAAAAAAAA",
            WATCH + "BBBBBBBBBBB",
            WATCH + ID);
    assertThat(result.output().lines()).containsExactly("AAAAAAAAAAA", ID);
    assertThat(result.errors())
        .contains("ERROR: [youtube+loopback] BBBBBBBBBBB: Private video. Sign in");
    assertThat(result.exitCode()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "This video has been removed by the uploader",
        "Video unavailable",
        "Sign in to confirm you’re not a bot. Use --cookies-from-browser or --cookies",
        "The uploader has not made this video available in your country"
      })
  void expectedErrorsAreSaidAsTheyAre(String message) {
    site.error(ID, message, true);
    ToolResult result = TestTools.ytDlp(site, "-j", "--", WATCH + ID);
    assertThat(result.errors().strip())
        .isEqualTo("ERROR: [youtube+loopback] " + ID + ": " + message);
    assertThat(result.exitCode()).isEqualTo(1);
  }

  @Test
  void anUnexpectedErrorAsksForAReport() {
    site.error(ID, "nsig extraction failed: Some formats may be missing", false);
    assertThat(TestTools.ytDlp(site, "-j", "--", WATCH + ID).errors())
        .contains("nsig extraction failed", "please report this issue");
  }

  @ParameterizedTest
  @CsvSource({
    "403, HTTP Error 403: Forbidden",
    "404, HTTP Error 404: Not Found",
    "410, HTTP Error 410: Gone",
    "429, HTTP Error 429: Too Many Requests",
    "500, HTTP Error 500: Internal Server Error",
    "503, HTTP Error 503: Service Unavailable"
  })
  void statusesAreSaidInItsOwnWords(int status, String message) {
    site.video(ID, Media.MP4).fault("/watch/", Fault.status(status));
    assertThat(TestTools.ytDlp(site, "-j", "--", WATCH + ID).errors())
        .startsWith("ERROR: [youtube+loopback] " + ID + ": Unable to download webpage: " + message);
    site.heal().fault("/media/", Fault.status(status));
    String media = TestTools.ytDlp(site, "--retries", "0", "-o", "-", "--", WATCH + ID).errors();
    // Of a server's own faults it speaks as of progress, with a carriage return after 'ERROR: '.
    assertThat(media)
        .containsPattern(
            (status >= 500
                    ? "ERROR: \\s*\\[download] Got error: "
                    : "ERROR: unable to download video data: ")
                + message);
  }

  @Test
  void brokenConnectionsAreSaidInItsOwnWords() {
    site.video(ID, Media.MP4);
    site.fault("/watch/", Fault.cutAfter(10));
    assertThat(TestTools.ytDlp(site, "-j", "--", WATCH + ID).errors()).contains("IncompleteRead");
    site.heal().fault("/watch/", Fault.resetAfter(0));
    assertThat(TestTools.ytDlp(site, "-j", "--", WATCH + ID).errors())
        .containsAnyOf("Connection reset", "IncompleteRead", "Remote end closed");
    site.heal().fault("/watch/", new Fault.NoAnswer());
    assertThat(TestTools.ytDlp(site, "-j", "--socket-timeout", "1", "--", WATCH + ID).errors())
        .contains("timed out");
    site.heal().fault("/watch/", Fault.html());
    assertThat(TestTools.ytDlp(site, "-j", "--", WATCH + ID).errors())
        .contains("Unable to extract");
  }
}
