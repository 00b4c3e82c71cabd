package dev.kinetics.youtube;

import dev.kinetics.annotations.Clip;
import dev.kinetics.dataset.Scratch;
import dev.kinetics.ffmpeg.Ffmpeg;
import dev.kinetics.ffmpeg.Ffprobe;
import dev.kinetics.net.FetchFault;
import dev.kinetics.pass.Pass;
import dev.kinetics.source.FailureKind;
import dev.kinetics.source.SectionCutter;
import dev.kinetics.source.VideoAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Gets just a section of a video from its server: of a plain file ffmpeg reads it in bounded
 * requests, of one in segments those are fetched that are needed.
 */
final class SectionFetch {
  /**
   * Bytes a request: small enough that little is read past a section's end, and never what
   * YouTube's media servers slow down (above 10 MiB).
   */
  private static final int REQUEST_SIZE = 128 << 10;

  /**
   * The same for picture and sound in one mp4. Of a fragmented one ffmpeg has to read a fragment
   * more than the section has, since the sound of each lies at its end: there less may be wasted.
   */
  private static final int WHOLE_MP4_REQUEST_SIZE = 64 << 10;

  private final Ffmpeg ffmpeg;
  private final Ffprobe ffprobe;
  private final SectionCutter cutter;
  private final SiteOptions site;
  private final SegmentFetch segments;

  SectionFetch(Ffmpeg ffmpeg, Ffprobe ffprobe, SectionCutter cutter, SiteOptions site) {
    this.ffmpeg = ffmpeg;
    this.ffprobe = ffprobe;
    this.cutter = cutter;
    this.site = site;
    this.segments = new SegmentFetch(ffprobe, site);
  }

  /** Whether a section can be had by itself. */
  boolean canRead(VideoAddress address) {
    boolean socks = site.proxy() != null && site.proxy().getScheme().startsWith("socks");
    return address.isReadInPieces()
        && address.streams().stream().allMatch(s -> s.isInSegments() || canFfmpegRead(s))
        && !socks
        && !address.streams().isEmpty();
  }

  /** ffmpeg's arguments are shown to all users of a machine, and its headers follow redirects. */
  private boolean canFfmpegRead(VideoAddress.Stream stream) {
    return !stream.hasSecrets() && ffmpeg.readsBoundedRequests();
  }

  /**
   * Cuts a clip into a file.
   *
   * @param folder where parts of the video are put, for as long as they are needed
   * @throws IOException when the disk does not take them
   */
  SectionCutter.Cut cut(Clip clip, VideoAddress address, Path folder, Path target)
      throws InterruptedException, IOException {
    Path parts = Files.createDirectory(folder.resolve("parts"));
    try {
      SectionCutter.Source source = SectionCutter.Source.of(address, address.seconds());
      boolean isCopied = cutter.keepsPicture(source);
      List<Pass.Input> inputs = new ArrayList<>();
      for (VideoAddress.Stream stream : address.streams()) {
        boolean isApart = address.streams().size() > 1;
        String name = "part" + inputs.size();
        Pass.Input input =
            stream.isInSegments()
                ? segments.part(stream, isApart, isCopied, clip, parts.resolve(name)).orElse(null)
                : remote(stream);
        if (input == null) {
          String words = "its segments can't be had one by one";
          return new SectionCutter.Cut.Nothing(FailureKind.UNKNOWN, words);
        }
        inputs.add(input);
      }
      return cutter.cut(Origins.together(inputs, ffprobe), clip, source, target);
    } catch (FetchFault e) {
      return new SectionCutter.Cut.Nothing(OwnFetch.kind(e), "the media server " + e.getMessage());
    } finally {
      Scratch.discard(parts);
    }
  }

  private Pass.Input remote(VideoAddress.Stream stream) {
    List<String> options = new ArrayList<>(transport(stream));
    StringBuilder headers = new StringBuilder();
    stream
        .headers()
        .forEach(
            (name, value) -> {
              if (name.equalsIgnoreCase("User-Agent")) {
                options.addAll(List.of("-user_agent", value));
              } else if (!name.equalsIgnoreCase("Accept-Encoding")) {
                headers.append(name).append(": ").append(value).append("\r\n");
              }
            });
    if (headers.length() > 0) {
      options.addAll(List.of("-headers", headers.toString()));
    }
    if (site.limitRate() > 0 && stream.kilobitsPerSecond() > 0) {
      // ffmpeg limits by the video's own time; the stream's average rate turns bytes into it.
      double speed = site.limitRate() * 8 / (stream.kilobitsPerSecond() * 1000);
      options.addAll(List.of("-readrate", Double.toString(Math.max(0.05, speed))));
    }
    long lead = stream.ending().equals("ts") ? Pass.Input.TRANSPORT_STREAM_LEAD : 0;
    return new Pass.Input(options, stream.url(), lead, stream.transfer());
  }

  private static List<String> transport(VideoAddress.Stream stream) {
    List<String> options = new ArrayList<>();
    options.addAll(
        List.of(
            "-protocol_whitelist",
            "http,https,tcp,tls,httpproxy,crypto",
            "-format_whitelist",
            Ffmpeg.CONTAINERS,
            "-rw_timeout",
            "30000000",
            // Servers close connections that they were asked to keep. The first option is for
            // what is read on, the second for where it is sought.
            "-reconnect",
            "1",
            "-reconnect_on_network_error",
            "1",
            "-reconnect_max_retries",
            "2",
            "-reconnect_delay_max",
            "2"));
    int requestSize = stream.isWholeMp4() ? WHOLE_MP4_REQUEST_SIZE : REQUEST_SIZE;
    options.addAll(
        List.of("-multiple_requests", "1", "-request_size", Integer.toString(requestSize)));
    // A server that has no ranges is told by its first answer that begins elsewhere. By itself
    // ffmpeg sees it earlier, but then waits at the end of a kept connection for more.
    options.addAll(List.of("-seekable", "1"));
    if (stream.isWholeMp4()) {
      // In the order of the file: a fragment's sound lies behind its picture, and going back and
      // forth between them would fetch both twice.
      options.addAll(List.of("-interleaved_read", "0"));
    }
    return options;
  }
}
