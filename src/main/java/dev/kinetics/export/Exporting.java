package dev.kinetics.export;

import dev.kinetics.dataset.AtomicFile;
import dev.kinetics.dataset.DatasetLayout.Kind;
import dev.kinetics.dataset.Scratch;
import dev.kinetics.engine.Answer;
import dev.kinetics.engine.Crew;
import dev.kinetics.engine.Notes;
import dev.kinetics.engine.Recipe;
import dev.kinetics.engine.Results;
import dev.kinetics.engine.Surroundings;
import dev.kinetics.engine.Workshop;
import dev.kinetics.error.DiskFull;
import dev.kinetics.error.KineticsException;
import dev.kinetics.export.ExportPlan.Shard;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Makes shards of an export: what one process needs for it. A shard appears when it is whole. */
final class Exporting implements Workshop<Shard, Answer<?>> {
  private static final Duration TO_END = Duration.ofSeconds(10);
  private static final Duration TELL_EVERY = Duration.ofMillis(100);

  /**
   * That clips were looked at, for the progress.
   *
   * @param item the {@link Sample#key} of the last one
   * @param clips how many
   */
  record Taken(String item, int clips) implements Answer<String>, Serializable {
    @Override
    public boolean isThere() {
      return true;
    }
  }

  /**
   * What came of a shard.
   *
   * @param item the shard, without its samples
   * @param fault what is wrong with it; empty where nothing is
   * @param lines what is wrong with clips that it goes without
   */
  record Made(Shard item, String fault, List<String> lines) implements Answer<Shard>, Serializable {
    @Override
    public boolean isThere() {
      return fault.isEmpty();
    }
  }

  /**
   * How the shards of an export are made, for whoever makes them.
   *
   * @param format the format, as far as it takes to make a shard
   * @param job of what, without the tools
   * @param workers how many shards at once; 0 for one a core
   */
  record ForShards(ExportFormat format, ExportJob job, int workers)
      implements Recipe<Shard, Answer<?>> {
    private static final long serialVersionUID = 1L;

    @Override
    public Workshop<Shard, Answer<?>> open(Surroundings surroundings) {
      int atOnce = surroundings.workers() > 0 ? surroundings.workers() : workers;
      try {
        return new Exporting(
            format, job.with(surroundings.tools()), atOnce, ExportScratch.open(job));
      } catch (IOException e) {
        throw fault(e, job);
      }
    }

    @Override
    public int largestBatch() {
      return 1;
    }
  }

  private final ExportFormat format;
  private final ExportJob job;
  private final int workers;
  private final ExportScratch scratch;
  private final LeftOut leftOut;
  private final Set<Crew<Answer<?>>> running = ConcurrentHashMap.newKeySet();

  Exporting(ExportFormat format, ExportJob job, int workers, ExportScratch scratch) {
    this.format = format;
    this.job = job;
    this.workers = workers;
    this.scratch = scratch;
    this.leftOut = new LeftOut(job.out());
  }

  @Override
  public Results<Answer<?>> on(Object common, List<Shard> shards, Notes notes) {
    Iterator<Shard> left = shards.iterator();
    int threads = Math.max(1, Math.min(workers, shards.size()));
    Crew<Answer<?>> crew =
        Crew.start(
            threads,
            2 * threads,
            "export",
            () -> {},
            out -> {
              for (Shard next = next(left); next != null; next = next(left)) {
                out.put(make(next, out));
              }
            });
    running.add(crew);
    return crew;
  }

  private static Shard next(Iterator<Shard> left) {
    synchronized (left) {
      return left.hasNext() && !Thread.currentThread().isInterrupted() ? left.next() : null;
    }
  }

  private Made make(Shard shard, Crew.Out<Answer<?>> out) throws InterruptedException {
    String fault = "";
    List<String> lines = new ArrayList<>();
    try {
      Path made = scratch.newFolder();
      try {
        fault = make(shard, made, lines, out);
      } finally {
        Scratch.discard(made);
      }
    } catch (IOException e) {
      if (DiskFull.in(e)) {
        throw DiskFull.stop(job.out());
      }
      fault = shard.words() + ": " + e.getMessage();
    }
    return new Made(shard.withoutSamples(), fault, fault.isEmpty() ? lines : List.of());
  }

  /** A file that nobody may read, or a pipe, costs its clip, and not the shard. */
  private void requireReadable(Sample sample) throws ClipFault {
    if (!format.inShards()) {
      return; // Most of its clips are linked.
    }
    for (Kind kind : format.kinds()) {
      String ending =
          switch (kind) {
            case VIDEO -> sample.ending();
            case SOUND -> sample.track();
            case FRAMES -> "";
          };
      Path file = job.layout().path(sample.clip(), kind, ending);
      boolean pipe = kind != Kind.FRAMES && !Files.isRegularFile(file);
      if ((pipe || !Files.isReadable(file)) && Files.exists(file)) {
        throw new ClipFault(sample, "can't be read", "");
      }
    }
  }

  private String make(Shard shard, Path made, List<String> lines, Crew.Out<Answer<?>> out)
      throws InterruptedException, IOException {
    Map<String, String> without = new LinkedHashMap<>();
    int taken = 0;
    long told = System.nanoTime();
    try (ExportWriter<Sample> writer = format.writer(job, shard, made)) {
      for (Sample sample : shard.samples()) {
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
        try {
          requireReadable(sample);
          writer.write(sample);
        } catch (ClipFault e) {
          without.put(sample.key(), e.reason());
          lines.add(e.getMessage());
        }
        taken++;
        // To hand over each of a tree's links takes longer than to make them.
        if (System.nanoTime() - told >= TELL_EVERY.toNanos()) {
          out.put(new Taken(sample.key(), taken));
          taken = 0;
          told = System.nanoTime();
        }
      }
      if (taken > 0) {
        out.put(new Taken(shard.samples().get(shard.samples().size() - 1).key(), taken));
      }
    }
    if (!without.isEmpty()
        && without.size() == shard.samples().size()
        && format.inShards()
        && !format.mayBeEmpty()) {
      return shard.words() + ": no clip of it can be taken: " + lines.get(0);
    }
    leftOut.write(shard, without, made);
    for (String file : format.files(shard)) {
      AtomicFile.moveInto(made.resolve(file), job.out().resolve(file));
    }
    return "";
  }

  /** Waits for those that write into the scratch folder, which goes then. */
  @Override
  public void close() {
    try {
      for (Crew<Answer<?>> crew : running) {
        crew.close();
        while (crew.await(TO_END) && crew.next() != null) {
          // What it had ready is not asked for any more.
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      // Whoever took the results has heard of it.
    }
    try {
      scratch.close();
    } catch (IOException e) {
      throw fault(e, job);
    }
  }

  /** What to say when the export's folder can't be written. */
  static KineticsException fault(IOException e, ExportJob job) {
    return DiskFull.in(e)
        ? DiskFull.stop(job.out())
        : KineticsException.badInput("can't write " + job.out() + " (" + e + ")", e);
  }
}
