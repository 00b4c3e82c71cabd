package dev.kinetics.download;

import dev.kinetics.annotations.Clip;
import dev.kinetics.journal.ClipResult;
import dev.kinetics.run.Booking;
import dev.kinetics.run.Results;
import dev.kinetics.source.ClipSource;
import dev.kinetics.source.Fetched;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Sources one after the other: what one lacks, the next is asked for. A loss is told when it is
 * known; what a later source says of the clip supersedes it. What was made beside a clip is told
 * just before it.
 */
final class SourceChain implements Results<Booking> {
  private final String job;
  private final List<Clip> clips;
  private final List<ClipSource> sources;
  private final Map<Clip, ClipResult> before;
  private final Map<Clip, ClipResult> lost = new HashMap<>();
  private final Deque<Booking> ready = new ArrayDeque<>();
  private Results<Fetched> current = Results.of(List.of());
  private int asked;
  private volatile boolean closed;

  /**
   * A chain.
   *
   * @param before how earlier runs lost some of the clips, with the names of the sources that lack
   *     them: these are not asked
   */
  SourceChain(
      String job, List<Clip> clips, Map<Clip, ClipResult> before, List<ClipSource> sources) {
    this.job = job;
    this.clips = clips;
    this.before = new HashMap<>(before);
    this.sources = sources;
  }

  @Override
  public Booking next() throws InterruptedException {
    while (ready.isEmpty()) {
      Fetched fetched = current.next();
      if (fetched != null) {
        if (fetched instanceof Fetched.Made made) {
          made.extras()
              .forEach(extra -> ready.add(new Booking(extra.job(), made.clip(), extra.result())));
        }
        ready.add(booking(fetched));
        continue;
      }
      synchronized (this) {
        if (closed || asked == sources.size()) {
          return null;
        }
        ClipSource source = sources.get(asked++);
        current = source.fetch(wantedFrom(source));
      }
    }
    return ready.remove();
  }

  private List<Clip> wantedFrom(ClipSource source) {
    List<Clip> wanted = new ArrayList<>();
    for (Clip clip : clips) {
      boolean known = before.containsKey(clip) && before.get(clip).isFrom(source.name());
      if (!known && (asked == 1 || lost.containsKey(clip) || before.containsKey(clip))) {
        wanted.add(clip);
      }
    }
    return wanted;
  }

  private Booking booking(Fetched fetched) {
    Clip clip = fetched.clip();
    ClipResult booked = lost.remove(clip);
    ClipResult earlier = booked == null ? before.get(clip) : booked;
    if (fetched instanceof Fetched.Made made) {
      before.remove(clip);
      return new Booking(job, clip, made.result(), booked);
    }
    ClipResult result = ((Fetched.Lost) fetched).result();
    ClipResult all = earlier == null ? result : result.afterLoss(earlier);
    lost.put(clip, all);
    return new Booking(job, clip, all, booked);
  }

  @Override
  public synchronized void close() {
    closed = true;
    current.close();
  }
}
