package dev.kinetics.source;

import dev.kinetics.annotations.Clip;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;

/**
 * Reports clips from a few threads of its own: to bring a clip safely onto the disk takes longer
 * than to unpack it, most of it waiting. It holds few clips at a time.
 */
final class ReportQueue implements AutoCloseable {
  private static final int THREADS = 4;
  private static final int ROOM = 2 * THREADS;

  private final BiConsumer<Clip, Fetched> report;
  private final ExecutorService threads =
      Executors.newFixedThreadPool(
          THREADS,
          task -> {
            Thread thread = new Thread(task, "report");
            thread.setDaemon(true);
            return thread;
          });
  private final Semaphore room = new Semaphore(ROOM);
  private final AtomicReference<Throwable> fault = new AtomicReference<>();

  ReportQueue(BiConsumer<Clip, Fetched> report) {
    this.report = report;
  }

  /**
   * Takes a clip, or waits until there is room.
   *
   * @throws RuntimeException what an earlier report threw
   */
  void add(Clip clip, Fetched fetched) throws InterruptedException {
    room.acquire();
    threads.execute(
        () -> {
          try {
            report.accept(clip, fetched);
          } catch (RuntimeException | Error e) {
            fault.compareAndSet(null, e);
          } finally {
            room.release();
          }
        });
    throwFault();
  }

  /**
   * Waits until all is reported.
   *
   * @throws RuntimeException what a report threw
   */
  void finish() throws InterruptedException {
    room.acquire(ROOM);
    room.release(ROOM);
    throwFault();
  }

  private void throwFault() {
    if (fault.get() instanceof Error error) {
      throw error;
    } else if (fault.get() instanceof RuntimeException exception) {
      throw exception;
    }
  }

  /** Waits for what was taken, also when the run is being stopped: it is about to be there. */
  @Override
  public void close() {
    threads.shutdown();
    boolean interrupted = false;
    while (!threads.isTerminated()) {
      try {
        threads.awaitTermination(1, TimeUnit.MINUTES);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
