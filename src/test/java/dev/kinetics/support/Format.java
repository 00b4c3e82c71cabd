package dev.kinetics.support;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;

/**
 * One stream or file in which a video can be had, as an extractor of yt-dlp describes it.
 *
 * @param id yt-dlp's {@code format_id}
 * @param file what is served for it; for HLS the playlist, whose segments lie beside it
 * @param height of the picture, 0 where there is none
 * @param width of the picture, 0 where there is none
 * @param videoCodec as yt-dlp writes it, {@code none} where there is no picture
 * @param audioCodec as yt-dlp writes it, {@code none} where there is no sound
 * @param kilobitsPerSecond the whole bit rate, by which yt-dlp ranks formats of one height
 */
public record Format(
    String id,
    Path file,
    int width,
    int height,
    String videoCodec,
    String audioCodec,
    double kilobitsPerSecond) {

  /** The same under another id. */
  public Format named(String newId) {
    return new Format(newId, file, width, height, videoCodec, audioCodec, kilobitsPerSecond);
  }

  /** The same, said to have another size: which format is chosen can be seen without big videos. */
  public Format saidToBe(int newWidth, int newHeight) {
    return new Format(id, file, newWidth, newHeight, videoCodec, audioCodec, kilobitsPerSecond);
  }

  ObjectNode json(String url) {
    String name = file.getFileName().toString();
    String ending = name.substring(name.lastIndexOf('.') + 1);
    boolean playlist = ending.equals("m3u8");
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("format_id", id);
    json.put("url", url);
    json.put("ext", playlist ? "mp4" : ending);
    json.put("protocol", playlist ? "m3u8_native" : "http");
    json.put("vcodec", videoCodec);
    json.put("acodec", audioCodec);
    json.put("tbr", kilobitsPerSecond);
    if (width > 0) {
      json.put("width", width);
      json.put("height", height);
    }
    if (!playlist) { // as yt-dlp's own extractor has it, since YouTube slows larger requests
      json.putObject("downloader_options").put("http_chunk_size", 10 << 20);
    }
    return json;
  }
}
