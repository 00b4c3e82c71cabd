import dev.kinetics.annotations.Clip;
import dev.kinetics.annotations.Split;
import dev.kinetics.dataset.DatasetLayout;
import dev.kinetics.dataset.Made;
import dev.kinetics.engine.Booking;
import dev.kinetics.engine.Ended;
import dev.kinetics.engine.Engine;
import dev.kinetics.engine.Notes;
import dev.kinetics.engine.Recipe;
import dev.kinetics.engine.Results;
import dev.kinetics.engine.Surroundings;
import dev.kinetics.engine.Workshop;
import dev.kinetics.journal.ClipResult;
import dev.kinetics.journal.Outcome;
import dev.kinetics.media.MediaFacts;
import dev.kinetics.run.ClipJob;
import dev.kinetics.run.StopSignal;
import dev.kinetics.spark.SparkEngine;
import dev.kinetics.tool.ToolOptions;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * Runs a job, with its journal, on a source that waits so many milliseconds a clip and costs
 * nothing else: on a cluster where spark-submit has started it, else here. Prints the seconds from
 * the start of Java to the first clip that is booked, and the clips a second from then on.
 */
public final class IdleCluster {
  private IdleCluster() {}

  public static void main(String[] arguments) {
    Path dataset = Path.of(arguments[0]);
    int count = Integer.parseInt(arguments[1]);
    Idle recipe = new Idle(Long.parseLong(arguments[2]));
    List<Clip> clips =
        IntStream.range(0, count)
            .mapToObj(number -> clip(String.format("id%09d", number)))
            .toList();
    StopSignal stopSignal = new StopSignal();
    ClipJob job =
        new ClipJob(
            new ClipJob.Options(
                "download",
                new DatasetLayout(dataset),
                Made.of(null, null),
                Set.of(),
                true,
                List.of()),
            stopSignal);
    ClipJob.Plan plan = job.plan(clips, (clip, known) -> ClipJob.State.WANTED);
    long[] first = {0, 0};
    long last;
    try (Engine engine = engine();
        Workshop<Clip, Ended> workshop = engine.open(recipe)) {
      job.run(
          plan,
          entry -> true,
          (planned, notes) -> booked(workshop.on(null, planned.wanted(), notes), first));
      last = System.nanoTime();
    }
    if (plan.summary().count(Outcome.DONE) != count) {
      throw new IllegalStateException("not all clips were done: " + plan.summary().lines());
    }
    System.out.println(first[1] / 1e3 + " " + (count - 1) / ((last - first[0]) / 1e9));
    stopSignal.exit(0);
  }

  private static Engine engine() {
    return System.getProperty("spark.master") == null
        ? Engine.here(null)
        : new SparkEngine(new ToolOptions(null, null, null), "idle");
  }

  private static Results<Booking> booked(Results<Ended> all, long[] first) {
    return new Results<>() {
      @Override
      public Booking next() throws InterruptedException {
        Ended ended = all.next();
        if (first[0] == 0) {
          first[0] = System.nanoTime();
          long start = ManagementFactory.getRuntimeMXBean().getStartTime();
          first[1] = System.currentTimeMillis() - start;
        }
        return ended == null ? null : new Booking("download", ended.clip(), ended.result());
      }

      @Override
      public void close() {
        all.close();
      }
    };
  }

  /** A source that has each clip after a while. */
  private record Idle(long millis) implements Recipe<Clip, Ended> {
    private static final long serialVersionUID = 1L;

    @Override
    public int workers() {
      return 0;
    }

    @Override
    public int largestBatch() {
      return 16;
    }

    @Override
    public Workshop<Clip, Ended> open(Surroundings surroundings) {
      MediaFacts media = new MediaFacts(640, 360, 25, 10, 250, true);
      ClipResult done = ClipResult.made(Outcome.DONE, 1_234_567, media).from("youtube");
      long wait = millis;
      return new Workshop<>() {
        @Override
        public Results<Ended> on(Object common, List<Clip> clips, Notes notes) {
          Iterator<Clip> left = clips.iterator();
          return new Results<>() {
            @Override
            public Ended next() throws InterruptedException {
              if (!left.hasNext()) {
                return null;
              }
              TimeUnit.MILLISECONDS.sleep(wait);
              return new Ended(left.next(), done);
            }

            @Override
            public void close() {}
          };
        }

        @Override
        public void close() {}
      };
    }
  }

  private static Clip clip(String id) {
    return new Clip(id, Split.TRAIN, "pole vault", 10_000, 20_000, id, "");
  }
}
