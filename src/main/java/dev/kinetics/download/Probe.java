package dev.kinetics.download;

import dev.kinetics.annotations.Clip;
import dev.kinetics.annotations.Sampling;
import dev.kinetics.dataset.DatasetLayout;
import dev.kinetics.dataset.Made;
import dev.kinetics.engine.BlockGate;
import dev.kinetics.engine.Booking;
import dev.kinetics.engine.Crew;
import dev.kinetics.engine.Ended;
import dev.kinetics.engine.Pace;
import dev.kinetics.engine.SteadyClock;
import dev.kinetics.error.KineticsException;
import dev.kinetics.history.Journals;
import dev.kinetics.journal.Jobs;
import dev.kinetics.journal.RunHeader;
import dev.kinetics.run.ClipJob;
import dev.kinetics.run.StopSignal;
import dev.kinetics.source.Fetched;
import dev.kinetics.source.PooledSource;
import dev.kinetics.source.ToolLog;
import dev.kinetics.tool.Tools;
import dev.kinetics.youtube.SiteOptions;
import dev.kinetics.youtube.YtDlpSource;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Asks the site which videos of a sample are there, and downloads none. Answers are booked as what
 * they are, so that for a day they are asked for again neither here nor by a download.
 */
public final class Probe {
  /**
   * What a probe is run with.
   *
   * @param layout the dataset, whose journal and pace it shares
   * @param made what the journal calls the release
   * @param workers how many ask at once
   * @param maxHeight of the picture that a download would fetch
   * @param patience how long to wait while the site blocks
   * @param site how the site is asked
   * @param logs what is told
   */
  public record Options(
      DatasetLayout layout,
      Made made,
      int workers,
      int maxHeight,
      BlockGate.Patience patience,
      SiteOptions site,
      Download.Logs logs) {}

  private final Options options;
  private final Tools tools;
  private final ClipJob job;

  /** Makes a probe that ends when the signal comes. */
  public Probe(Options options, Tools tools, StopSignal stopSignal) {
    this.options = options;
    this.tools = tools;
    this.job =
        new ClipJob(
            new ClipJob.Options(
                Jobs.PROBE,
                options.layout(),
                options.made(),
                Set.of(),
                options.logs().quiet(),
                List.of()),
            stopSignal);
  }

  /** So many clips by chance, the same on every machine. */
  public static List<Clip> sample(List<Clip> clips, int size, long seed) {
    return clips.stream()
        .sorted(
            Comparator.comparingLong(
                    (Clip clip) -> Sampling.hash(clip.split() + "/" + clip.name(), seed + 1))
                .thenComparing(Clip::name))
        .limit(size)
        .toList();
  }

  /**
   * Asks for those of a sample that were not asked for within a day.
   *
   * @param program what asks
   * @throws KineticsException when yt-dlp is missing; when the site blocks or is not understood,
   *     after what could be asked
   */
  public void run(List<Clip> sample, Supplier<RunHeader.Program> program) {
    Probed probed = new Probed(new Journals(options.layout().journals()));
    ClipJob.Plan plan =
        job.plan(
            sample,
            (clip, known) ->
                probed.of(clip).isPresent() ? ClipJob.State.WANTED : ClipJob.State.WANTED_ANEW);
    if (plan.wanted().isEmpty()) {
      return;
    }
    YtDlpSource.warning(tools, options.site())
        .ifPresent(words -> System.err.println("kinetics: warning: " + words));
    Pace pace = pace();
    try (ToolLog log = new ToolLog(options.logs().tools(), options.logs().verbose())) {
      job.run(
          plan.by(program),
          entry -> false,
          (planned, notes) -> {
            BlockGate gate = new BlockGate(options.patience(), notes);
            gate.keepTo(pace);
            YtDlpSource source =
                YtDlpSource.ofAnswers(
                    tools,
                    options.site(),
                    options.maxHeight(),
                    notes.withTools(log::line),
                    gate::isClosed);
            PooledSource pooled =
                new PooledSource(source, options.workers(), source.largestBatch(), gate);
            LossBrake answers =
                new LossBrake(
                    Crew.each(pooled.fetch(planned.wanted()), 1, "answers", Probe::ended),
                    planned.lost());
            return Crew.each(
                answers, 1, "bookings", e -> new Booking(Jobs.PROBE, e.clip(), e.result()));
          });
    } finally {
      pace.close();
    }
  }

  private static Ended ended(Fetched answer) {
    return new Ended(
        answer.clip(),
        answer instanceof Fetched.Resolved there
            ? there.result()
            : ((Fetched.Lost) answer).result());
  }

  /** What is known now of a sample. */
  public ProbeReport report(List<Clip> selected, List<Clip> sample) {
    Probed probed = new Probed(new Journals(options.layout().journals()));
    Pace pace = pace();
    long videos = selected.stream().map(Clip::id).distinct().count();
    return ProbeReport.of(
        selected, sample, clip -> probed.word(clip), pace.timeFor(videos), pace.toString());
  }

  private Pace pace() {
    return options.site().pace(options.layout().ours(), "", new SteadyClock());
  }
}
