package dev.kinetics.ffmpeg;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a media file is.
 *
 * @param video its first moving picture; attached pictures (cover art) are none
 * @param audio its first sound track
 * @param seconds how long the file is; 0 where unknown
 * @param startSeconds the earliest time stamp in it
 * @param format the container's names as ffmpeg has them, for example {@code
 *     mov,mp4,m4a,3gp,3g2,mj2}
 */
public record Probe(
    Optional<VideoStream> video,
    Optional<AudioStream> audio,
    double seconds,
    double startSeconds,
    String format) {
  /** Of a width and a height, neither of which is 0. */
  private static final Pattern RATIO = Pattern.compile("0*([1-9]\\d*):0*([1-9]\\d*)");

  private static final Pattern CLOCK = Pattern.compile("(\\d+):(\\d{2}):(\\d{2}(?:\\.\\d+)?)");

  /**
   * Reads what ffprobe prints with {@code -print_format json}.
   *
   * @return empty when it has neither picture nor sound
   */
  static Optional<Probe> parse(String json) {
    JsonNode root;
    try {
      root = new ObjectMapper().readTree(json);
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
    JsonNode format = root.path("format");
    double seconds = number(format.path("duration"));
    Optional<VideoStream> video = Optional.empty();
    Optional<AudioStream> audio = Optional.empty();
    for (JsonNode stream : root.path("streams")) {
      String type = stream.path("codec_type").asText();
      if (type.equals("video") && video.isEmpty()) {
        video = video(stream, seconds);
      } else if (type.equals("audio") && audio.isEmpty()) {
        audio = Optional.of(audio(stream, seconds));
      }
    }
    return video.isEmpty() && audio.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Probe(
                video,
                audio,
                seconds,
                number(format.path("start_time")),
                format.path("format_name").asText()));
  }

  private static Optional<VideoStream> video(JsonNode stream, double fileSeconds) {
    int width = (int) number(stream.path("width"));
    int height = (int) number(stream.path("height"));
    if (stream.path("disposition").path("attached_pic").asInt() == 1 || width < 1 || height < 1) {
      return Optional.empty();
    }
    double average = ratio(stream.path("avg_frame_rate").asText());
    return Optional.of(
        new VideoStream(
            width,
            height,
            stream.path("codec_name").asText(),
            average > 0 ? average : ratio(stream.path("r_frame_rate").asText()),
            (long) number(stream.path("nb_frames")),
            seconds(stream, fileSeconds),
            rotation(stream),
            hasSquarePixels(stream),
            number(stream.path("start_time")),
            stream.path("color_transfer").asText()));
  }

  private static AudioStream audio(JsonNode stream, double fileSeconds) {
    return new AudioStream(
        stream.path("codec_name").asText(),
        (int) number(stream.path("sample_rate")),
        (int) number(stream.path("channels")),
        seconds(stream, fileSeconds),
        number(stream.path("start_time")));
  }

  /**
   * Matroska has a stream's length in a tag, as a clock shows it. Like that of the whole file it is
   * the time up to the stream's end by most programs, without what stands before its start by
   * others: the shorter is taken.
   */
  private static double seconds(JsonNode stream, double fileSeconds) {
    double own = number(stream.path("duration"));
    if (own > 0) {
      return own;
    }
    double told = fileSeconds;
    Matcher clock = CLOCK.matcher(stream.path("tags").path("DURATION").asText());
    if (clock.matches()) {
      told =
          Integer.parseInt(clock.group(1)) * 3600.0
              + Integer.parseInt(clock.group(2)) * 60.0
              + Double.parseDouble(clock.group(3));
    }
    double start = Math.max(0, number(stream.path("start_time")));
    return told > start ? told - start : told;
  }

  private static boolean hasSquarePixels(JsonNode stream) {
    Matcher ratio = RATIO.matcher(stream.path("sample_aspect_ratio").asText());
    return !ratio.matches() || ratio.group(1).equals(ratio.group(2));
  }

  /** The display matrix; older versions of ffprobe give a tag instead, which turns clockwise. */
  private static int rotation(JsonNode stream) {
    for (JsonNode data : stream.path("side_data_list")) {
      if (data.has("rotation")) {
        return (int) Math.round(number(data.path("rotation")));
      }
    }
    return -(int) Math.round(number(stream.path("tags").path("rotate")));
  }

  private static double ratio(String text) {
    int slash = text.indexOf('/');
    double above = number(slash < 0 ? text : text.substring(0, slash));
    double below = slash < 0 ? 1 : number(text.substring(slash + 1));
    return below == 0 ? 0 : above / below;
  }

  private static double number(JsonNode node) {
    return number(node.asText());
  }

  /** 0 for what is missing, {@code N/A} or no finite number. */
  private static double number(String text) {
    try {
      double value = Double.parseDouble(text);
      return Double.isFinite(value) ? value : 0;
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
