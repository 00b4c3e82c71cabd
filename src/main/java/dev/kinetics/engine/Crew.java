package dev.kinetics.engine;

import dev.kinetics.process.StoppedException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A few threads that do the same work and hand out what they make. They are never further ahead of
 * whoever takes the results than there is room for.
 *
 * @param <R> the kind of result
 */
public final class Crew<R> implements Results<R> {
  /** What each thread does, until there is nothing left to do. */
  @FunctionalInterface
  public interface Work<R> {
    /** Works, and hands out results. What it throws ends the whole crew. */
    void run(Out<R> out) throws InterruptedException;
  }

  /** Where a thread hands out its results. */
  @FunctionalInterface
  public interface Out<R> {
    /** Hands one out, when there is room; also when the crew is being ended. */
    void put(R result);
  }

  /**
   * What is done to one result.
   *
   * @param <A> what it is done to
   * @param <B> what comes of it
   */
  @FunctionalInterface
  public interface Step<A, B> {
    /** Does it. */
    B apply(A result) throws InterruptedException;
  }

  private final Runnable stopping;
  private final boolean interrupts;
  private final int room;
  private final List<Thread> threads = new ArrayList<>();
  private final Deque<R> ready = new ArrayDeque<>();
  private int running;
  private boolean stopped;
  private RuntimeException fault;

  private Crew(int room, Runnable stopping, boolean interrupts) {
    this.room = room;
    this.stopping = stopping;
    this.interrupts = interrupts;
  }

  /**
   * Begins.
   *
   * @param count how many threads
   * @param room how many results may wait to be taken
   * @param name what they are called
   * @param stopping told when the work is ended from outside, before the threads are interrupted
   */
  public static <R> Crew<R> start(
      int count, int room, String name, Runnable stopping, Work<R> work) {
    return new Crew<R>(room, stopping, true).begin(count, name, work);
  }

  /**
   * Begins work that nobody interrupts: it ends when what it waits for does, which the stopping
   * sees to.
   */
  public static <R> Crew<R> startUninterrupted(
      int count, int room, String name, Runnable stopping, Work<R> work) {
    return new Crew<R>(room, stopping, false).begin(count, name, work);
  }

  private Crew<R> begin(int count, String name, Work<R> work) {
    for (int i = 0; i < count; i++) {
      Thread thread = new Thread(() -> run(work), name + "-" + (i + 1));
      thread.setDaemon(true);
      threads.add(thread);
    }
    running = count;
    threads.forEach(Thread::start);
    return this;
  }

  /** Does something to each result in threads of its own, which nobody interrupts in it. */
  public static <A, B> Crew<B> each(Results<A> results, int threads, String name, Step<A, B> step) {
    return new Crew<B>(2 * threads, results::close, false)
        .begin(
            threads,
            name,
            out -> {
              for (A result = results.next(); result != null; result = results.next()) {
                out.put(step.apply(result));
              }
            });
  }

  private void run(Work<R> work) {
    try {
      work.run(this::put);
    } catch (InterruptedException | StoppedException e) {
      // The crew is being ended; whoever ends it knows.
    } catch (RuntimeException | Error e) {
      fail(e);
    } finally {
      synchronized (this) {
        running--;
        notifyAll();
      }
    }
  }

  private void fail(Throwable thrown) {
    synchronized (this) {
      if (fault == null) {
        fault =
            thrown instanceof RuntimeException known ? known : new IllegalStateException(thrown);
      }
    }
    close();
  }

  private synchronized void put(R result) {
    boolean interrupted = false;
    while (ready.size() >= room && !stopped) {
      try {
        wait();
      } catch (InterruptedException e) {
        interrupted = true; // It has ended, so it is handed out all the same.
        break;
      }
    }
    ready.add(result);
    notifyAll();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Waits until {@link #next} has an answer, but not longer than this.
   *
   * @return whether it has one now
   */
  public synchronized boolean await(Duration most) throws InterruptedException {
    long end = System.nanoTime() + most.toNanos();
    for (long left = most.toNanos();
        ready.isEmpty() && running > 0 && left > 0;
        left = end - System.nanoTime()) {
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
    return !ready.isEmpty() || running == 0;
  }

  @Override
  public synchronized R next() throws InterruptedException {
    while (ready.isEmpty() && running > 0) {
      wait();
    }
    R result = ready.poll();
    notifyAll();
    if (result == null && fault != null) {
      throw fault;
    }
    return result;
  }

  /**
   * Waits for a result, and gives all that there are then; none when there is none any more.
   *
   * @throws RuntimeException as {@link #next}
   */
  public synchronized List<R> some() throws InterruptedException {
    List<R> some = new ArrayList<>();
    for (R next = next(); next != null; next = ready.poll()) {
      some.add(next);
    }
    notifyAll();
    return some;
  }

  @Override
  public void close() {
    synchronized (this) {
      if (stopped || running == 0) {
        return;
      }
      stopped = true;
      notifyAll();
    }
    stopping.run();
    if (interrupts) {
      threads.forEach(Thread::interrupt);
    }
  }
}
