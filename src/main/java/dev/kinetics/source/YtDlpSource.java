package dev.kinetics.source;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.RetryPolicy;
import dev.kinetics.annotations.Clip;
import dev.kinetics.dataset.Scratch;
import dev.kinetics.error.DiskFull;
import dev.kinetics.journal.Outcome;
import dev.kinetics.media.ClipEncoding;
import dev.kinetics.run.BlockedException;
import dev.kinetics.run.Results;
import dev.kinetics.tool.Tools;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * YouTube, or another site that yt-dlp knows. yt-dlp only finds where a video's streams are, many
 * clips in one process; ffmpeg then reads just the section, in bounded requests. Where ffmpeg can't
 * (no plain HTTP, an old ffmpeg, a server without ranges), yt-dlp fetches the whole stream and
 * ffmpeg cuts it.
 */
public final class YtDlpSource implements ClipSource {
  /** What this source is called. */
  public static final String NAME = "youtube";

  private static final int MOST_TRIES = 4;

  private final SiteOptions site;
  private final Scratch scratch;
  private final ToolLog log;
  private final Resolver resolver;
  private final SectionFetch section;
  private final WholeFetch whole;

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
    this.site = site;
    this.scratch = scratch;
    this.log = log;
    SectionCutter cutter = new SectionCutter(tools.ffmpeg(), tools.ffprobe(), encoding);
    this.resolver = new Resolver(tools.ytDlp(), site, encoding.maxHeight(), log, blocked);
    this.section = new SectionFetch(tools.ffmpeg(), cutter, site);
    this.whole = new WholeFetch(tools, cutter, site, log);
  }

  @Override
  public String name() {
    return NAME;
  }

  /** One try for each of several clips; all the tries for one. */
  @Override
  public Results<Fetched> fetch(List<Clip> clips) throws InterruptedException {
    if (site.sleep() != null) {
      site.sleep().sleep();
    }
    return clips.size() == 1
        ? Results.of(List.of(withAllTries(clips.get(0))))
        : new Batch(resolver.resolve(clips));
  }

  /** Clips that one yt-dlp resolves, each cut when its address is there. */
  private final class Batch implements Results<Fetched> {
    private final Results<Resolver.Resolved> resolved;
    private final Deque<Clip> toCut = new ArrayDeque<>();
    private final Deque<Fetched> ready = new ArrayDeque<>();
    private VideoAddress address;

    Batch(Results<Resolver.Resolved> resolved) {
      this.resolved = resolved;
    }

    @Override
    public Fetched next() throws InterruptedException {
      while (ready.isEmpty()) {
        if (!toCut.isEmpty()) {
          long start = System.nanoTime();
          Clip clip = toCut.remove();
          return judge(clip, cut(clip, address, false), 1, start, false);
        }
        Resolver.Resolved next = resolved.next();
        if (next == null) {
          return null;
        }
        if (next instanceof Resolver.Resolved.Found found) {
          address = found.address();
          toCut.addAll(found.clips());
        } else if (next instanceof Resolver.Resolved.Refused refused) {
          stopWhenBlocked(refused.kind(), refused.line());
          for (Clip clip : refused.clips()) {
            ready.add(
                judge(clip, nothing(refused.kind(), refused.line()), 1, System.nanoTime(), false));
          }
        }
      }
      return ready.remove();
    }

    @Override
    public void close() {
      resolved.close();
    }
  }

  /** One clip with all its tries. */
  private Fetched withAllTries(Clip clip) throws InterruptedException {
    long start = System.nanoTime();
    int[] tries = {0};
    RetryPolicy<Fetched> retries =
        RetryPolicy.<Fetched>builder()
            .handleIf((fetched, fault) -> fault == null && fetched.isAgain())
            .withBackoff(Duration.ofSeconds(1), Duration.ofSeconds(30), 3)
            .withJitter(0.3)
            .withMaxRetries(MOST_TRIES - 1)
            .build();
    try {
      return Failsafe.with(retries)
          .get(
              () -> {
                tries[0]++;
                boolean last = tries[0] == MOST_TRIES;
                return judge(clip, tryAlone(clip, last), tries[0], start, last);
              });
    } catch (FailsafeException e) {
      if (e.getCause() instanceof InterruptedException) {
        throw new InterruptedException();
      }
      throw e;
    }
  }

  private SectionCutter.Cut tryAlone(Clip clip, boolean last) throws InterruptedException {
    VideoAddress address = null;
    List<String> lines = new ArrayList<>();
    FailureKind known = null;
    try (Results<Resolver.Resolved> resolved = resolver.resolve(List.of(clip))) {
      for (Resolver.Resolved next : resolved.rest()) {
        if (next instanceof Resolver.Resolved.Found found) {
          address = found.address();
        } else if (next instanceof Resolver.Resolved.Refused refused) {
          lines.add(refused.line());
          known = refused.kind();
        }
      }
    }
    if (address != null) {
      return cut(clip, address, last);
    }
    return switch (lines.size()) {
      case 0 -> nothing(FailureKind.UNKNOWN, "yt-dlp answered nothing");
      case 1 -> nothing(known, lines.get(0));
      default -> nothing(FailureKind.of(String.join("\n", lines)), lines.get(0));
    };
  }

  /** What a try means for its clip. */
  private Fetched judge(Clip clip, SectionCutter.Cut cut, int tries, long start, boolean last) {
    Fetched.Origin origin = Fetched.Origin.since(NAME, tries, start);
    if (cut instanceof SectionCutter.Cut.Made made) {
      return new Fetched.Made(
          clip, origin, made.file(), made.outcome(), made.bytes(), made.media());
    }
    SectionCutter.Cut.Nothing nothing = (SectionCutter.Cut.Nothing) cut;
    stopWhenBlocked(nothing.kind(), nothing.line());
    if (!last && isWorthAnotherTry(nothing.kind())) {
      return new Fetched.Again(clip, nothing.kind().reason(), nothing.line());
    }
    // An address that expires as soon as it is told: yt-dlp does not ask as the site wants it.
    FailureKind kind =
        nothing.kind() == FailureKind.FORBIDDEN ? FailureKind.OUTDATED : nothing.kind();
    return new Fetched.Lost(clip, origin, outcome(kind), kind.reason(), nothing.line());
  }

  private static boolean isWorthAnotherTry(FailureKind kind) {
    return kind == FailureKind.NETWORK
        || kind == FailureKind.FORBIDDEN
        || kind == FailureKind.KILLED;
  }

  private static void stopWhenBlocked(FailureKind kind, String line) {
    if (kind == FailureKind.BLOCKED) {
      throw new BlockedException(line);
    }
  }

  private Outcome outcome(FailureKind kind) {
    return switch (kind) {
      case DISK_FULL -> throw DiskFull.stop(scratch.folder());
      case TAKEN_DOWN, PRIVATE, GONE -> Outcome.GONE;
      case REGION, ACCOUNT -> Outcome.CLOSED;
      case NOT_DECODABLE -> Outcome.DAMAGED;
      // The selection ends in "any picture": when nothing fits, yt-dlp sees no picture at all.
      case FORMAT, OUTDATED -> Outcome.OUTDATED;
      case BLOCKED, FORBIDDEN, NETWORK, KILLED, UNKNOWN -> Outcome.FAILED;
    };
  }

  private static SectionCutter.Cut nothing(FailureKind kind, String line) {
    return new SectionCutter.Cut.Nothing(kind, line);
  }

  private SectionCutter.Cut cut(Clip clip, VideoAddress address, boolean last)
      throws InterruptedException {
    try {
      Path folder = scratch.newFolder();
      SectionCutter.Cut cut = cutIn(folder, clip, address, last);
      if (cut instanceof SectionCutter.Cut.Nothing) {
        Scratch.delete(folder);
      }
      return cut;
    } catch (IOException e) {
      throw DiskFull.in(e) ? DiskFull.stop(scratch.folder()) : new UncheckedIOException(e);
    }
  }

  private SectionCutter.Cut cutIn(Path folder, Clip clip, VideoAddress address, boolean last)
      throws InterruptedException, IOException {
    Path target = folder.resolve("clip.mp4");
    if (section.canRead(address)) {
      SectionCutter.Cut cut = section.cut(clip, address, target);
      if (!(cut instanceof SectionCutter.Cut.Nothing nothing)) {
        return cut;
      }
      String line = site.withoutSecrets(nothing.line());
      log.line(clip.name() + ": " + line);
      // What a broken connection leaves, and also a server without ranges, each time.
      boolean rangeless = last && line.contains("partial file");
      if (nothing.kind() != FailureKind.UNKNOWN && !rangeless) {
        return nothing(nothing.kind(), line);
      }
      Files.deleteIfExists(target);
    }
    return whole.cut(clip, address, folder, target);
  }
}
