package dev.kinetics.youtube;

import dev.kinetics.annotations.Clip;
import dev.kinetics.ffmpeg.Ffmpeg;
import dev.kinetics.ffmpeg.Ffprobe;
import dev.kinetics.net.Fetch;
import dev.kinetics.net.FetchFault;
import dev.kinetics.net.FetchProgress;
import dev.kinetics.net.Http;
import dev.kinetics.net.HttpProxy;
import dev.kinetics.net.Partial;
import dev.kinetics.net.Patience;
import dev.kinetics.pass.Pass;
import dev.kinetics.pass.TransportStream;
import dev.kinetics.source.VideoAddress;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;

/**
 * Fetches those segments of a stream in which a section lies, one before them and one after, since
 * a playlist is not exact, and the first one of all, whose stamp is the video's time 0.
 */
final class SegmentFetch {
  private static final long LONGEST_PLAYLIST = 16 << 20;

  /** In bytes; no part of a video is longer. */
  private static final long LONGEST = 2L << 30;

  /** Stamps of mp4 count from 0; an encoder's delay makes no other beginning. */
  private static final double DELAY_SECONDS = 1;

  private final Ffprobe ffprobe;
  private final SiteOptions site;

  SegmentFetch(Ffprobe ffprobe, SiteOptions site) {
    this.ffprobe = ffprobe;
    this.site = site;
  }

  /**
   * Puts a section's part of a stream into a file.
   *
   * @param folder where it goes
   * @param name what it is called there, different for each stream
   * @return empty where the segments can't be had one by one, or are not where they are said to be
   * @throws FetchFault when a server does not give one of them
   * @throws IOException when the disk does not take it
   */
  Optional<Pass.Input> part(
      VideoAddress.Stream stream, boolean isApart, Clip clip, Path folder, String name)
      throws IOException, InterruptedException {
    Map<String, String> headers = OwnFetch.headers(stream);
    Segments segments = segments(stream, headers, folder.resolve(name + ".m3u8")).orElse(null);
    if (segments == null) {
      return Optional.empty();
    }
    int from = Math.max(0, segments.at(clip.startMillis() / 1000.0) - 1);
    int last = segments.at((clip.endMillis() - 1) / 1000.0);
    int to = Math.min(segments.all().size() - 1, last + 1);
    Path part = folder.resolve(name);
    Path beginning = from == 0 ? part : folder.resolve(name + ".first");
    if (segments.head() != null) {
      fetch(segments.head(), headers, LONGEST, part);
      if (from > 0) {
        Files.copy(part, beginning);
      }
    }
    append(segments.all().subList(from, to + 1), headers, part);
    if (from > 0) {
      append(segments.all().subList(0, 1), headers, beginning);
    }
    if (segments.head() == null && !TransportStream.is(part)) {
      return Optional.empty(); // Such as bare sound, which has no stamps.
    }
    OptionalDouble origin = start(beginning);
    OptionalDouble start = start(part);
    if (origin.isEmpty() || start.isEmpty()) {
      return Optional.empty();
    }
    double begins = start.getAsDouble() - origin.getAsDouble();
    boolean isThere =
        Math.abs(begins - segments.startOf(from)) <= segments.longest()
            && (from == 0 || begins <= clip.startMillis() / 1000.0);
    boolean countsFromZero =
        isApart && segments.head() != null && Math.abs(origin.getAsDouble()) < DELAY_SECONDS;
    long micros = countsFromZero ? 0 : Math.round(origin.getAsDouble() * 1e6);
    return isThere
        ? Optional.of(Pass.Input.part(part, micros).with(stream.transfer()))
        : Optional.empty();
  }

  private OptionalDouble start(Path file) throws InterruptedException {
    return ffprobe.start(Ffmpeg.LOCAL, "file:" + file.toAbsolutePath());
  }

  private Optional<Segments> segments(
      VideoAddress.Stream stream, Map<String, String> headers, Path file)
      throws IOException, InterruptedException {
    try {
      URI address = URI.create(stream.url());
      if (stream.isPlaylist()) {
        fetch(address, headers, LONGEST_PLAYLIST, file);
      }
      Optional<Segments> segments =
          stream.isPlaylist()
              ? Segments.ofPlaylist(address, Files.readString(file))
              : Segments.ofFragments(stream.fragments());
      return segments.filter(s -> !stream.hasSecrets() || s.isAllOn(address));
    } catch (IllegalArgumentException | CharacterCodingException e) {
      return Optional.empty(); // No address, or no text.
    }
  }

  private void append(List<Segments.Segment> segments, Map<String, String> headers, Path target)
      throws IOException, InterruptedException {
    Path one = target.resolveSibling(target.getFileName() + ".segment");
    try (OutputStream out =
        Files.newOutputStream(target, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      for (Segments.Segment segment : segments) {
        fetch(segment.address(), headers, LONGEST - Files.size(target), one);
        Files.copy(one, out);
        Files.delete(one);
      }
    }
  }

  private void fetch(URI address, Map<String, String> headers, long longest, Path file)
      throws IOException, InterruptedException {
    Partial partial = new Partial(file);
    Http http = Http.through(new HttpProxy(site.proxy()));
    new Fetch(http, Patience.SHORT, longest, headers, pace(), () -> false).fetch(address, partial);
    partial.forget();
  }

  /** Holds a fetch back to the most bytes a second. */
  private FetchProgress pace() {
    if (site.limitRate() == 0) {
      return FetchProgress.none();
    }
    long begun = System.nanoTime();
    return new FetchProgress() {
      @Override
      public void bytes(String what, long done, long total) {
        try {
          long due = begun + (long) (1e9 * done / site.limitRate());
          TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt(); // The fetch sees it.
        }
      }

      @Override
      public void note(String line) {}
    };
  }
}
