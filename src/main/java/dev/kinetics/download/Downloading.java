package dev.kinetics.download;

import dev.kinetics.annotations.Clip;
import dev.kinetics.engine.BlockGate;
import dev.kinetics.engine.Ended;
import dev.kinetics.engine.Notes;
import dev.kinetics.engine.Pace;
import dev.kinetics.engine.Results;
import dev.kinetics.engine.SteadyClock;
import dev.kinetics.engine.Surroundings;
import dev.kinetics.engine.Workshop;
import dev.kinetics.mirror.MirrorSource;
import dev.kinetics.source.PooledSource;
import dev.kinetics.tool.Tools;
import dev.kinetics.words.Durations;
import dev.kinetics.youtube.YtDlpSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Gets clips from YouTube and puts them into the dataset: what one process needs for it. */
final class Downloading implements Workshop<Clip, Ended> {
  /** A pace that costs less time than this is not spoken of. */
  private static final Duration WORTH_SAYING = Duration.ofMinutes(10);

  /** From so many clips on the mirror's archives are the quicker way. */
  private static final int MIRROR_PAYS = 2000;

  private final Download.Options options;
  private final Placing placing;
  private final Pace pace;
  private BlockGate gate;
  private YtDlpSource source;

  private Downloading(Placing placing, Pace pace) {
    this.options = placing.options();
    this.placing = placing;
    this.pace = pace;
  }

  /**
   * Makes ready.
   *
   * @throws dev.kinetics.error.KineticsException when a tool is missing, or the dataset can't be
   *     written
   */
  static Downloading open(Download.Options options, Surroundings surroundings) {
    Tools tools = surroundings.tools();
    if (surroundings.node().isEmpty()) {
      YtDlpSource.warning(tools, options.site())
          .ifPresent(words -> System.err.println("kinetics: warning: " + words));
    }
    tools.ytDlp();
    tools.ffmpeg();
    Placing placing = Placing.open(options, surroundings);
    Pace pace =
        options.site().pace(options.layout().ours(), surroundings.node(), new SteadyClock());
    return new Downloading(placing, pace);
  }

  @Override
  public Results<Ended> on(Object common, List<Clip> clips, Notes notes)
      throws InterruptedException {
    List<Ended> found = new ArrayList<>();
    List<Clip> wanted = new ArrayList<>();
    for (Clip clip : clips) {
      Ended there = placing.found(YtDlpSource.NAME, clip);
      if (there == null) {
        wanted.add(clip);
      } else {
        found.add(there);
      }
    }
    if (wanted.isEmpty()) {
      return Results.of(found);
    }
    return new Rest(Results.of(found), placing.place(source(notes), wanted));
  }

  /** What is known at once, and then what is to be waited for. */
  private record Rest(Results<Ended> known, Results<Ended> later) implements Results<Ended> {
    @Override
    public Ended next() throws InterruptedException {
      Ended next = known.next();
      return next == null ? later.next() : next;
    }

    @Override
    public void close() {
      known.close();
      later.close();
    }
  }

  /** One source and one gate for all calls: what they have said, they do not say again. */
  private synchronized PooledSource source(Notes notes) {
    if (source == null) {
      if (!placing.node().isEmpty()) {
        YtDlpSource.warning(placing.tools(), options.site())
            .ifPresent(words -> notes.hint().accept("warning: " + words));
      }
      gate = new BlockGate(options.patience(), notes);
      gate.keepTo(pace);
      source =
          YtDlpSource.ofClips(
              placing.tools(),
              options.site(),
              placing.encoding(),
              options.keeping().beside(),
              placing.scratch(),
              notes,
              gate::isClosed);
    }
    return new PooledSource(source, placing.workers(), source.largestBatch(), gate);
  }

  /**
   * Asks for clips, and says before how long that takes.
   *
   * @param isCluster whether several may ask, each at the same pace
   */
  static Results<Ended> ask(
      Workshop<Clip, Ended> youtube,
      Download.Options options,
      boolean isCluster,
      List<Clip> clips,
      Notes notes)
      throws InterruptedException {
    time(options, clips.size(), isCluster).ifPresent(notes.say());
    return youtube.on(null, clips, notes);
  }

  /** How long it takes; empty where that is not worth a word. */
  private static Optional<String> time(Download.Options options, int clips, boolean isCluster) {
    Pace pace = options.site().pace(options.layout().ours(), "", new SteadyClock());
    Duration time = pace.timeFor(clips);
    if (time.compareTo(WORTH_SAYING) <= 0) {
      return Optional.empty();
    }
    String say =
        String.format(
            Locale.ROOT, "%,d videos: about %s at %s", clips, Durations.inWords(time), pace);
    if (isCluster) {
      say += ", divided by the number of executors with addresses of their own";
    }
    return Optional.of(
        clips > MIRROR_PAYS && !options.sources().contains(MirrorSource.NAME)
            ? say + "; --source mirror,youtube asks YouTube only for the rest"
            : say);
  }

  @Override
  public void close() {
    try {
      placing.close();
    } finally {
      pace.close();
    }
  }
}
