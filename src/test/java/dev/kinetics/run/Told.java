package dev.kinetics.run;

import dev.kinetics.engine.Answer;
import dev.kinetics.engine.Results;
import dev.kinetics.engine.WorkerPool;
import dev.kinetics.journal.ClipResult;
import dev.kinetics.journal.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/** An answer that a test tells. */
public record Told<T>(T item, ClipResult result) implements Answer<T> {
  @Override
  public boolean isThere() {
    return result.outcome().isThere();
  }

  /** Work that tells its answers in the order of its own lines. */
  @FunctionalInterface
  public interface Script<T> {
    void run(List<T> batch, BiConsumer<T, ClipResult> tell) throws InterruptedException;
  }

  /** A task that works by this script; what the script throws comes after what it has told. */
  public static <T> WorkerPool.Task<T, Told<T>> by(Script<T> script) {
    return new WorkerPool.Task<>() {
      @Override
      public Results<Told<T>> on(List<T> batch) {
        List<Told<T>> told = new ArrayList<>();
        Throwable[] thrown = {null};
        try {
          script.run(batch, (item, result) -> told.add(new Told<>(item, result)));
        } catch (InterruptedException | RuntimeException | Error e) {
          thrown[0] = e;
        }
        return thenThrow(Results.of(told), thrown[0]);
      }

      @Override
      public Told<T> failed(T item, String fault) {
        return new Told<>(item, ClipResult.without(Outcome.FAILED, "unknown", fault));
      }
    };
  }

  private static <R> Results<R> thenThrow(Results<R> first, Throwable thrown) {
    return new Results<>() {
      @Override
      public R next() throws InterruptedException {
        R next = first.next();
        if (next != null || thrown == null) {
          return next;
        }
        if (thrown instanceof InterruptedException interrupt) {
          throw interrupt;
        }
        if (thrown instanceof Error error) {
          throw error;
        }
        throw (RuntimeException) thrown;
      }

      @Override
      public void close() {
        first.close();
      }
    };
  }
}
