package dev.kinetics.tool;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** ffprobe: says what a media file is. */
public final class Ffprobe {
  private final ProcessRunner runner;
  private final Tool tool;
  private final ObjectMapper json = new ObjectMapper();

  Ffprobe(ProcessRunner runner, Tool tool) {
    this.runner = runner;
    this.tool = tool;
  }

  /** Which one it is. */
  public Tool tool() {
    return tool;
  }

  /** What the file is; empty when it is no media that ffprobe can open. */
  public Optional<Probe> probe(Path file) throws InterruptedException {
    ToolResult result =
        runner.run(
            ToolCall.of(
                    List.of(
                        tool.path().toString(),
                        "-v",
                        "error",
                        "-of",
                        "json",
                        "-show_format",
                        "-show_streams",
                        "file:" + file.toAbsolutePath()))
                .with(tool.environment()));
    if (!result.ok()) {
      return Optional.empty();
    }
    try {
      return read(json.readTree(result.output()));
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  private static Optional<Probe> read(JsonNode file) {
    Optional<VideoStream> video = Optional.empty();
    Optional<AudioStream> audio = Optional.empty();
    for (JsonNode stream : file.path("streams")) {
      String type = stream.path("codec_type").asText();
      boolean cover = stream.path("disposition").path("attached_pic").asInt() == 1;
      if (type.equals("video") && !cover && video.isEmpty()) {
        video = Optional.of(video(stream));
      } else if (type.equals("audio") && audio.isEmpty()) {
        audio =
            Optional.of(
                new AudioStream(
                    stream.path("codec_name").asText(),
                    stream.path("sample_rate").asInt(),
                    stream.path("channels").asInt(),
                    stream.path("duration").asDouble(0)));
      }
    }
    if (file.path("format").isMissingNode()) {
      return Optional.empty();
    }
    return Optional.of(
        new Probe(
            video,
            audio,
            file.path("format").path("duration").asDouble(0),
            file.path("format").path("format_name").asText()));
  }

  private static VideoStream video(JsonNode stream) {
    int rotation = 0;
    for (JsonNode data : stream.path("side_data_list")) {
      rotation = Math.floorMod(-data.path("rotation").asInt(0), 360);
    }
    return new VideoStream(
        stream.path("width").asInt(),
        stream.path("height").asInt(),
        stream.path("codec_name").asText(),
        rate(stream.path("avg_frame_rate").asText()),
        stream.path("nb_frames").asLong(0),
        stream.path("duration").asDouble(0),
        rotation);
  }

  private static double rate(String fraction) {
    String[] parts = fraction.split("/");
    try {
      double rate =
          parts.length == 2
              ? Double.parseDouble(parts[0]) / Double.parseDouble(parts[1])
              : Double.parseDouble(fraction);
      return Double.isFinite(rate) ? rate : 0;
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
