package dev.kinetics.spark;

import dev.kinetics.engine.Answer;
import dev.kinetics.engine.Notes;
import dev.kinetics.engine.Results;
import dev.kinetics.error.KineticsException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * One job of Spark's over some items, as the driver sees it. Of each item it is told once.
 *
 * @param <R> what is said of an item
 */
final class Call<R extends Answer<?>> implements Results<R> {
  private final int number;
  private final int recipe;
  private final List<? extends List<?>> batches;
  private final Notes notes;
  private final Set<Object> told = new HashSet<>();
  private final Deque<R> ready = new ArrayDeque<>();
  private Runnable stopping = () -> {};
  private boolean ended;
  private RuntimeException fault;

  Call(int number, int recipe, List<? extends List<?>> batches, Notes notes) {
    this.number = number;
    this.recipe = recipe;
    this.batches = batches;
    this.notes = notes;
  }

  /**
   * Items in batches for so many tasks at once: as large as it pays at first, smaller towards the
   * end, so that no machine waits for the last one.
   */
  static <T> List<List<T>> batches(List<T> items, int largest, int tasks) {
    List<List<T>> batches = new ArrayList<>();
    for (int done = 0; done < items.size(); ) {
      int left = items.size() - done;
      int size = Math.max(1, Math.min(largest, left / (2 * Math.max(1, tasks))));
      batches.add(List.copyOf(items.subList(done, done + size)));
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
    List<Object> left = new ArrayList<>();
    if (take.call() == number && !ended) {
      left.addAll(batches.get(take.batch()));
      left.removeIf(told::contains);
    }
    return new Message.Batch(recipe, left);
  }

  /** Takes in what came of items; what another attempt has told is not told again. */
  @SuppressWarnings("unchecked") // What is said is what this call's recipe says.
  synchronized void book(Message.Book book) {
    if (book.call() == number) {
      for (Answer<?> answer : book.answers()) {
        if (told.add(answer.item())) {
          ready.add((R) answer);
        }
      }
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

  /** How many tasks the job has. */
  int batches() {
    return batches.size();
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
  public synchronized R next() throws InterruptedException {
    while (ready.isEmpty() && !ended) {
      wait();
    }
    R next = ready.poll();
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
