package dev.kinetics.download;

import dev.kinetics.annotations.Clip;
import dev.kinetics.engine.Booking;
import dev.kinetics.engine.Ended;
import dev.kinetics.engine.Results;
import dev.kinetics.journal.ClipResult;
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
  /** Asks one source for clips. */
  @FunctionalInterface
  interface Asking {
    /** Begins; what is made is put into its place before it is told of. */
    Results<Ended> ask(String source, List<Clip> clips) throws InterruptedException;
  }

  private final String job;
  private final List<Clip> clips;
  private final List<String> sources;
  private final Asking asking;
  private final Map<Clip, ClipResult> before;
  private final Map<Clip, ClipResult> lost = new HashMap<>();
  private final Deque<Booking> ready = new ArrayDeque<>();
  private Results<Ended> current = Results.of(List.of());
  private int asked;
  private volatile boolean closed;

  /**
   * A chain.
   *
   * @param before how earlier runs lost some of the clips, with the names of the sources that lack
   *     them: these are not asked
   * @param sources the names of the sources, in order
   * @param asking how one of them is asked
   */
  SourceChain(
      String job,
      List<Clip> clips,
      Map<Clip, ClipResult> before,
      List<String> sources,
      Asking asking) {
    this.job = job;
    this.clips = clips;
    this.before = new HashMap<>(before);
    this.sources = sources;
    this.asking = asking;
  }

  @Override
  public Booking next() throws InterruptedException {
    while (ready.isEmpty()) {
      Ended ended = current.next();
      if (ended != null) {
        ready.addAll(ended.beside());
        ready.add(booking(ended));
        continue;
      }
      synchronized (this) {
        if (closed || asked == sources.size()) {
          return null;
        }
        String source = sources.get(asked++);
        current = asking.ask(source, wantedFrom(source));
      }
    }
    return ready.remove();
  }

  private List<Clip> wantedFrom(String source) {
    List<Clip> wanted = new ArrayList<>();
    for (Clip clip : clips) {
      boolean known = before.containsKey(clip) && before.get(clip).isFrom(source);
      if (!known && (asked == 1 || lost.containsKey(clip) || before.containsKey(clip))) {
        wanted.add(clip);
      }
    }
    return wanted;
  }

  private Booking booking(Ended ended) {
    Clip clip = ended.clip();
    ClipResult booked = lost.remove(clip);
    ClipResult earlier = booked == null ? before.get(clip) : booked;
    if (ended.isThere()) {
      before.remove(clip);
      return new Booking(job, clip, ended.result(), booked);
    }
    ClipResult result = ended.result();
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
