package dev.kinetics.spark;

import dev.kinetics.annotations.Clip;
import dev.kinetics.engine.Ended;
import dev.kinetics.engine.Notes;
import dev.kinetics.engine.Results;
import dev.kinetics.error.KineticsException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** One job of Spark's over some clips, as the driver sees it. Each clip is told of once. */
final class Call implements Results<Ended> {
  private final int number;
  private final int recipe;
  private final String source;
  private final List<List<Clip>> batches;
  private final Notes notes;
  private final Set<Clip> open = new HashSet<>();
  private final Deque<Ended> ready = new ArrayDeque<>();
  private Runnable stopping = () -> {};
  private boolean ended;
  private RuntimeException fault;

  Call(int number, int recipe, String source, List<List<Clip>> batches, Notes notes) {
    this.number = number;
    this.recipe = recipe;
    this.source = source;
    this.batches = batches;
    this.notes = notes;
    batches.forEach(open::addAll);
  }

  /**
   * Clips in batches for so many tasks at once: as large as it pays at first, smaller towards the
   * end, so that no machine waits for the last one.
   */
  static List<List<Clip>> batches(List<Clip> clips, int largest, int tasks) {
    List<List<Clip>> batches = new ArrayList<>();
    for (int done = 0; done < clips.size(); ) {
      int left = clips.size() - done;
      int size = Math.max(1, Math.min(largest, left / (2 * Math.max(1, tasks))));
      batches.add(List.copyOf(clips.subList(done, done + size)));
      done += size;
    }
    return batches;
  }

  Notes notes() {
    return notes;
  }

  /** Tells how to end the job. */
  synchronized void stopBy(Runnable action) {
    stopping = action;
  }

  /** What is left to do of a batch. */
  synchronized Message.Batch turn(Message.Take take) {
    List<Clip> left =
        take.call() == number && !ended
            ? batches.get(take.batch()).stream().filter(open::contains).toList()
            : List.of();
    return new Message.Batch(recipe, source, new ArrayList<>(left));
  }

  /** Takes in how a clip ended; what another attempt has told is not told again. */
  synchronized void book(Message.Book book) {
    if (book.call() == number && open.remove(book.ended().clip())) {
      ready.add(book.ended());
      notifyAll();
    }
  }

  /** The job can't go on; what has ended is still told of. */
  void fail(RuntimeException why) {
    synchronized (this) {
      fault = fault == null ? why : fault;
    }
    close();
  }

  int number() {
    return number;
  }

  /** The job is over; null when all went well. */
  synchronized void over(KineticsException why) {
    if (!ended && fault == null) {
      fault = why;
    }
    ended = true;
    notifyAll();
  }

  @Override
  public synchronized Ended next() throws InterruptedException {
    while (ready.isEmpty() && !ended) {
      wait();
    }
    Ended next = ready.poll();
    if (next == null && fault != null) {
      throw fault;
    }
    return next;
  }

  @Override
  public void close() {
    Runnable action;
    synchronized (this) {
      if (ended) {
        return;
      }
      ended = true;
      action = stopping;
      notifyAll();
    }
    action.run();
  }
}
