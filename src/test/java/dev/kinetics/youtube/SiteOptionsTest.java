package dev.kinetics.youtube;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What nobody else may read does not stand in what the tools said. */
class SiteOptionsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "--password SECRET",
        "--password=SECRET",
        "--passw SECRET",
        "-p SECRET",
        "-pSECRET",
        "-uSECRET",
        "--video-password SECRET",
        "--ap-password=SECRET",
        "--add-header X-Key:SECRET",
        "--add-headers=X-Key:SECRET",
        "--extractor-args youtube:po_token=SECRET",
        "--proxy http://me:SECRET@127.0.0.1:9",
        "--client-certificate-password SECRET"
      })
  void hidesSecretsOfFurtherArguments(String arguments) {
    List<String> words = List.of(arguments.split(" "));

    String said = "yt-dlp: error: in '" + arguments + "', also " + words.get(words.size() - 1);

    assertThat(options(null, words).withoutSecrets(said)).doesNotContain("SECRET").contains("***");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--password", "--password=", "--retries 3", "--no-playlist", ""})
  void leavesOtherWordsAsTheyAre(String arguments) {
    SiteOptions options = options(null, List.of(arguments.split(" ")));

    assertThat(options.withoutSecrets("ERROR: not 3 but 4")).isEqualTo("ERROR: not 3 but 4");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--password ''", "-p ''"})
  void anEmptySecretChangesNothing(String arguments) {
    SiteOptions options = options(null, List.of(arguments.split(" ")[0], ""));

    assertThat(options.withoutSecrets("words")).isEqualTo("words");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://me:SECRET@127.0.0.1:9", "socks5://me:SECRET@127.0.0.1:9"})
  void hidesTheProxysPassword(String proxy) {
    SiteOptions options = options(URI.create(proxy), List.of());

    assertThat(options.withoutSecrets("can't reach " + proxy + ", Cookie: a=SECRET"))
        .doesNotContain("SECRET");
  }

  /** As yt-dlp prints them with -v. */
  @Test
  void hidesHowTheToolWasCalledAndTheBrowsersProfile() {
    SiteOptions options =
        new SiteOptions(
            SiteOptions.YOUTUBE, null, "firefox:SECRETprofile", null, 0, null, null, List.of());

    assertThat(options.withoutSecrets("[debug] Command-line config: ['-vpSECRET', '--retries']"))
        .isEqualTo("[debug] Command-line config: ***");
    assertThat(options.withoutSecrets("no such profile: SECRETprofile")).doesNotContain("SECRET");
  }

  /** As ffmpeg 8 says it, whoever has started it. */
  @Test
  void hidesWhatAnAddressIsSignedWith() {
    SiteOptions options = options(null, List.of());

    assertThat(
            options.withoutSignatures(
                "Error opening input file http://127.0.0.1:1/a.mp4?sig=SECRET&expire=1."
                    + " 'http://me:SECRET@127.0.0.1/b?SECRET' http://127.0.0.1/plain.mp4"))
        .isEqualTo(
            "Error opening input file http://127.0.0.1:1/a.mp4?***"
                + " 'http://***@127.0.0.1/b?***' http://127.0.0.1/plain.mp4");
  }

  private static SiteOptions options(URI proxy, List<String> more) {
    return new SiteOptions(SiteOptions.YOUTUBE, null, null, proxy, 0, null, null, more);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://www.youtube.com/watch?v=v_QOlSCBRmfWY",
        "https://www.youtube.com/watch?v=QOlSCBRmfWY_000010_000020",
        "https://youtu.be/v_QOlSCBRmfWY",
        "https://www.youtube.com/watch?v=QOlSCBRmfWY.mp4",
        "https://m.youtube.com/watch?t=5&v=QOlSCBRmfWYQ&list=x"
      })
  void anIdOfMoreThanElevenCharactersIsNoVideoOfYoutube(String address) {
    assertThat(SiteOptions.problemOfId(address)).contains("11 characters").contains("behind it");
  }

  @Test
  void anIdOfFewerIsNone() {
    assertThat(SiteOptions.problemOfId("https://www.youtube.com/watch?v=short"))
        .contains("'short' is no id of YouTube")
        .doesNotContain("behind it");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://www.youtube.com/watch?v=QOlSCBRmfWY",
        "https://www.youtube.com/watch?v=v_lSCBRmfWY",
        "https://media.example.org/v_QOlSCBRmfWY",
        "https://media.example.org/watch?v=v_QOlSCBRmfWY"
      })
  void otherNamesAreTheSitesMatter(String address) {
    assertThat(SiteOptions.problemOfId(address)).isNull();
  }
}
