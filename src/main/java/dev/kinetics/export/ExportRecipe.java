package dev.kinetics.export;

import dev.kinetics.engine.Answer;
import dev.kinetics.engine.Recipe;
import dev.kinetics.engine.Surroundings;
import dev.kinetics.engine.Workshop;
import dev.kinetics.error.DiskFull;
import dev.kinetics.error.KineticsException;
import dev.kinetics.export.ExportPlan.Shard;
import java.io.IOException;

/**
 * How the shards of an export are made, for whoever makes them.
 *
 * @param format the format, as far as it takes to make a shard
 * @param job of what, without the tools
 * @param workers how many shards at once; 0 for one a core
 */
record ExportRecipe(ExportFormat format, ExportJob job, int workers)
    implements Recipe<Shard, Answer<?>> {
  private static final long serialVersionUID = 1L;

  @Override
  public Workshop<Shard, Answer<?>> open(Surroundings surroundings) {
    int atOnce = surroundings.workers() > 0 ? surroundings.workers() : workers;
    try {
      return new Exporting(format, job.with(surroundings.tools()), atOnce, ExportScratch.open(job));
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

  @Override
  public int largestBatch() {
    return 1;
  }
}
