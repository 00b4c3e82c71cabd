package dev.kinetics.youtube;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.RetryPolicy;
import dev.kinetics.annotations.Clip;
import dev.kinetics.dataset.Scratch;
import dev.kinetics.engine.Crew;
import dev.kinetics.engine.Notes;
import dev.kinetics.engine.Results;
import dev.kinetics.pass.ClipEncoding;
import dev.kinetics.source.Beside;
import dev.kinetics.source.ClipSource;
import dev.kinetics.source.FailureKind;
import dev.kinetics.source.Fetched;
import dev.kinetics.source.SectionCutter;
import dev.kinetics.source.ToolLog;
import dev.kinetics.source.VideoAddress;
import dev.kinetics.tool.Tools;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * YouTube, or another site that yt-dlp knows. yt-dlp only finds where a video's streams are, many
 * clips in one process; each is then put to its use: a clip is made of it, or nothing.
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

  /**
   * How often the same address is asked again, each time later. An older yt-dlp does not say how
   * long an advertisement runs, and for a new address a new one begins.
   */
  private static final int MOST_REFUSALS = 2;

  private final SiteOptions site;
  private final Resolver resolver;
  private final VideoUse use;

  private YtDlpSource(SiteOptions site, Resolver resolver, VideoUse use) {
    this.site = site;
    this.resolver = resolver;
    this.use = use;
  }

  /**
   * One that gets clips.
   *
   * @param beside what is made from the same decoding
   * @param notes where hints and the tools' words go
   * @param blocked whether somebody else has met a block, so that nobody should ask on
   */
  public static YtDlpSource ofClips(
      Tools tools,
      SiteOptions site,
      ClipEncoding encoding,
      Beside beside,
      Scratch scratch,
      Notes notes,
      BooleanSupplier blocked) {
    return new YtDlpSource(
        site,
        new Resolver(tools.ytDlp(), site, encoding.maxHeight(), notes, blocked),
        new SectionUse(tools, site, encoding, beside, scratch, new ToolLog(notes.tools())));
  }

  /**
   * One that only asks whether videos are there.
   *
   * @param maxHeight of the picture that would be fetched
   */
  public static YtDlpSource ofAnswers(
      Tools tools, SiteOptions site, int maxHeight, Notes notes, BooleanSupplier blocked) {
    return new YtDlpSource(
        site, new Resolver(tools.ytDlp(), site, maxHeight, notes, blocked), VideoUse.NOTHING);
  }

  /**
   * What is to be said before a run: what keeps YouTube's videos from it.
   *
   * @throws dev.kinetics.error.KineticsException when there is no yt-dlp
   */
  public static Optional<String> warning(Tools tools, SiteOptions site) {
    boolean wantsJavaScript = tools.ytDlp().usesJavaScriptRuntimes() && site.isYoutube();
    return Optional.of(wantsJavaScript ? tools.javaScriptRuntime().problem() : "")
        .filter(words -> !words.isEmpty());
  }

  /**
   * Whether a loss in these words is proven by them: somebody did something to this very video. All
   * other words can also come of a tool that the site no longer understands, for each video.
   */
  public static boolean isProof(String words) {
    return FailureKind.isProof(words);
  }

  /** Whether what is lost for this reason may be there without a newer tool, in a moment. */
  public static boolean passes(String reason) {
    return FailureKind.passes(reason);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public boolean gives(Clip clip) throws InterruptedException {
    try (Results<Resolver.Resolved> answers = resolver.resolve(List.of(clip))) {
      return answers.rest().stream().anyMatch(Resolver.Resolved.Found.class::isInstance);
    }
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
        long due = System.nanoTime() + untilServed(found.address()).toNanos();
        found.clips().forEach(clip -> pending.add(new Pending(clip, found.address(), due, 0)));
      } else if (next instanceof Resolver.Resolved.Refused refused) {
        refused.kind().stopWhenForAll(refused.line(), refused.clips());
        for (Clip clip : refused.clips()) {
          SectionCutter.Cut none = nothing(refused.kind(), refused.line());
          ready.add(judge(clip, none, 1, System.nanoTime(), false));
        }
      }
    }

    private void cutNext(Pending next) throws InterruptedException {
      long start = System.nanoTime();
      SectionCutter.Cut cut = use.of(next.clip(), next.address());
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

  private Duration untilServed(VideoAddress address) {
    return use.asksServers() ? address.wait(Instant.now()) : Duration.ZERO;
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
      Thread.sleep(untilServed(address).toMillis());
      SectionCutter.Cut cut = use.of(clip, address);
      for (int i = 1; i <= MOST_REFUSALS && insists && isForbidden(cut); i++) {
        Thread.sleep(ONCE_MORE_AFTER.multipliedBy(i).toMillis());
        cut = use.of(clip, address);
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
    if (cut instanceof SectionCutter.Cut.NotCut there) {
      return new Fetched.Resolved(clip, origin, there.bytes());
    }
    SectionCutter.Cut.Nothing nothing = (SectionCutter.Cut.Nothing) cut;
    FailureKind kind = nothing.kind();
    kind.stopWhenForAll(nothing.line(), List.of(clip));
    return !last && kind.isWorthAnotherTry()
        ? new Fetched.Again(clip, kind.reason(), nothing.line())
        : new Fetched.Lost(clip, origin, kind.outcome(), kind.reason(), nothing.line());
  }

  private static SectionCutter.Cut nothing(FailureKind kind, String line) {
    return new SectionCutter.Cut.Nothing(kind, line);
  }
}
