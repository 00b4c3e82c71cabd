package dev.kinetics.youtube;

import dev.kinetics.annotations.Clip;
import dev.kinetics.ffmpeg.Ffmpeg;
import dev.kinetics.ffmpeg.Ffprobe;
import dev.kinetics.pass.Pass;
import dev.kinetics.source.SectionCutter;
import dev.kinetics.source.VideoAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Lets ffmpeg read just a section of a video from its server, in bounded requests. */
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

  /**
   * How much before a section segments are read: ffmpeg goes to a segment by its place in the
   * playlist, and with B-frames misses the key frame before the section by up to six seconds.
   */
  private static final long PLAYLIST_LEAD_MILLIS = 12_000;

  private static final long FROM_THE_START = Long.MAX_VALUE / 2;

  private final Ffmpeg ffmpeg;
  private final Ffprobe ffprobe;
  private final SectionCutter cutter;
  private final SiteOptions site;

  SectionFetch(Ffmpeg ffmpeg, Ffprobe ffprobe, SectionCutter cutter, SiteOptions site) {
    this.ffmpeg = ffmpeg;
    this.ffprobe = ffprobe;
    this.cutter = cutter;
    this.site = site;
  }

  /** Whether ffmpeg can read pieces of this by itself. */
  boolean canRead(VideoAddress address) {
    boolean socks = site.proxy() != null && site.proxy().getScheme().startsWith("socks");
    return address.isReadInPieces()
        // ffmpeg's arguments are shown to all users of a machine, and its headers follow redirects.
        && address.streams().stream().noneMatch(VideoAddress.Stream::hasSecrets)
        && ffmpeg.readsBoundedRequests()
        && !socks
        && !address.streams().isEmpty();
  }

  /** Cuts a clip into a file. */
  SectionCutter.Cut cut(Clip clip, VideoAddress address, Path target) throws InterruptedException {
    return cutter.cut(
        Origins.together(inputs(address), ffprobe),
        clip,
        SectionCutter.Source.of(address, address.seconds()),
        target);
  }

  private List<Pass.Input> inputs(VideoAddress address) {
    List<Pass.Input> inputs = new ArrayList<>();
    for (VideoAddress.Stream stream : address.streams()) {
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
      long lead = stream.isPlaylist() ? PLAYLIST_LEAD_MILLIS : 0;
      if (stream.isPlaylist() && stream.videoCodec().equals("none")) {
        // After a seek the first packets of sound alone have no stamps, and count as the section's.
        lead = FROM_THE_START;
      }
      if (stream.ending().equals("ts")) {
        lead = Pass.Input.TRANSPORT_STREAM_LEAD;
      }
      inputs.add(new Pass.Input(options, stream.url(), lead, stream.transfer()));
    }
    return inputs;
  }

  private static List<String> transport(VideoAddress.Stream stream) {
    List<String> options = new ArrayList<>();
    options.addAll(
        List.of(
            "-protocol_whitelist",
            "http,https,tcp,tls,httpproxy,crypto",
            "-format_whitelist",
            stream.isPlaylist() ? Ffmpeg.CONTAINERS + ",hls,webvtt" : Ffmpeg.CONTAINERS,
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
    if (stream.isPlaylist()) {
      // No segment before it is needed, and no bytes of two at once.
      options.addAll(List.of("-http_multiple", "0"));
      return options;
    }
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
