package dev.kinetics.source;

import dev.kinetics.annotations.Clip;
import dev.kinetics.engine.BlockGate;
import dev.kinetics.engine.Results;
import dev.kinetics.engine.WorkerPool;
import dev.kinetics.journal.Outcome;
import java.util.List;

/**
 * Asks another source from several workers, in batches. What a batch does not settle is asked for
 * again alone; while the site blocks, all wait.
 *
 * @param source the source that is asked
 * @param workers how many ask at once
 * @param largestBatch how many clips one takes at most
 * @param gate where they wait
 */
public record PooledSource(ClipSource source, int workers, int largestBatch, BlockGate gate)
    implements ClipSource {
  @Override
  public String name() {
    return source.name();
  }

  @Override
  public Results<Fetched> fetch(List<Clip> clips) {
    return new WorkerPool<>(
        clips,
        workers,
        largestBatch,
        gate,
        new WorkerPool.Task<Clip, Fetched>() {
          @Override
          public Results<Fetched> on(List<Clip> batch) throws InterruptedException {
            return source.fetch(batch);
          }

          @Override
          public boolean comesThrough(Clip clip) throws InterruptedException {
            return source.gives(clip);
          }

          @Override
          public Fetched failed(Clip clip, String fault) {
            return new Fetched.Lost(
                clip, new Fetched.Origin(name(), 1, 0), Outcome.FAILED, "unknown", fault);
          }

          @Override
          public Fetched blocked(Clip clip, String line) {
            return new Fetched.Lost(
                clip, new Fetched.Origin(name(), 2, 0), Outcome.CLOSED, "always challenged", line);
          }
        });
  }
}
