package dev.kinetics.engine;

import dev.kinetics.error.KineticsException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Works on many items with a few workers. A worker takes a batch of items; what the batch leaves
 * unanswered, each item does again alone, so that one bad item costs only itself.
 *
 * @param <T> what is worked on, such as a clip
 * @param <R> what is said of each item
 */
public final class WorkerPool<T, R extends Answer<T>> implements Results<R> {

  /**
   * The work on one batch.
   *
   * @param <T> what is worked on
   * @param <R> what is said of each item
   */
  public interface Task<T, R extends Answer<T>> {
    /**
     * Works on a batch. An item without an answer is worked on again alone; alone and not answered,
     * it has failed. What the answers or this throw:
     *
     * @throws BlockedException when the site blocks this address: the items that are not answered
     *     stay first in line, and all workers wait
     * @throws dev.kinetics.error.KineticsException when the run can't go on
     * @throws InterruptedException when the run is being stopped
     */
    Results<R> on(List<T> batch) throws InterruptedException;

    /** What is said of an item that was worked on alone and got no answer. */
    R failed(T item, String fault);

    /** Whether an item that came through before would do so now. */
    default boolean comesThrough(T item) throws InterruptedException {
      return false;
    }

    /** What is said of an item that meets a block each time, while others come through. */
    default R blocked(T item, String line) {
      return failed(item, line);
    }
  }

  private final Iterator<T> items;
  private final int workers;
  private final int largestBatch;
  private final BlockGate gate;
  private final Task<T, R> task;
  private final Object lock = new Object();
  private final Deque<List<T>> again = new ArrayDeque<>();

  /** What met a block, with the number of successes until then; it waits for all others. */
  private final Map<T, Long> blockedAt = new HashMap<>();

  private final Deque<T> last = new ArrayDeque<>();
  private long successes;
  private T lastThere;
  private final Crew<R> crew;
  private int inFlight;
  private long untaken;
  private volatile boolean stopping;

  /**
   * Begins to work.
   *
   * @param items what is worked on; taken as workers get to them
   * @param workers how many work at once
   * @param largestBatch how many items a worker takes at most; fewer when few are left, so that all
   *     workers have some
   * @param gate where workers wait while the site blocks
   */
  public WorkerPool(
      Collection<T> items, int workers, int largestBatch, BlockGate gate, Task<T, R> task) {
    this.items = items.iterator();
    this.untaken = items.size();
    this.workers = workers;
    this.largestBatch = largestBatch;
    this.gate = gate;
    this.task = task;
    int threads = Math.max(1, Math.min(workers, items.size()));
    this.crew = Crew.start(threads, 2 * threads, "worker", this::stopWorkers, this::work);
  }

  @Override
  public R next() throws InterruptedException {
    return crew.next();
  }

  @Override
  public void close() {
    crew.close();
  }

  private void stopWorkers() {
    synchronized (lock) {
      stopping = true;
      lock.notifyAll();
    }
  }

  private void work(Crew.Out<R> out) throws InterruptedException {
    while (!stopping) {
      List<T> batch = nextBatch();
      if (batch.isEmpty()) {
        return;
      }
      try {
        long ticket = gate.pass(batch.size());
        try {
          runBatch(head(batch), ticket, out);
        } finally {
          gate.left(ticket);
        }
      } finally {
        // Only now, when what it leaves is in line again: a worker that finds nothing in line and
        // nothing in flight goes home.
        synchronized (lock) {
          inFlight--;
          lock.notifyAll();
        }
      }
    }
  }

  /** After a block one item is enough to see whether it is over; the rest is in line again. */
  private List<T> head(List<T> batch) {
    if (batch.size() == 1 || !gate.isDoubtful()) {
      return batch;
    }
    synchronized (lock) {
      again.addFirst(batch.subList(1, batch.size()));
      lock.notifyAll();
    }
    return batch.subList(0, 1);
  }

  /** A fault in asking says nothing of the site, and is none of the run's. */
  private boolean comesThrough() throws InterruptedException {
    try {
      return task.comesThrough(lastThere);
    } catch (KineticsException e) {
      throw e;
    } catch (RuntimeException e) {
      return false;
    }
  }

  private void runBatch(List<T> batch, long ticket, Crew.Out<R> out) throws InterruptedException {
    Set<T> open = new LinkedHashSet<>(batch);
    String fault = "no result";
    try (Results<R> answers = task.on(batch)) {
      for (R answer = answers.next(); answer != null; answer = answers.next()) {
        if (!answer.isAgain()) {
          gate.answered(ticket, answer.isThere());
          accept(answer, open, out);
        }
      }
    } catch (BlockedException e) {
      boolean othersDo = isMetAgain(open, e) && comesThrough();
      List<T> always = giveBack(open, e, othersDo);
      for (T item : always) {
        accept(task.blocked(item, e.getMessage()), open, out);
      }
      if (always.isEmpty()) {
        gate.blocked(ticket, e);
      } else if (othersDo) {
        gate.answered(ticket, true);
      }
      return;
    } catch (KineticsException e) {
      throw e;
    } catch (RuntimeException e) {
      fault = e.toString();
    }
    if (stopping) {
      return;
    }
    if (batch.size() == 1) {
      for (T item : List.copyOf(open)) {
        accept(task.failed(item, fault), open, out);
      }
    } else {
      synchronized (lock) {
        open.forEach(item -> again.addFirst(List.of(item)));
        lock.notifyAll();
      }
    }
  }

  private void accept(R answer, Set<T> open, Crew.Out<R> out) {
    if (stopping && !answer.isThere()) {
      return; // The tools are being ended: what they say now is no news about the clip.
    }
    if (!open.remove(answer.item())) {
      return;
    }
    if (answer.isThere()) {
      synchronized (lock) {
        successes++;
        lastThere = answer.item();
      }
    }
    out.put(answer);
  }

  /**
   * Whether an item meets a block for the second time, and nothing was asked for since that could
   * tell whether others do. Who is the last in line would otherwise be waited for without need.
   */
  private boolean isMetAgain(Set<T> open, BlockedException block) {
    synchronized (lock) {
      return lastThere != null
          && open.stream()
              .filter(block.items()::contains)
              .anyMatch(item -> blockedAt.getOrDefault(item, -1L) == successes);
    }
  }

  /**
   * Puts back what has no answer, at the end whoever met the block. Gives those who met one before,
   * while others came through since, or would do.
   */
  private List<T> giveBack(Set<T> open, BlockedException block, boolean othersDo) {
    List<T> always = new ArrayList<>();
    List<T> others = new ArrayList<>();
    synchronized (lock) {
      for (T item : open) {
        if (!block.items().contains(item)) {
          others.add(item);
        } else if (blockedAt.getOrDefault(item, successes) < successes
            || othersDo && blockedAt.containsKey(item)) {
          always.add(item);
        } else {
          blockedAt.put(item, successes);
          last.add(item);
        }
      }
      if (!others.isEmpty()) {
        again.addFirst(others);
      }
      lock.notifyAll();
    }
    return always;
  }

  private List<T> nextBatch() throws InterruptedException {
    int most = Math.min(largestBatch, gate.atOnce());
    synchronized (lock) {
      while (!stopping) {
        List<T> returned = again.pollFirst();
        if (returned != null) {
          inFlight++;
          return returned;
        }
        long share = Math.max(1, untaken / workers);
        List<T> batch = new ArrayList<>();
        while (batch.size() < Math.min(share, most) && items.hasNext()) {
          batch.add(items.next());
        }
        if (batch.isEmpty() && !last.isEmpty()) {
          inFlight++;
          return List.of(last.remove());
        }
        if (!batch.isEmpty()) {
          untaken -= batch.size();
          inFlight++;
          return batch;
        }
        if (inFlight == 0) {
          return List.of();
        }
        lock.wait(TimeUnit.SECONDS.toMillis(1)); // A batch in flight may give items back.
      }
      return List.of();
    }
  }
}
