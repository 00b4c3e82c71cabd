package dev.kinetics.youtube;

import dev.kinetics.annotations.Clip;
import dev.kinetics.ffmpeg.Ffprobe;
import dev.kinetics.net.Fetch;
import dev.kinetics.net.FetchFault;
import dev.kinetics.net.FetchProgress;
import dev.kinetics.net.Http;
import dev.kinetics.net.HttpProxy;
import dev.kinetics.net.Partial;
import dev.kinetics.net.Patience;
import dev.kinetics.pass.Pass;
import dev.kinetics.source.FailureKind;
import dev.kinetics.source.SectionCutter;
import dev.kinetics.source.VideoAddress;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Fetches videos whole that are asked for with cookies or another secret. ffmpeg would show it to
 * all users of the machine, and ffmpeg and a yt-dlp from before 2023.07.06 (CVE-2023-35934) would
 * send it to whatever server a redirect names.
 */
final class OwnFetch {
  /** No video of a site is longer. */
  private static final long LONGEST = 64L << 30;

  private final Ffprobe ffprobe;
  private final SectionCutter cutter;
  private final SiteOptions site;

  OwnFetch(Ffprobe ffprobe, SectionCutter cutter, SiteOptions site) {
    this.ffprobe = ffprobe;
    this.cutter = cutter;
    this.site = site;
  }

  /**
   * Whether this is how a video is fetched: as plain files, with a secret, as quickly as may be.
   */
  boolean canFetch(VideoAddress address) {
    boolean reachable = site.proxy() == null || "http".equalsIgnoreCase(site.proxy().getScheme());
    return reachable
        && site.limitRate() == 0
        && address.streams().stream().anyMatch(VideoAddress.Stream::hasSecrets)
        && address.streams().stream()
            .allMatch(stream -> stream.isPlainHttp() && !stream.url().matches("[^/]*//[^/?#]*@.*"));
  }

  /**
   * Cuts a clip.
   *
   * @param folder where the video is put, for as long as it is needed
   * @param target the file to make
   */
  SectionCutter.Cut cut(Clip clip, VideoAddress address, Path folder, Path target)
      throws InterruptedException, IOException {
    List<Pass.Input> inputs = new ArrayList<>();
    List<Path> files = new ArrayList<>();
    for (VideoAddress.Stream stream : address.streams()) {
      boolean ordinary = stream.ending().matches("[a-z0-9]{1,5}");
      String name = "whole-" + files.size() + "." + (ordinary ? stream.ending() : "media");
      Path file = folder.resolve(name);
      files.add(file);
      try {
        Fetch fetch =
            new Fetch(
                Http.through(new HttpProxy(site.proxy())),
                Patience.SHORT,
                LONGEST,
                headers(stream),
                FetchProgress.none(),
                () -> false);
        Partial partial = new Partial(file);
        fetch.fetch(URI.create(stream.url()), partial);
        partial.forget();
        // What kind of file it is says the file.
        inputs.add(Pass.Input.file(file).with(stream.transfer()));
      } catch (FetchFault e) {
        return new SectionCutter.Cut.Nothing(kind(e), "the media server " + e.getMessage());
      } catch (IllegalArgumentException e) {
        return new SectionCutter.Cut.Nothing(FailureKind.UNKNOWN, "it has no address to ask for");
      }
    }
    SectionCutter.Cut cut =
        cutter.cut(
            Origins.together(inputs, ffprobe), clip, SectionCutter.Source.of(address, 0), target);
    for (Path file : files) {
      Files.deleteIfExists(file);
    }
    return WholeFetch.ofWholeFile(cut);
  }

  /** What a server's fault means for the clip. */
  static FailureKind kind(FetchFault fault) {
    return switch (fault.kind()) {
      case UNREACHABLE, BROKEN, CHANGED -> FailureKind.NETWORK;
      case SLOW -> FailureKind.STALLED;
      case MISSING, REFUSED ->
          fault.getMessage().endsWith(" 403") ? FailureKind.FORBIDDEN : FailureKind.UNKNOWN;
    };
  }

  /** What a request for a stream has to say, its cookies included. */
  static Map<String, String> headers(VideoAddress.Stream stream) {
    Map<String, String> headers = new LinkedHashMap<>(stream.headers());
    // We unpack nothing.
    headers.keySet().removeIf(name -> name.equalsIgnoreCase("Accept-Encoding"));
    if (!stream.cookies().isEmpty()) {
      headers.put(
          "Cookie",
          Arrays.stream(stream.cookies().split("\n"))
              .map(line -> line.split(";", 2)[0])
              .collect(Collectors.joining("; ")));
    }
    return headers;
  }
}
