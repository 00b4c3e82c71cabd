package dev.kinetics.source;

import com.fasterxml.jackson.databind.JsonNode;
import dev.kinetics.net.Http;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where yt-dlp says a video's streams are: one address for both, or one for the picture and one for
 * the sound.
 *
 * @param streams the streams, picture first
 * @param seconds how long the video is; 0 where the site does not say
 * @param availableAt from when on the servers give it, in seconds since 1970; 0 for at once. On
 *     YouTube an advertisement runs until then, and who comes earlier gets 403
 * @param isLive whether it is being streamed right now, and has no end yet
 */
public record VideoAddress(
    List<Stream> streams, double seconds, double availableAt, boolean isLive) {

  /** No advertisement is longer; what a server says is not believed beyond. */
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(3);

  /**
   * One address.
   *
   * @param formatId the site's name of the format, for asking again
   * @param url the address
   * @param protocol how it is served, in yt-dlp's words
   * @param headers what a request has to say
   * @param cookies in the form of Set-Cookie lines; empty for none
   * @param videoCodec yt-dlp's name; {@code none} for no picture
   * @param audioCodec the same for the sound
   * @param ending of a file of its form, such as {@code mp4}
   * @param kilobitsPerSecond the average rate; 0 where unknown
   * @param availableAt from when on it is served, in seconds since 1970; 0 for at once
   * @param transfer the picture's transfer curve of a high dynamic range, as ffmpeg calls it; empty
   *     for the usual ones
   * @param fragments the pieces of MPEG-DASH (ISO/IEC 23009-1), each with its own address; empty
   *     for what is served in another way
   */
  public record Stream(
      String formatId,
      String url,
      String protocol,
      Map<String, String> headers,
      String cookies,
      String videoCodec,
      String audioCodec,
      String ending,
      double kilobitsPerSecond,
      double availableAt,
      String transfer,
      List<Fragment> fragments) {

    public Stream {
      fragments = List.copyOf(fragments);
    }

    /** Whether it may be an mp4 with picture and sound in one. */
    public boolean isWholeMp4() {
      return ending.equals("mp4") && !videoCodec.equals("none") && !audioCodec.equals("none");
    }

    /**
     * Whether who asks for it says something that nobody else may hear: cookies, a login, a key.
     */
    public boolean hasSecrets() {
      return !cookies.isEmpty()
          || url.matches("[^/]*//[^/?#]*@.*")
          || !headers.keySet().stream().allMatch(Http::isHarmless);
    }

    public boolean isPlainHttp() {
      return (protocol.equals("http") || protocol.equals("https")) && isAddress();
    }

    /** Whether it is a list of segments in HTTP Live Streaming (RFC 8216). */
    public boolean isPlaylist() {
      return (protocol.equals("m3u8") || protocol.equals("m3u8_native")) && isAddress();
    }

    /** Whether it is served in pieces, each with its own address. */
    public boolean isInSegments() {
      return isPlaylist() || !fragments.isEmpty();
    }

    private boolean isAddress() {
      return (url.startsWith("http://") || url.startsWith("https://"))
          && url.chars().noneMatch(Character::isISOControl);
    }
  }

  /**
   * A piece of a stream.
   *
   * @param url its address
   * @param seconds how long it is; 0 for what stands before all others, or where unknown
   */
  public record Fragment(String url, double seconds) {}

  public VideoAddress {
    streams = List.copyOf(streams);
  }

  /** How long the servers will not give it yet. */
  public Duration wait(Instant now) {
    double seconds = availableAt - now.toEpochMilli() / 1000.0;
    Duration wait = Duration.ofMillis(Math.max(0, Math.round(seconds * 1000)));
    return wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
  }

  /**
   * Whether the site says that it is over by then. It counts whole seconds.
   *
   * @param millis from its start
   */
  public boolean endsBefore(long millis) {
    return seconds > 0 && millis / 1000.0 >= seconds + 1;
  }

  /** What so long a part of it takes, in bytes, about; 0 where the site does not say. */
  public long bytes(Duration part) {
    double kilobits = streams.stream().mapToDouble(Stream::kilobitsPerSecond).sum();
    return Math.round(kilobits * 1000 / 8 * part.toMillis() / 1000);
  }

  /** The site's names of the formats. */
  public List<String> formats() {
    return streams.stream().map(Stream::formatId).filter(id -> !id.isBlank()).toList();
  }

  /** Whether each stream has an address. */
  public boolean isComplete() {
    return streams.stream().noneMatch(stream -> stream.url().isEmpty());
  }

  /**
   * Whether pieces of it can be had. What is served in segments and has no known length may be of
   * something that goes on.
   */
  public boolean isReadInPieces() {
    return streams.stream()
        .allMatch(stream -> stream.isPlainHttp() || stream.isInSegments() && seconds > 0);
  }

  /** Reads one line of {@code yt-dlp -j}. */
  public static VideoAddress parse(JsonNode video) {
    JsonNode requested = video.path("requested_formats");
    List<Stream> streams = new ArrayList<>();
    if (requested.isArray() && !requested.isEmpty()) {
      requested.forEach(format -> streams.add(stream(format)));
    } else {
      streams.add(stream(video));
    }
    return new VideoAddress(
        streams,
        video.path("duration").asDouble(0),
        streams.stream().mapToDouble(Stream::availableAt).max().orElse(0),
        video.path("is_live").asBoolean(false));
  }

  private static Stream stream(JsonNode format) {
    Map<String, String> headers = new LinkedHashMap<>();
    format
        .path("http_headers")
        .properties()
        .forEach(header -> headers.put(clean(header.getKey()), clean(header.getValue().asText())));
    return new Stream(
        format.path("format_id").asText(""),
        format.path("url").asText(""),
        isRanges(format) ? "https" : format.path("protocol").asText(""),
        headers,
        setCookieLines(format.path("cookies").asText("")),
        format.path("vcodec").asText(""),
        format.path("acodec").asText(""),
        format.path("ext").asText(""),
        format.path("tbr").asDouble(0),
        format.path("available_at").asDouble(0),
        transfer(format.path("dynamic_range").asText("")),
        fragments(format));
  }

  private static List<Fragment> fragments(JsonNode format) {
    List<Fragment> fragments = new ArrayList<>();
    if (format.path("protocol").asText("").equals("http_dash_segments") && !isRanges(format)) {
      String base = format.path("fragment_base_url").asText("");
      for (JsonNode fragment : format.path("fragments")) {
        String url = fragment.path("url").asText("");
        fragments.add(
            new Fragment(
                url.isEmpty() ? base + fragment.path("path").asText("") : url,
                fragment.path("duration").asDouble(0)));
      }
    }
    return fragments;
  }

  /**
   * Whether what yt-dlp calls segments are only ranges of one plain file: its versions of 2022 and
   * 2023 describe YouTube's files so, to fetch several ranges at once.
   */
  private static boolean isRanges(JsonNode format) {
    String url = format.path("url").asText("");
    JsonNode fragments = format.path("fragments");
    for (JsonNode fragment : fragments) {
      String range = fragment.path("url").asText("");
      if (!range.startsWith(url) || !range.substring(url.length()).matches("[?&]range=\\d+-\\d+")) {
        return false;
      }
    }
    return format.path("protocol").asText("").equals("http_dash_segments") && !fragments.isEmpty();
  }

  /** yt-dlp's HDR10, HDR10+, HDR12 and DV are all made on PQ. */
  private static String transfer(String dynamicRange) {
    if (dynamicRange.startsWith("HLG")) {
      return "arib-std-b67";
    }
    return dynamicRange.startsWith("HDR") || dynamicRange.equals("DV") ? "smpte2084" : "";
  }

  private static String clean(String header) {
    return header.replaceAll("[\\r\\n\\u0000]", " ");
  }

  /** yt-dlp writes all cookies in one line; ffmpeg wants one a line. */
  private static String setCookieLines(String cookies) {
    StringBuilder lines = new StringBuilder();
    for (String part : clean(cookies).split(";\\s*")) {
      boolean attribute =
          part.matches(
              "(?i)(domain|path|expires|max-age|samesite|version|comment)=.*|secure|httponly");
      if (!part.isBlank()) {
        lines.append(lines.length() == 0 ? "" : attribute ? "; " : "\n").append(part);
      }
    }
    return lines.toString();
  }
}
