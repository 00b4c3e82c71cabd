import dev.kinetics.annotations.Clip;
import dev.kinetics.annotations.Split;
import dev.kinetics.dataset.DatasetLayout;
import dev.kinetics.dataset.Made;
import dev.kinetics.engine.BlockGate;
import dev.kinetics.engine.Booking;
import dev.kinetics.engine.Results;
import dev.kinetics.engine.WorkerPool;
import dev.kinetics.journal.ClipResult;
import dev.kinetics.journal.Outcome;
import dev.kinetics.media.MediaFacts;
import dev.kinetics.run.ClipJob;
import dev.kinetics.run.StopSignal;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** Runs the pool, with its journal, on a source that costs nothing; prints clips a second. */
final class IdlePool {
  private IdlePool() {}

  public static void main(String[] arguments) {
    Path dataset = Path.of(arguments[0]);
    int count = Integer.parseInt(arguments[1]);
    int workers = Integer.parseInt(arguments[2]);
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
    long start = System.nanoTime();
    ClipJob.Plan plan = job.plan(clips, (clip, known) -> ClipJob.State.WANTED);
    MediaFacts media = new MediaFacts(640, 360, 25, 10, 250, true);
    ClipResult done = ClipResult.made(Outcome.DONE, 1_234_567, media).from("youtube");
    job.run(
        plan,
        entry -> true,
        (planned, notes) ->
            new WorkerPool<>(
                planned.wanted(),
                workers,
                1,
                new BlockGate(BlockGate.Patience.DEFAULT, notes),
                new Idle(done)));
    double seconds = (System.nanoTime() - start) / 1e9;
    if (plan.summary().count(Outcome.DONE) != count) {
      throw new IllegalStateException("not all clips were done: " + plan.summary().lines());
    }
    System.out.println(count / seconds);
    stopSignal.exit(0);
  }

  /** A source that has each clip at once. */
  private record Idle(ClipResult done) implements WorkerPool.Task<Clip, Booking> {
    @Override
    public Results<Booking> on(List<Clip> batch) {
      return Results.of(batch.stream().map(clip -> new Booking("download", clip, done)).toList());
    }

    @Override
    public Booking failed(Clip clip, String fault) {
      throw new IllegalStateException(fault);
    }
  }

  private static Clip clip(String id) {
    return new Clip(id, Split.TRAIN, "pole vault", 10_000, 20_000, id, "");
  }
}
