package dev.kinetics.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.RetryPolicy;
import dev.kinetics.annotations.Clip;
import dev.kinetics.dataset.Scratch;
import dev.kinetics.error.DiskFull;
import dev.kinetics.journal.ClipResult;
import dev.kinetics.journal.Outcome;
import dev.kinetics.media.ClipEncoding;
import dev.kinetics.process.ToolResult;
import dev.kinetics.run.BlockedException;
import dev.kinetics.tool.Tools;
import dev.kinetics.tool.YtDlp;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;

/**
 * YouTube, or another site that yt-dlp knows. yt-dlp only finds where a video's streams are, many
 * clips in one process; ffmpeg then reads just the section, in bounded requests. Where ffmpeg can't
 * (no plain HTTP, an old ffmpeg, a server without ranges), yt-dlp fetches the whole stream and
 * ffmpeg cuts it.
 */
public final class YtDlpSource {
  /** What this source is called in the journal. */
  public static final String NAME = "youtube";

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

  private static final int MOST_TRIES = 4;

  private final Tools tools;
  private final SiteOptions site;
  private final ClipEncoding encoding;
  private final SectionCutter cutter;
  private final Scratch scratch;
  private final ToolLog log;
  private final BooleanSupplier blocked;
  private final ObjectMapper json = new ObjectMapper();

  /**
   * Makes a source.
   *
   * @param blocked whether somebody else has met a block, so that nobody should ask on
   */
  public YtDlpSource(
      Tools tools,
      SiteOptions site,
      ClipEncoding encoding,
      Scratch scratch,
      ToolLog log,
      BooleanSupplier blocked) {
    this.tools = tools;
    this.site = site;
    this.encoding = encoding;
    this.cutter = new SectionCutter(tools.ffmpeg(), tools.ffprobe(), encoding);
    this.scratch = scratch;
    this.log = log;
    this.blocked = blocked;
  }

  /** What the resolving of one clip's address gave. */
  private sealed interface Resolved {
    record Found(List<Clip> clips, VideoAddress address, JsonNode line) implements Resolved {}

    record Refused(List<Clip> clips, String line) implements Resolved {}

    record End(ToolResult result) implements Resolved {}

    record Broken(RuntimeException fault) implements Resolved {}
  }

  /**
   * Fetches the sections of some clips, and reports each as soon as it ends. A clip that is not
   * reported was not to be told apart from the others and is to be asked alone.
   *
   * @throws BlockedException when the site blocks this address
   */
  public void fetch(List<Clip> clips, BiConsumer<Clip, Fetched> report)
      throws InterruptedException {
    if (site.sleep() != null) {
      site.sleep().sleep();
    }
    if (clips.size() == 1) {
      report.accept(clips.get(0), fetchAlone(clips.get(0)));
      return;
    }
    BlockingQueue<Resolved> found = new LinkedBlockingQueue<>();
    Thread resolver = new Thread(() -> resolve(clips, found), "resolver");
    resolver.setDaemon(true);
    resolver.start();
    String block = null;
    try {
      for (Resolved next = found.take(); !(next instanceof Resolved.End); next = found.take()) {
        if (next instanceof Resolved.Broken broken) {
          throw broken.fault();
        } else if (next instanceof Resolved.Refused refused) {
          FailureKind kind = FailureKind.of(refused.line());
          if (kind == FailureKind.BLOCKED) {
            block = refused.line();
            break;
          }
          if (refused.clips().size() == 1 && !isWorthAnotherTry(kind)) {
            report.accept(refused.clips().get(0), lost(kind, refused.line()));
          }
        } else if (next instanceof Resolved.Found address) {
          for (Clip clip : address.clips()) {
            long start = System.nanoTime();
            Attempt attempt = cut(clip, address.address(), false);
            if (attempt.fetched() != null) {
              report.accept(clip, timed(attempt.fetched(), 1, start));
            }
          }
        }
      }
    } finally {
      resolver.interrupt();
      resolver.join();
    }
    if (block != null) {
      throw new BlockedException(block);
    }
  }

  /** One clip with all its tries. */
  private Fetched fetchAlone(Clip clip) throws InterruptedException {
    long start = System.nanoTime();
    int[] tries = {0};
    RetryPolicy<Attempt> retries =
        RetryPolicy.<Attempt>builder()
            .handleIf((attempt, fault) -> fault == null && attempt.fetched() == null)
            .withBackoff(Duration.ofSeconds(1), Duration.ofSeconds(30), 3)
            .withJitter(0.3)
            .withMaxRetries(MOST_TRIES - 1)
            .build();
    Attempt last;
    try {
      last =
          Failsafe.with(retries)
              .get(
                  () -> {
                    tries[0]++;
                    return tryAlone(clip, tries[0] == MOST_TRIES);
                  });
    } catch (FailsafeException e) {
      if (e.getCause() instanceof InterruptedException) {
        throw new InterruptedException();
      }
      throw e;
    }
    Fetched fetched = last.fetched() != null ? last.fetched() : givenUp(last.kind(), last.line());
    return timed(fetched, tries[0], start);
  }

  private static Fetched timed(Fetched fetched, int tries, long start) {
    double seconds = (System.nanoTime() - start) / 1e9;
    return new Fetched(fetched.file(), fetched.result().from(NAME).after(tries, seconds));
  }

  /** One try: an end, or what another try may mend. */
  private record Attempt(Fetched fetched, FailureKind kind, String line) {
    static Attempt ended(Fetched fetched) {
      return new Attempt(fetched, null, null);
    }
  }

  private Attempt tryAlone(Clip clip, boolean last) throws InterruptedException {
    BlockingQueue<Resolved> found = new LinkedBlockingQueue<>();
    resolve(List.of(clip), found);
    Resolved.Found address = null;
    List<String> errors = new ArrayList<>();
    for (Resolved resolved : found) {
      if (resolved instanceof Resolved.Broken broken) {
        throw broken.fault();
      } else if (resolved instanceof Resolved.Found answer) {
        address = answer;
      } else if (resolved instanceof Resolved.Refused refused) {
        errors.add(refused.line());
      } else if (resolved instanceof Resolved.End end && errors.isEmpty() && !end.result().ok()) {
        errors.add(site.withoutSecrets(end.result().firstErrorLine()));
      }
    }
    if (address != null) {
      return cut(clip, address.address(), last);
    }
    String line = errors.isEmpty() ? "yt-dlp answered nothing" : errors.get(0);
    FailureKind kind = FailureKind.of(String.join("\n", errors));
    if (kind == FailureKind.BLOCKED) {
      throw new BlockedException(line);
    }
    return isWorthAnotherTry(kind)
        ? new Attempt(null, kind, line)
        : Attempt.ended(lost(kind, line));
  }

  private static boolean isWorthAnotherTry(FailureKind kind) {
    return kind == FailureKind.NETWORK
        || kind == FailureKind.FORBIDDEN
        || kind == FailureKind.KILLED;
  }

  /** What a message means for the clip. */
  private Fetched lost(FailureKind kind, String line) {
    Outcome outcome =
        switch (kind) {
          case BLOCKED -> throw new BlockedException(line);
          case DISK_FULL -> throw DiskFull.stop(scratch.folder());
          case TAKEN_DOWN, PRIVATE, GONE -> Outcome.GONE;
          case REGION, ACCOUNT -> Outcome.CLOSED;
          // The selection ends in "any picture": when nothing fits, yt-dlp sees no picture at all.
          case FORMAT, OUTDATED -> Outcome.OUTDATED;
          case FORBIDDEN, NETWORK, KILLED, UNKNOWN -> Outcome.FAILED;
        };
    return new Fetched(null, ClipResult.without(outcome, kind.reason(), line));
  }

  private Fetched givenUp(FailureKind kind, String line) {
    if (kind == FailureKind.FORBIDDEN) {
      return new Fetched(
          null, ClipResult.without(Outcome.OUTDATED, FailureKind.OUTDATED.reason(), line));
    }
    return lost(kind, line);
  }

  // --- resolving

  private void resolve(List<Clip> clips, BlockingQueue<Resolved> found) {
    Map<String, List<Clip>> byAddress = new LinkedHashMap<>();
    for (Clip clip : clips) {
      byAddress.computeIfAbsent(site.address(clip), a -> new ArrayList<>()).add(clip);
    }
    YtDlp ytDlp = tools.ytDlp();
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("-j", "--no-playlist", "--ignore-errors", "--socket-timeout", "20"));
    arguments.addAll(formatArguments(ytDlp));
    arguments.addAll(site.toolArguments());
    arguments.add("--");
    arguments.addAll(byAddress.keySet());
    try {
      ToolResult result =
          ytDlp.run(
              arguments,
              new Lines(line -> found.add(found(line, byAddress))),
              line -> refused(line, byAddress, found));
      found.add(new Resolved.End(result));
    } catch (HeldBackException e) {
      found.add(new Resolved.End(new ToolResult(0, false, "", "")));
    } catch (InterruptedException e) {
      found.add(new Resolved.End(new ToolResult(0, false, "", "")));
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      found.add(new Resolved.Broken(e));
    }
  }

  /** Somebody else has met a block: this process is ended before it asks on. */
  private static final class HeldBackException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private Resolved found(String line, Map<String, List<Clip>> byAddress) {
    if (blocked.getAsBoolean() && byAddress.size() > 1) {
      throw new HeldBackException();
    }
    try {
      JsonNode video = json.readTree(line);
      List<Clip> clips = byAddress.get(video.path("original_url").asText(""));
      if (clips == null) {
        clips = clipsOf(video.path("id").asText(""), byAddress);
      }
      return new Resolved.Found(clips, VideoAddress.parse(video), video);
    } catch (IOException e) {
      return new Resolved.Refused(List.of(), "yt-dlp answers with something that is no JSON");
    }
  }

  private void refused(
      String line, Map<String, List<Clip>> byAddress, BlockingQueue<Resolved> found) {
    String clean = site.withoutSecrets(line);
    log.line(clean);
    if (line.startsWith("ERROR:")) {
      String id = line.replaceFirst("^ERROR: *(\\[[^\\]]*\\] *)?([^: ]*):.*", "$2");
      found.add(new Resolved.Refused(clipsOf(id, byAddress), clean));
    }
  }

  /** The clips of a video by its id; of the only one when there is just one; none if not clear. */
  private static List<Clip> clipsOf(String id, Map<String, List<Clip>> byAddress) {
    if (byAddress.size() == 1) {
      return byAddress.values().iterator().next();
    }
    List<Clip> matching = List.of();
    for (List<Clip> clips : byAddress.values()) {
      if (clips.get(0).id().equals(id)) {
        if (!matching.isEmpty()) {
          return List.of();
        }
        matching = clips;
      }
    }
    return matching;
  }

  /**
   * Which format: mp4 up to the height with the best sound, then anything up to the height, then
   * the smallest above it, then a picture without sound. H.264 and AAC are preferred, because they
   * are the quickest to decode.
   */
  private List<String> formatArguments(YtDlp ytDlp) {
    String height = encoding.maxHeight() > 0 ? "[height<=?" + encoding.maxHeight() + "]" : "";
    if (ytDlp.isYoutubeDl()) {
      return List.of(
          "-f",
          ("bestvideo[ext=mp4]H+bestaudio/best[ext=mp4]H/bestvideoH+bestaudio/bestH/best"
                  + "/bestvideo")
              .replace("H", height));
    }
    List<String> arguments = new ArrayList<>();
    arguments.add("-f");
    arguments.add(
        "bv*[ext=mp4]H+ba/b[ext=mp4]H/bv*H+ba/bH/bv*[ext=mp4]H/bv*+ba/b/bv*".replace("H", height));
    arguments.add("-S");
    arguments.add(
        (encoding.maxHeight() > 0 ? "res:" + encoding.maxHeight() : "res")
            + ",fps,vcodec:h264,acodec:aac");
    return arguments;
  }

  // --- fetching

  private Attempt cut(Clip clip, VideoAddress address, boolean last) throws InterruptedException {
    try {
      Path folder = scratch.newFolder();
      Path target = folder.resolve("clip.mp4");
      if (address.isPlainHttp() && canRead(address)) {
        SectionCutter.Cut cut =
            cutter.cut(
                inputs(address), clip, SectionCutter.Source.of(address, address.seconds()), target);
        if (cut instanceof SectionCutter.Cut.Made made) {
          return Attempt.ended(
              new Fetched(target, ClipResult.made(made.outcome(), made.bytes(), made.media())));
        }
        SectionCutter.Cut.Nothing nothing = (SectionCutter.Cut.Nothing) cut;
        log.line(clip.name() + ": " + site.withoutSecrets(nothing.line()));
        // What a broken connection leaves, and also a server without ranges, each time.
        boolean rangeless = last && nothing.line().contains("partial file");
        if (nothing.kind() != FailureKind.UNKNOWN && !rangeless) {
          Scratch.delete(folder);
          return failed(nothing.kind(), site.withoutSecrets(nothing.line()));
        }
        Files.deleteIfExists(target);
      }
      return cutWhole(clip, address, folder, target);
    } catch (IOException e) {
      throw DiskFull.in(e) ? DiskFull.stop(scratch.folder()) : new UncheckedIOException(e);
    }
  }

  private Attempt failed(FailureKind kind, String line) {
    if (kind == FailureKind.BLOCKED) {
      throw new BlockedException(line);
    }
    return isWorthAnotherTry(kind)
        ? new Attempt(null, kind, line)
        : Attempt.ended(lost(kind, line));
  }

  private boolean canRead(VideoAddress address) {
    boolean socks = site.proxy() != null && site.proxy().getScheme().startsWith("socks");
    return tools.ffmpeg().readsBoundedRequests() && !socks && !address.streams().isEmpty();
  }

  private List<SectionCutter.Input> inputs(VideoAddress address) {
    List<SectionCutter.Input> inputs = new ArrayList<>();
    for (VideoAddress.Stream stream : address.streams()) {
      List<String> options = new ArrayList<>();
      options.addAll(
          List.of(
              "-protocol_whitelist",
              "http,https,tcp,tls,httpproxy,crypto",
              "-multiple_requests",
              "1",
              "-request_size",
              Integer.toString(stream.isWholeMp4() ? WHOLE_MP4_REQUEST_SIZE : REQUEST_SIZE),
              "-rw_timeout",
              "30000000"));
      if (stream.isWholeMp4()) {
        // In the order of the file: a fragment's sound lies behind its picture, and going back and
        // forth between them would fetch both twice.
        options.addAll(List.of("-interleaved_read", "0"));
      }
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
      if (!stream.cookies().isEmpty()) {
        options.addAll(List.of("-cookies", stream.cookies()));
      }
      if (site.proxy() != null) {
        options.addAll(List.of("-http_proxy", site.proxy().toString()));
      }
      if (site.limitRate() > 0 && stream.kilobitsPerSecond() > 0) {
        // ffmpeg limits by the video's own time; the stream's average rate turns bytes into it.
        double speed = site.limitRate() * 8 / (stream.kilobitsPerSecond() * 1000);
        options.addAll(List.of("-readrate", Double.toString(Math.max(0.05, speed))));
      }
      inputs.add(new SectionCutter.Input(options, stream.url()));
    }
    return inputs;
  }

  /** yt-dlp fetches the whole video with its own downloader, and ffmpeg cuts it from the disk. */
  private Attempt cutWhole(Clip clip, VideoAddress address, Path folder, Path target)
      throws InterruptedException, IOException {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("--no-playlist", "--no-progress", "--no-mtime", "--no-cache-dir"));
    arguments.addAll(List.of("--socket-timeout", "20", "--retries", "3"));
    String formats =
        String.join("+", address.streams().stream().map(VideoAddress.Stream::formatId).toList());
    if (!formats.isBlank()) {
      arguments.addAll(List.of("-f", formats));
    }
    if (site.limitRate() > 0) {
      arguments.addAll(List.of("--limit-rate", Long.toString(site.limitRate())));
    }
    arguments.addAll(List.of("--ffmpeg-location", tools.ffmpeg().tool().path().toString()));
    arguments.addAll(List.of("--merge-output-format", "mkv"));
    // The folder may have a % in its name, which is yt-dlp's sign for a field.
    String whole = folder.resolve("whole").toString().replace("%", "%%");
    arguments.addAll(List.of("-o", whole + ".%(ext)s"));
    arguments.addAll(site.toolArguments());
    arguments.addAll(List.of("--", site.address(clip)));
    List<String> errors = new ArrayList<>();
    ToolResult result =
        tools
            .ytDlp()
            .run(
                arguments,
                OutputStream.nullOutputStream(),
                line -> {
                  log.line(clip.name() + ": " + site.withoutSecrets(line));
                  if (line.startsWith("ERROR:")) {
                    errors.add(site.withoutSecrets(line));
                  }
                });
    if (!result.ok()) {
      Scratch.delete(folder);
      String line = errors.isEmpty() ? site.withoutSecrets(result.firstErrorLine()) : errors.get(0);
      return failed(FailureKind.of(String.join("\n", errors) + line), line);
    }
    Path fetched = wholeIn(folder);
    if (fetched == null) {
      Scratch.delete(folder);
      return new Attempt(null, FailureKind.NETWORK, "yt-dlp left no file");
    }
    SectionCutter.Cut cut =
        cutter.cut(
            List.of(SectionCutter.Input.file(fetched)),
            clip,
            SectionCutter.Source.of(address, 0),
            target);
    Files.deleteIfExists(fetched);
    if (cut instanceof SectionCutter.Cut.Made made) {
      return Attempt.ended(
          new Fetched(target, ClipResult.made(made.outcome(), made.bytes(), made.media())));
    }
    SectionCutter.Cut.Nothing nothing = (SectionCutter.Cut.Nothing) cut;
    Scratch.delete(folder);
    if (nothing.kind() == FailureKind.DISK_FULL || nothing.kind() == FailureKind.KILLED) {
      return failed(nothing.kind(), nothing.line());
    }
    return Attempt.ended(
        new Fetched(null, ClipResult.without(Outcome.DAMAGED, "not decodable", nothing.line())));
  }

  private static Path wholeIn(Path folder) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "whole.*")) {
      for (Path file : files) {
        if (!file.toString().endsWith(".part") && !file.toString().endsWith(".ytdl")) {
          return file;
        }
      }
    }
    return null;
  }

  /** Splits a tool's output into lines; a line longer than any answer ends it. */
  private static final class Lines extends OutputStream {
    private static final int LONGEST = 64 << 20;

    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final java.util.function.Consumer<String> lines;

    Lines(java.util.function.Consumer<String> lines) {
      this.lines = lines;
    }

    @Override
    public void write(int value) {
      if (value == '\n') {
        String text = line.toString(StandardCharsets.UTF_8);
        line.reset();
        if (!text.isBlank()) {
          lines.accept(text);
        }
      } else {
        line.write(value);
      }
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      int start = offset;
      for (int i = offset; i < offset + length; i++) {
        if (bytes[i] == '\n') {
          line.write(bytes, start, i - start);
          start = i + 1;
          write('\n');
        }
      }
      line.write(bytes, start, offset + length - start);
      if (line.size() > LONGEST) {
        throw new IOException("a line of the tool's output has no end");
      }
    }
  }
}
