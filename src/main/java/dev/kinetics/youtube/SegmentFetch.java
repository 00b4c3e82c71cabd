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
   * @param isApart whether picture and sound are two streams
   * @param isCopied whether the part is to begin with the segment of the section's start, since all
   *     of it goes into the clip
   * @param part the file to make
   * @return empty where the segments can't be had one by one, or are not where they are said to be
   * @throws FetchFault when a server does not give one of them
   * @throws IOException when the disk does not take it
   */
  Optional<Pass.Input> part(
      VideoAddress.Stream stream, boolean isApart, boolean isCopied, Clip clip, Path part)
      throws IOException, InterruptedException {
    Map<String, String> headers = OwnFetch.headers(stream);
    Segments segments = segments(stream, headers, beside(part, "m3u8")).orElse(null);
    if (segments == null) {
      return Optional.empty();
    }
    Path head = beside(part, "head");
    if (segments.head() != null) {
      fetch(segments.head(), headers, LONGEST, head);
    }
    Path first = beside(part, "first");
    join(head, segments.all().subList(0, 1), headers, first);
    boolean isMp4 = segments.head() != null;
    OptionalDouble origin = start(first);
    if (origin.isEmpty() || !isMp4 && !TransportStream.is(first)) {
      return Optional.empty(); // Such as bare sound, which has no stamps.
    }
    double start = clip.startMillis() / 1000.0;
    int last = segments.at((clip.endMillis() - 1) / 1000.0);
    for (int before = isCopied ? 0 : 1; before <= 1; before++) {
      int from = Math.max(0, segments.at(start) - before);
      int to = Math.min(segments.all().size(), last + 2);
      join(from == 0 ? first : head, segments.all().subList(Math.max(1, from), to), headers, part);
      double begins = start(part).orElse(Double.NaN) - origin.getAsDouble();
      boolean isThere = Math.abs(begins - segments.startOf(from)) <= segments.longest();
      if (isThere && (from == 0 || begins <= start)) {
        boolean countsFromZero = isApart && isMp4 && Math.abs(origin.getAsDouble()) < DELAY_SECONDS;
        long micros = countsFromZero ? 0 : Math.round(origin.getAsDouble() * 1e6);
        return Optional.of(Pass.Input.part(part, micros).with(stream.transfer()));
      }
    }
    return Optional.empty();
  }

  private static Path beside(Path part, String ending) {
    return part.resolveSibling(part.getFileName() + "." + ending);
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
        if (!Segments.isPlaylist(address)) {
          return Optional.empty();
        }
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

  /** Makes a file of what there is to begin with, if it is there, and segments. */
  private void join(
      Path head, List<Segments.Segment> segments, Map<String, String> headers, Path target)
      throws IOException, InterruptedException {
    Path one = beside(target, "segment");
    try (OutputStream out = Files.newOutputStream(target)) {
      if (Files.exists(head)) {
        Files.copy(head, out);
      }
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
