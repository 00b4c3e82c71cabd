package dev.kinetics.download;

import dev.kinetics.annotations.Clip;
import dev.kinetics.annotations.Split;
import dev.kinetics.dataset.DatasetLayout;
import dev.kinetics.dataset.DatasetLayout.Kind;
import dev.kinetics.dataset.FolderListing;
import dev.kinetics.dataset.Scratch;
import dev.kinetics.error.DiskFull;
import dev.kinetics.error.KineticsException;
import dev.kinetics.journal.ClipResult;
import dev.kinetics.journal.Jobs;
import dev.kinetics.journal.JournalEntry;
import dev.kinetics.journal.Journals;
import dev.kinetics.journal.LastResults;
import dev.kinetics.journal.Outcome;
import dev.kinetics.media.ClipEncoding;
import dev.kinetics.run.BlockGate;
import dev.kinetics.run.ClipJob;
import dev.kinetics.run.Durations;
import dev.kinetics.run.Pace;
import dev.kinetics.run.RunSummary;
import dev.kinetics.run.Sizes;
import dev.kinetics.run.StopSignal;
import dev.kinetics.source.Beside;
import dev.kinetics.source.ClipSource;
import dev.kinetics.source.EncodedSource;
import dev.kinetics.source.MirrorSource;
import dev.kinetics.source.PooledSource;
import dev.kinetics.source.SiteOptions;
import dev.kinetics.source.ToolLog;
import dev.kinetics.source.YtDlpSource;
import dev.kinetics.tool.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** Downloads clips: each one that is selected and not there ends as a file or as an outcome. */
public final class Download {
  /**
   * Bytes that a second of clip takes, about: pictures of 720 lines at the quality that clips are
   * made with, and sound.
   */
  public static final double USUAL_BYTES_PER_SECOND = 300_000;

  /** A pace that costs less time than this is not spoken of. */
  private static final Duration WORTH_SAYING = Duration.ofMinutes(10);

  /** From so many clips on the mirror's archives are the quicker way. */
  private static final int MIRROR_PAYS = 2000;

  /** Clips that are brought onto the disk at once, also where one archive is read. */
  private static final int LEAST_PLACING = 4;

  /**
   * What a download is run with.
   *
   * @param layout the dataset
   * @param release what the journal calls the release
   * @param workers how many clips at once
   * @param redo what is made or asked for once more
   * @param keeping how clips are kept
   * @param logs what is told, and where
   * @param patience how long to wait while the site blocks
   * @param sources the names of the sources where clips are looked for, in order
   * @param site how the site is asked
   * @param mirror how the mirror is asked
   */
  public record Options(
      DatasetLayout layout,
      String release,
      int workers,
      Redo redo,
      Keeping keeping,
      Logs logs,
      BlockGate.Patience patience,
      List<String> sources,
      SiteOptions site,
      MirrorSource.Options mirror) {}

  /**
   * What is done once more.
   *
   * @param there whether clips that are there are made again
   * @param lost whether clips that are known to be lost are asked for again
   */
  public record Redo(boolean there, boolean lost) {}

  /**
   * How clips are kept.
   *
   * @param compress whether as {@code ID.mp4.gz}
   * @param encoding how they are written
   * @param sizeIsAsked whether a person asked for a size: then clips that a source has cut already
   *     are brought to it, too
   * @param beside what is made from the same decoding
   */
  public record Keeping(
      boolean compress, ClipEncoding encoding, boolean sizeIsAsked, Beside beside) {}

  /**
   * What is told.
   *
   * @param failed the log of what could not be had
   * @param tools where the tools' words are appended; null for nowhere
   * @param verbose whether they are shown
   * @param quiet whether no progress is shown
   */
  public record Logs(Path failed, Path tools, boolean verbose, boolean quiet) {}

  private final Options options;
  private final Tools tools;
  private final ClipJob job;

  /** Makes a download that ends when the signal comes. */
  public Download(Options options, Tools tools, StopSignal stopSignal) {
    this.options = options;
    this.tools = tools;
    Set<Outcome> retried = EnumSet.noneOf(Outcome.class);
    if (options.redo().lost()) {
      retried.addAll(Set.of(Outcome.GONE, Outcome.CLOSED, Outcome.DAMAGED));
    }
    if (options.site().opensClosedClips()) {
      retried.add(Outcome.CLOSED);
    }
    this.job =
        new ClipJob(
            new ClipJob.Options(
                Jobs.DOWNLOAD,
                options.layout(),
                options.release(),
                options.patience(),
                retried,
                options.logs().quiet(),
                List.of(
                    new ClipJob.Log(
                        options.logs().failed(),
                        EnumSet.complementOf(
                            EnumSet.of(Outcome.DONE, Outcome.SHORT, Outcome.SILENT))))),
            stopSignal);
  }

  /** The clips of those classes that have no folder yet; test clips, which have none, stay. */
  public static List<Clip> withoutStartedClasses(List<Clip> clips, DatasetLayout layout) {
    FolderListing listing = new FolderListing();
    List<Clip> kept = new ArrayList<>();
    for (Clip clip : clips) {
      try {
        if (clip.split() == Split.TEST || !listing.contains(layout.folder(clip, Kind.VIDEO))) {
          kept.add(clip);
        }
      } catch (IOException e) {
        throw KineticsException.badInput("the dataset can't be read: " + e.getMessage(), e);
      }
    }
    return kept;
  }

  /** What would be done of these clips. */
  public ClipJob.Plan plan(List<Clip> clips) {
    Predicate<Clip> isThere = disk();
    return job.plan(
        clips,
        (clip, known) -> {
          if (isThere.test(clip)) {
            return options.redo().there() ? ClipJob.State.WANTED_ANEW : ClipJob.State.THERE;
          }
          boolean elsewhere =
              known != null && !options.sources().stream().allMatch(named(known.result())::isFrom);
          return elsewhere ? ClipJob.State.WANTED_ANEW : ClipJob.State.WANTED;
        });
  }

  /** Those of the clips that are on the disk. */
  public List<Clip> there(List<Clip> clips) {
    Predicate<Clip> isThere = videos();
    return clips.stream().filter(isThere).toList();
  }

  private Predicate<Clip> disk() {
    Beside beside = options.keeping().beside();
    DatasetLayout layout = options.layout();
    Predicate<Clip> videos = videos();
    if (beside.clips()) {
      return videos;
    }
    FolderListing frames = new FolderListing();
    FolderListing sound = new FolderListing();
    LastResults without = new Journals(layout.journals()).unfinished(Jobs.SOUND);
    return clip -> {
      boolean isSilent =
          without.of(clip).filter(it -> it.result().outcome() == Outcome.SILENT).isPresent();
      boolean all =
          (beside.frames() == null || contains(frames, layout.path(clip, Kind.FRAMES)))
              && (beside.sound() == null
                  || isSilent
                  || contains(
                      sound, layout.path(clip, Kind.SOUND, beside.sound().format().ending())));
      // Of a clip that is there they are made without asking for it again.
      return all || videos.test(clip);
    };
  }

  private Predicate<Clip> videos() {
    FolderListing listing = new FolderListing();
    return clip ->
        contains(listing, options.layout().path(clip, Kind.VIDEO))
            || contains(listing, options.layout().compressedVideo(clip));
  }

  private static boolean contains(FolderListing listing, Path path) {
    try {
      return listing.contains(path);
    } catch (IOException e) {
      throw KineticsException.badInput(
          "the dataset can't be read: " + e.getMessage() + "; check --dataset-dir", e);
    }
  }

  /** Journals of old leave YouTube unnamed. */
  private static ClipResult named(ClipResult lost) {
    return lost.source().isEmpty() ? lost.from(YtDlpSource.NAME) : lost;
  }

  /**
   * Downloads what is planned.
   *
   * @throws KineticsException when a tool is missing, before anything is written; when the site
   *     blocks, the disk is full or the tool is too old for the site, after what could be done
   */
  public RunSummary run(ClipJob.Plan plan) {
    if (plan.wanted().isEmpty()) {
      job.writeLogs(this::isThere);
      return plan.summary();
    }
    if (options.sources().contains(YtDlpSource.NAME)) {
      tools.ytDlp();
      tools.ffmpeg();
    } else if (options.keeping().sizeIsAsked() || !options.keeping().beside().clips()) {
      tools.ffmpeg();
    }
    tools.ffprobe();
    Path kept = options.layout().ours().resolve("pace.json");
    Pace pace = options.site().pace(kept, Clock.systemUTC());
    try (ToolLog log = new ToolLog(options.logs().tools(), options.logs().verbose());
        Scratch scratch = openScratch()) {
      job.run(
          plan,
          this::isThere,
          (planned, gate) ->
              new SourceChain(
                  Jobs.DOWNLOAD,
                  planned.wanted(),
                  askedBefore(planned),
                  sources(scratch, log, paced(gate, pace, planned.wanted().size()))));
    } catch (IOException e) {
      throw DiskFull.in(e)
          ? DiskFull.stop(options.layout().root())
          : KineticsException.stopped("scratch files can't be removed: " + e.getMessage());
    } finally {
      pace.close();
    }
    return plan.summary();
  }

  private BlockGate paced(BlockGate gate, Pace pace, int videos) {
    Duration time = pace.timeFor(videos);
    String say = "";
    if (options.sources().get(0).equals(YtDlpSource.NAME) && time.compareTo(WORTH_SAYING) > 0) {
      say =
          String.format(
              Locale.ROOT, "%,d videos: about %s at %s", videos, Durations.inWords(time), pace);
      if (videos > MIRROR_PAYS && !options.sources().contains(MirrorSource.NAME)) {
        say += "; --source mirror,youtube asks YouTube only for the rest";
      }
    }
    gate.keepTo(pace, say);
    return gate;
  }

  /** How earlier runs lost clips for which the same sources are not asked once more. */
  private Map<Clip, ClipResult> askedBefore(ClipJob.Plan plan) {
    Map<Clip, ClipResult> before = new HashMap<>(plan.lost());
    before.values().removeIf(lost -> job.asksAgain(lost.outcome()));
    before.replaceAll((clip, lost) -> named(lost));
    return before;
  }

  /**
   * What of the mirror's archives would be streamed for a plan, in words; empty for nothing. Of a
   * clip alone its whole archive is read.
   */
  public List<String> archivesFor(ClipJob.Plan plan) {
    if (!options.sources().contains(MirrorSource.NAME) || plan.wanted().isEmpty()) {
      return List.of();
    }
    try (ToolLog log = new ToolLog(null, options.logs().verbose())) {
      MirrorSource.Forecast forecast = MirrorSource.forecast(options.mirror(), plan.wanted(), log);
      boolean first = options.sources().get(0).equals(MirrorSource.NAME);
      String unknown =
          forecast.unknown() == 0 ? "" : ", and " + forecast.unknown() + " of unknown size";
      return List.of(
          "  the mirror: "
              + (first ? "" : "at most ")
              + forecast.archives()
              + (forecast.archives() == 1 ? " archive" : " archives")
              + " to stream, "
              + Sizes.format(forecast.bytes())
              + unknown);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return List.of();
    }
  }

  private List<ClipSource> sources(Scratch scratch, ToolLog log, BlockGate gate) {
    List<ClipSource> sources = new ArrayList<>();
    for (String name : options.sources()) {
      ClipSource source =
          name.equals(MirrorSource.NAME) ? mirror(scratch, log) : youtube(scratch, log, gate);
      int threads = Math.max(LEAST_PLACING, options.workers());
      sources.add(
          new PlacedSource(
              source,
              options.layout(),
              options.keeping().compress(),
              options.keeping().beside().clips(),
              threads));
    }
    return sources;
  }

  private ClipSource youtube(Scratch scratch, ToolLog log, BlockGate gate) {
    YtDlpSource source =
        new YtDlpSource(
            tools,
            options.site(),
            options.keeping().encoding(),
            options.keeping().beside(),
            scratch,
            log,
            gate::isClosed);
    return new PooledSource(source, options.workers(), source.largestBatch(), gate);
  }

  private ClipSource mirror(Scratch scratch, ToolLog log) {
    ClipSource mirror =
        new MirrorSource(options.mirror(), options.workers(), scratch, tools.ffprobe(), log);
    Keeping keeping = options.keeping();
    if (!keeping.sizeIsAsked() && keeping.beside().clips()) {
      return mirror;
    }
    int cores = Runtime.getRuntime().availableProcessors();
    ClipEncoding encoding =
        keeping.sizeIsAsked()
            ? keeping.encoding().withThreads(1)
            : new ClipEncoding(0, 0, false, 1);
    return new EncodedSource(mirror, tools, encoding, keeping.beside(), cores);
  }

  private Scratch openScratch() {
    try {
      return Scratch.open(options.layout());
    } catch (IOException e) {
      throw DiskFull.in(e)
          ? DiskFull.stop(options.layout().root())
          : KineticsException.badInput(
              "the dataset folder "
                  + options.layout().root()
                  + " can't be written ("
                  + e.getMessage()
                  + "); name another with --dataset-dir");
    }
  }

  private boolean isThere(JournalEntry entry) {
    Clip clip = entry.asClip();
    return Files.exists(options.layout().path(clip, Kind.VIDEO))
        || Files.exists(options.layout().compressedVideo(clip));
  }
}
