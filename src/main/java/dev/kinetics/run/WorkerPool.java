package dev.kinetics.run;

import dev.kinetics.error.KineticsException;
import dev.kinetics.journal.ClipResult;
import dev.kinetics.journal.Outcome;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/**
 * Runs a task over many items with a few workers. A worker takes a batch of items; what the batch
 * leaves unreported, each item does again alone, so that one bad item costs only itself.
 *
 * @param <T> what is worked on, such as a clip
 */
public final class WorkerPool<T> {

  /**
   * The work on one batch.
   *
   * @param <T> what is worked on
   */
  @FunctionalInterface
  public interface Task<T> {
    /**
     * Works on a batch and reports each item's result. An item that is not reported is worked on
     * again alone; alone and not reported, it is booked as failed.
     *
     * @throws BlockedException when the site blocks this address: the items that are not reported
     *     stay first in line, and all workers wait
     * @throws KineticsException when the run can't go on
     * @throws InterruptedException when the run is being stopped
     */
    void run(List<T> batch, BiConsumer<T, ClipResult> report) throws InterruptedException;
  }

  private final int workers;
  private final int largestBatch;
  private final BlockGate gate;
  private final BiConsumer<T, ClipResult> results;

  private final Object lock = new Object();
  private final Deque<List<T>> again = new ArrayDeque<>();
  private final List<Thread> threads = new ArrayList<>();
  private int inFlight;
  private long untaken;
  private volatile boolean stopping;
  private volatile RuntimeException fatal;

  /**
   * Makes a pool.
   *
   * @param workers how many work at once
   * @param largestBatch how many items a worker takes at most; fewer when few are left, so that all
   *     workers have some
   * @param gate where workers wait while the site blocks
   * @param results told of each item's result, one at a time
   */
  public WorkerPool(
      int workers, int largestBatch, BlockGate gate, BiConsumer<T, ClipResult> results) {
    this.workers = workers;
    this.largestBatch = largestBatch;
    this.gate = gate;
    this.results = results;
  }

  /**
   * Works until every item has a result, the run can't go on, or {@link #stop} is called.
   *
   * @param items the items, asked for one at a time
   * @param count how many they are
   * @throws KineticsException what made the run stop early
   */
  public void run(Iterator<T> items, long count, Task<T> task) throws InterruptedException {
    untaken = count;
    int size = (int) Math.max(1, Math.min(workers, count));
    CountDownLatch ended = new CountDownLatch(size);
    synchronized (lock) {
      for (int i = 0; i < size; i++) {
        Thread thread =
            new Thread(
                () -> {
                  try {
                    work(items, task);
                  } finally {
                    ended.countDown();
                  }
                },
                "worker-" + (i + 1));
        thread.setDaemon(true);
        threads.add(thread);
      }
      if (!stopping) {
        threads.forEach(Thread::start);
      } else {
        return;
      }
    }
    ended.await();
    if (fatal != null) {
      throw fatal;
    }
  }

  /** Ends the run: no new item is begun, and workers that wait are woken. Returns at once. */
  public void stop() {
    synchronized (lock) {
      stopping = true;
      gate.stop();
      threads.forEach(Thread::interrupt);
      lock.notifyAll();
    }
  }

  private void work(Iterator<T> items, Task<T> task) {
    try {
      while (!stopping) {
        long ticket = gate.pass();
        List<T> batch = next(items);
        if (batch.isEmpty()) {
          return;
        }
        try {
          runBatch(batch, ticket, task);
        } finally {
          // Only now, when what it leaves is in line again: a worker that finds nothing in line and
          // nothing in flight goes home.
          synchronized (lock) {
            inFlight--;
            lock.notifyAll();
          }
        }
      }
    } catch (InterruptedException e) {
      // The run is being stopped; whoever stopped it knows.
    } catch (RuntimeException | Error e) {
      fail(e);
    }
  }

  private void runBatch(List<T> batch, long ticket, Task<T> task) throws InterruptedException {
    Set<T> open = new LinkedHashSet<>(batch);
    String fault = "no result";
    try {
      task.run(batch, (item, result) -> report(open, item, result));
    } catch (BlockedException e) {
      giveBack(open);
      gate.blocked(ticket, e.getMessage());
      return;
    } catch (KineticsException e) {
      fail(e);
      return;
    } catch (InterruptedException e) {
      throw e;
    } catch (RuntimeException e) {
      if (stopping) {
        return;
      }
      fault = e.toString();
    }
    if (stopping) {
      return;
    }
    if (batch.size() == 1) {
      for (T item : List.copyOf(open)) {
        report(open, item, ClipResult.without(Outcome.FAILED, "unknown", fault));
      }
    } else {
      synchronized (lock) {
        open.forEach(item -> again.addFirst(List.of(item)));
        lock.notifyAll();
      }
    }
  }

  private void report(Set<T> open, T item, ClipResult result) {
    if (stopping && !result.outcome().isThere()) {
      return; // The tools are being ended: what they say now is no news about the clip.
    }
    if (!open.remove(item)) {
      return;
    }
    if (result.outcome().isThere()) {
      gate.succeeded();
    }
    synchronized (results) {
      results.accept(item, result);
    }
  }

  private void giveBack(Set<T> open) {
    synchronized (lock) {
      if (!open.isEmpty()) {
        again.addFirst(List.copyOf(open));
      }
      lock.notifyAll();
    }
  }

  private List<T> next(Iterator<T> items) throws InterruptedException {
    synchronized (lock) {
      while (!stopping) {
        List<T> returned = again.pollFirst();
        if (returned != null) {
          inFlight++;
          return returned;
        }
        long share = Math.max(1, untaken / workers);
        List<T> batch = new ArrayList<>();
        while (batch.size() < Math.min(share, largestBatch) && items.hasNext()) {
          batch.add(items.next());
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

  private void fail(Throwable fault) {
    synchronized (lock) {
      if (fatal == null) {
        fatal =
            fault instanceof RuntimeException
                ? (RuntimeException) fault
                : new IllegalStateException(fault);
      }
    }
    stop();
  }
}
