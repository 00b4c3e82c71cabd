package dev.kinetics.source;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.RetryPolicy;
import dev.kinetics.annotations.Clip;
import dev.kinetics.dataset.Scratch;
import dev.kinetics.error.DiskFull;
import dev.kinetics.error.KineticsException;
import dev.kinetics.journal.Outcome;
import dev.kinetics.media.ClipEncoding;
import dev.kinetics.run.BlockedException;
import dev.kinetics.run.Crew;
import dev.kinetics.run.Results;
import dev.kinetics.tool.Tools;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * YouTube, or another site that yt-dlp knows. yt-dlp only finds where a video's streams are, many
 * clips in one process; ffmpeg then reads just the section, in bounded requests. Where ffmpeg can't
 * (segments of DASH, an old ffmpeg, a server without ranges), yt-dlp fetches the whole stream and
 * ffmpeg cuts it.
 */
public final class YtDlpSource implements ClipSource {
  /** What this source is called. */
  public static final String NAME = "youtube";

  /**
   * How many clips one yt-dlp resolves at most: its start costs as much as resolving several, and
   * once a process it fetches the player's JavaScript. Addresses hold for hours.
   */
  private static final int LARGEST_BATCH = 48;

  private static final int MOST_TRIES = 4;

  /** A server that answers 403 often means: not yet. Before yt-dlp is asked anew, it is again. */
  private static final Duration ONCE_MORE_AFTER = Duration.ofSeconds(5);

  /** How often the same address is asked while other clips are cut meanwhile, each time later. */
  private static final int MOST_REFUSALS = 2;

  private final SiteOptions site;
  private final Scratch scratch;
  private final ToolLog log;
  private final Resolver resolver;
  private final SectionFetch section;
  private final OwnFetch own;
  private final WholeFetch whole;

  /**
   * Makes a source.
   *
   * @param beside what is made from the same decoding
   * @param blocked whether somebody else has met a block, so that nobody should ask on
   */
  public YtDlpSource(
      Tools tools,
      SiteOptions site,
      ClipEncoding encoding,
      Beside beside,
      Scratch scratch,
      ToolLog log,
      BooleanSupplier blocked) {
    this.site = site;
    this.scratch = scratch;
    this.log = log;
    SectionCutter cutter =
        new SectionCutter(
            tools.ffmpeg().with(site.toolEnvironment()), tools.ffprobe(), encoding, beside);
    this.resolver = new Resolver(tools.ytDlp(), site, encoding.maxHeight(), log, blocked);
    this.section = new SectionFetch(tools.ffmpeg(), cutter, site);
    this.own = new OwnFetch(cutter, site);
    this.whole = new WholeFetch(tools, cutter, site, log);
  }

  @Override
  public String name() {
    return NAME;
  }

  /** How many clips it pays to ask for at once. */
  public int largestBatch() {
    return site.sleep() == null || resolver.sleepsItself() ? LARGEST_BATCH : 1;
  }

  /** One try for each of several clips; all the tries for one. */
  @Override
  public Results<Fetched> fetch(List<Clip> clips) throws InterruptedException {
    if (site.sleep() != null && !resolver.sleepsItself()) {
      site.sleep().sleep();
    }
    return clips.size() == 1
        ? Results.of(List.of(withAllTries(clips.get(0))))
        : new Batch(resolver.resolve(clips));
  }

  /** A clip whose address is known, and when it may be asked for. */
  private record Pending(Clip clip, VideoAddress address, long dueNanos, int refusals) {
    Duration left() {
      return Duration.ofNanos(Math.max(0, dueNanos - System.nanoTime()));
    }
  }

  /** Clips that one yt-dlp resolves, each cut when its address is there and served. */
  private final class Batch implements Results<Fetched> {
    private final Crew<Resolver.Resolved> resolved;
    private final PriorityQueue<Pending> pending =
        new PriorityQueue<>(Comparator.comparingLong(Pending::dueNanos));
    private final Deque<Fetched> ready = new ArrayDeque<>();

    Batch(Crew<Resolver.Resolved> resolved) {
      this.resolved = resolved;
    }

    @Override
    public Fetched next() throws InterruptedException {
      while (ready.isEmpty()) {
        Pending first = pending.peek();
        if (first != null && first.left().isZero()) {
          cutNext(pending.remove());
        } else if (first == null || resolved.await(first.left())) {
          Resolver.Resolved next = resolved.next();
          if (next != null) {
            take(next);
          } else if (first == null) {
            return null;
          } else {
            TimeUnit.NANOSECONDS.sleep(first.left().toNanos());
          }
        }
      }
      return ready.remove();
    }

    private void take(Resolver.Resolved next) {
      if (next instanceof Resolver.Resolved.Found found) {
        long due = System.nanoTime() + found.address().wait(Instant.now()).toNanos();
        found.clips().forEach(clip -> pending.add(new Pending(clip, found.address(), due, 0)));
      } else if (next instanceof Resolver.Resolved.Refused refused) {
        stopWhenForAll(refused.kind(), refused.line(), refused.clips());
        for (Clip clip : refused.clips()) {
          SectionCutter.Cut none = nothing(refused.kind(), refused.line());
          ready.add(judge(clip, none, 1, System.nanoTime(), false));
        }
      }
    }

    private void cutNext(Pending next) throws InterruptedException {
      long start = System.nanoTime();
      SectionCutter.Cut cut = cut(next.clip(), next.address());
      if (isForbidden(cut) && next.refusals() < MOST_REFUSALS) {
        int refusals = next.refusals() + 1;
        long due = System.nanoTime() + ONCE_MORE_AFTER.multipliedBy(refusals).toNanos();
        pending.add(new Pending(next.clip(), next.address(), due, refusals));
      } else {
        ready.add(judge(next.clip(), cut, 1, start, false));
      }
    }

    @Override
    public void close() {
      resolved.close();
    }
  }

  private static boolean isForbidden(SectionCutter.Cut cut) {
    return cut instanceof SectionCutter.Cut.Nothing nothing
        && nothing.kind() == FailureKind.FORBIDDEN;
  }

  /** One clip with all its tries. */
  private Fetched withAllTries(Clip clip) throws InterruptedException {
    long start = System.nanoTime();
    Tries tries = new Tries(clip);
    RetryPolicy<Fetched> retries =
        RetryPolicy.<Fetched>builder()
            .handleIf((fetched, fault) -> fault == null && fetched.isAgain())
            .withBackoff(Duration.ofSeconds(1), Duration.ofSeconds(30), 3)
            .withJitter(0.3)
            .withMaxRetries(MOST_TRIES - 1)
            .build();
    try {
      return Failsafe.with(retries)
          .get(() -> judge(clip, tries.next(), tries.count, start, tries.isLast()));
    } catch (FailsafeException e) {
      if (e.getCause() instanceof InterruptedException) {
        throw new InterruptedException();
      }
      throw e;
    }
  }

  /** The tries for one clip. */
  private final class Tries {
    private final Clip clip;
    private final Set<String> forbidden = new LinkedHashSet<>();
    private String forbiddenLine = "";
    private int count;

    Tries(Clip clip) {
      this.clip = clip;
    }

    boolean isLast() {
      return count == MOST_TRIES;
    }

    SectionCutter.Cut next() throws InterruptedException {
      count++;
      // What was refused for a moment is asked for again; only then another format must do.
      boolean insists = count <= MOST_TRIES - 2;
      Resolver.Resolved answer = resolve(insists ? Set.of() : forbidden);
      if (answer instanceof Resolver.Resolved.Refused refused) {
        boolean noOther = !forbidden.isEmpty() && refused.kind() == FailureKind.FORMAT;
        return noOther
            ? nothing(FailureKind.FORBIDDEN, forbiddenLine)
            : nothing(refused.kind(), refused.line());
      }
      VideoAddress address = ((Resolver.Resolved.Found) answer).address();
      Thread.sleep(address.wait(Instant.now()).toMillis());
      SectionCutter.Cut cut = cut(clip, address);
      if (isForbidden(cut) && insists) {
        Thread.sleep(ONCE_MORE_AFTER.toMillis());
        cut = cut(clip, address);
      }
      if (cut instanceof SectionCutter.Cut.Nothing nothing && isForbidden(cut)) {
        forbidden.addAll(address.formats());
        forbiddenLine = nothing.line();
      }
      return cut;
    }

    private Resolver.Resolved resolve(Set<String> without) throws InterruptedException {
      List<Resolver.Resolved.Refused> refused = new ArrayList<>();
      Resolver.Resolved found = null;
      try (Results<Resolver.Resolved> resolved = resolver.resolve(List.of(clip), without)) {
        for (Resolver.Resolved next : resolved.rest()) {
          if (next instanceof Resolver.Resolved.Refused why) {
            refused.add(why);
          } else {
            found = next;
          }
        }
      }
      if (found != null) {
        return found;
      }
      List<String> lines = refused.stream().map(Resolver.Resolved.Refused::line).toList();
      return switch (refused.size()) {
        case 0 ->
            new Resolver.Resolved.Refused(
                List.of(clip), FailureKind.UNKNOWN, "yt-dlp answered nothing");
        case 1 -> refused.get(0);
        default ->
            new Resolver.Resolved.Refused(
                List.of(clip), FailureKind.of(String.join("\n", lines)), lines.get(0));
      };
    }
  }

  /** What a try means for its clip. */
  private Fetched judge(Clip clip, SectionCutter.Cut cut, int tries, long start, boolean last) {
    Fetched.Origin origin = Fetched.Origin.since(NAME, tries, start);
    if (cut instanceof SectionCutter.Cut.Made made) {
      return new Fetched.Made(
          clip, origin, made.file(), made.outcome(), made.bytes(), made.media(), made.extras());
    }
    SectionCutter.Cut.Nothing nothing = (SectionCutter.Cut.Nothing) cut;
    stopWhenForAll(nothing.kind(), nothing.line(), List.of(clip));
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

  /** Ends or holds the run where what was said of some clips is no fault of theirs. */
  private static void stopWhenForAll(FailureKind kind, String line, List<Clip> clips) {
    switch (kind) {
      case COOKIES ->
          throw KineticsException.badInput(
              "yt-dlp can't take the cookies ("
                  + line
                  + "); name a file in Netscape's form with --cookies, or a browser that is there"
                  + " with --cookies-from-browser");
      case BLOCKED -> throw BlockedException.ofAddress(line, clips);
      case REFUSED, PORTAL, JAVASCRIPT ->
          throw BlockedException.ofAll(
              line, clips, KineticsException.unavailable(whatHelps(kind).formatted(line)));
      default -> {
        // It is said of these clips alone.
      }
    }
  }

  private static String whatHelps(FailureKind kind) {
    return switch (kind) {
      case PORTAL ->
          "the network answers with pages of its own in place of the site's (%s): open any page in"
              + " a browser, log in, and run the same command again";
      case JAVASCRIPT ->
          "yt-dlp could not run the site's JavaScript (%s): install deno or a newer node, and a"
              + " newer yt-dlp, with 'kinetics setup', and run the same command again";
      default ->
          "the site has changed under yt-dlp, or blocks this address (%s): update yt-dlp, or name a"
              + " newer one with --yt-dlp, and run the same command again";
    };
  }

  private Outcome outcome(FailureKind kind) {
    return switch (kind) {
      case DISK_FULL -> throw DiskFull.stop(scratch.folder());
      case TAKEN_DOWN, PRIVATE, GONE -> Outcome.GONE;
      case REGION, ACCOUNT -> Outcome.CLOSED;
      case NOT_DECODABLE -> Outcome.DAMAGED;
      // The selection ends in "any picture": when nothing fits, yt-dlp sees no picture at all.
      case FORMAT, OUTDATED, REFUSED, JAVASCRIPT -> Outcome.OUTDATED;
      case BLOCKED, COOKIES, FORBIDDEN, NO_RANGES, PORTAL, NETWORK, KILLED, STALLED, UNKNOWN ->
          Outcome.FAILED;
    };
  }

  private static SectionCutter.Cut nothing(FailureKind kind, String line) {
    return new SectionCutter.Cut.Nothing(kind, line);
  }

  private SectionCutter.Cut cut(Clip clip, VideoAddress address) throws InterruptedException {
    try {
      Path folder = scratch.newFolder();
      SectionCutter.Cut cut = cutIn(folder, clip, address);
      if (cut instanceof SectionCutter.Cut.Nothing) {
        Scratch.delete(folder);
      }
      return cut;
    } catch (IOException e) {
      throw DiskFull.in(e) ? DiskFull.stop(scratch.folder()) : new UncheckedIOException(e);
    }
  }

  private SectionCutter.Cut cutIn(Path folder, Clip clip, VideoAddress address)
      throws InterruptedException, IOException {
    Path target = folder.resolve("clip.mp4");
    if (section.canRead(address)) {
      SectionCutter.Cut cut = section.cut(clip, address, target);
      if (!(cut instanceof SectionCutter.Cut.Nothing nothing)) {
        return cut;
      }
      String line = site.withoutSecrets(nothing.line());
      log.line(clip.name() + ": " + line);
      if (nothing.kind() != FailureKind.UNKNOWN && nothing.kind() != FailureKind.NO_RANGES) {
        return nothing(nothing.kind(), line);
      }
      Files.deleteIfExists(target);
    }
    return own.canFetch(address)
        ? own.cut(clip, address, folder, target)
        : whole.cut(clip, address, folder, target);
  }
}
