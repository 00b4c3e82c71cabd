package dev.kinetics.youtube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kinetics.source.VideoAddress.Fragment;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which segments a stream has, and where they lie. */
class SegmentsTest {
  private static final URI ADDRESS = URI.create("https://a.example/v/list.m3u8?x=1");

  private static String list(String... lines) {
    return "#EXTM3U\n#EXT-X-TARGETDURATION:5\n" + String.join("\n", lines) + "\n#EXT-X-ENDLIST\n";
  }

  /** A server may call anything a video, and name addresses in it that are nobody's business. */
  @Test
  void onlyWhatIsCalledAPlaylistIsOne() {
    assertThat(Segments.isPlaylist(ADDRESS)).isTrue();
    assertThat(Segments.isPlaylist(URI.create("https://a.example/index.M3U8"))).isTrue();
    assertThat(Segments.isPlaylist(URI.create("https://a.example/v.mp4?list.m3u8"))).isFalse();
    assertThat(Segments.isPlaylist(URI.create("https://a.example"))).isFalse();
  }

  @Test
  void readsAPlaylist() {
    Segments segments =
        Segments.ofPlaylist(
                ADDRESS,
                list(
                    "#EXT-X-MAP:URI=\"head.mp4\"",
                    "#EXT-X-KEY:METHOD=NONE",
                    "#EXTINF:5.005,a title",
                    "0.m4s",
                    "#EXTINF:4,",
                    "/other/1.m4s",
                    "#EXTINF:3,\r",
                    "https://b.example/2.m4s?y"))
            .orElseThrow();

    assertThat(segments.head()).hasToString("https://a.example/v/head.mp4");
    assertThat(segments.all())
        .extracting(segment -> segment.address().toString())
        .containsExactly(
            "https://a.example/v/0.m4s",
            "https://a.example/other/1.m4s",
            "https://b.example/2.m4s?y");
    assertThat(List.of(segments.at(0), segments.at(5), segments.at(5.01), segments.at(99)))
        .containsExactly(0, 0, 1, 2);
    assertThat(segments.startOf(2)).isCloseTo(9.005, within(1e-9));
    assertThat(segments.isAllOn(ADDRESS)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "#EXT-X-KEY:METHOD=AES-128,URI=\"key\"",
        "#EXT-X-BYTERANGE:100@0",
        "#EXT-X-MAP:URI=\"head.mp4\",BYTERANGE=\"100@0\"",
        "#EXT-X-DISCONTINUITY",
        "#EXT-X-GAP",
        "#EXT-X-STREAM-INF:BANDWIDTH=1",
        "#EXTINF:0,\nnothing.ts",
        "#EXTINF:4,\nfile:///etc/passwd",
        "#EXTINF:4,\nno|address",
        "no-length.ts"
      })
  void takesNoneThatIsMoreThanARowOfFiles(String line) {
    assertThat(Segments.ofPlaylist(ADDRESS, list("#EXTINF:4,", "0.ts", line, "#EXTINF:4,", "1.ts")))
        .isEmpty();
  }

  @Test
  void takesNoneThatGoesOnAndNoPage() {
    assertThat(Segments.ofPlaylist(ADDRESS, "#EXTM3U\n#EXTINF:4,\n0.ts\n")).isEmpty();
    assertThat(Segments.ofPlaylist(ADDRESS, "<html>\n#EXTINF:4,\n0.ts\n#EXT-X-ENDLIST")).isEmpty();
    assertThat(Segments.ofPlaylist(ADDRESS, list())).isEmpty();
  }

  @Test
  void readsFragmentsWhereTheirLengthsAreKnown() {
    Fragment head = new Fragment("http://a.example/head", 0);
    Fragment first = new Fragment("http://a.example/0", 4);

    Segments segments = Segments.ofFragments(List.of(head, first, first)).orElseThrow();
    assertThat(segments.head()).hasToString("http://a.example/head");
    assertThat(segments.all()).hasSize(2);

    assertThat(Segments.ofFragments(List.of(first, first))).as("no head").isEmpty();
    assertThat(Segments.ofFragments(List.of(head))).isEmpty();
    assertThat(Segments.ofFragments(List.of(head, first, new Fragment("http://a.example/1", 0))))
        .isEmpty();
  }
}
