package dev.kinetics.download;

import dev.kinetics.annotations.Clip;
import dev.kinetics.annotations.Sampling;
import dev.kinetics.dataset.DatasetLayout;
import dev.kinetics.dataset.DatasetLayout.Kind;
import dev.kinetics.dataset.Inventory;
import dev.kinetics.dataset.Made;
import dev.kinetics.engine.Answer;
import dev.kinetics.engine.BlockGate;
import dev.kinetics.engine.Ended;
import dev.kinetics.engine.Engine;
import dev.kinetics.engine.Notes;
import dev.kinetics.engine.Workshop;
import dev.kinetics.error.KineticsException;
import dev.kinetics.history.Journals;
import dev.kinetics.history.Sections;
import dev.kinetics.journal.ClipResult;
import dev.kinetics.journal.Jobs;
import dev.kinetics.journal.JournalEntry;
import dev.kinetics.journal.Outcome;
import dev.kinetics.mirror.MirrorArchive;
import dev.kinetics.mirror.MirrorSource;
import dev.kinetics.mirror.MirrorWalk;
import dev.kinetics.pass.ClipEncoding;
import dev.kinetics.run.ClipJob;
import dev.kinetics.run.DiskForecast;
import dev.kinetics.run.RunSummary;
import dev.kinetics.run.StopSignal;
import dev.kinetics.source.Beside;
import dev.kinetics.source.ToolLog;
import dev.kinetics.words.Sizes;
import dev.kinetics.youtube.SiteOptions;
import dev.kinetics.youtube.YtDlpSource;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Downloads clips: each one that is selected and not there ends as a file or as an outcome. */
public final class Download {
  /**
   * Bytes that a second of clip takes, about: pictures of 720 lines at the quality that clips are
   * made with, and sound.
   */
  public static final double USUAL_BYTES_PER_SECOND = 300_000;

  /** The same of the mirror's clips as they are: 436 GB for 299,758 clips of 400. */
  private static final double BYTES_AT_MIRROR = 145_000;

  /**
   * What a download is run with.
   *
   * @param layout the dataset
   * @param made what the dataset is to remember of itself
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
      Made made,
      int workers,
      Redo redo,
      Keeping keeping,
      Logs logs,
      BlockGate.Patience patience,
      List<String> sources,
      SiteOptions site,
      MirrorSource.Options mirror)
      implements Serializable {}

  /**
   * What is done once more.
   *
   * @param there whether clips that are there are made again
   * @param lost whether clips that are known to be lost are asked for again
   */
  public record Redo(boolean there, boolean lost) implements Serializable {}

  /**
   * How clips are kept.
   *
   * @param compress whether as {@code ID.mp4.gz}
   * @param encoding how they are written
   * @param sizeIsAsked whether a person asked for a size: then clips that a source has cut already
   *     are brought to it, too
   * @param beside what is made from the same decoding
   */
  public record Keeping(boolean compress, ClipEncoding encoding, boolean sizeIsAsked, Beside beside)
      implements Serializable {}

  /**
   * What is told.
   *
   * @param failed the log of what could not be had
   * @param tools where the tools' words are appended; null for nowhere
   * @param verbose whether they are shown
   * @param quiet whether no progress is shown
   */
  public record Logs(Path failed, Path tools, boolean verbose, boolean quiet)
      implements Serializable {
    /** Whether anybody hears what the tools say. */
    boolean isHeard() {
      return tools != null || verbose;
    }
  }

  private final Options options;
  private final Engine engine;
  private final ClipJob job;

  /**
   * Makes a download that ends when the signal comes.
   *
   * @param engine where clips are got
   */
  public Download(Options options, Engine engine, StopSignal stopSignal) {
    this.options = options;
    this.engine = engine;
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
                options.made(),
                retried,
                options.logs().quiet(),
                List.of(
                    new ClipJob.Log(
                        options.logs().failed(),
                        EnumSet.complementOf(
                            EnumSet.of(Outcome.DONE, Outcome.SHORT, Outcome.SILENT))))),
            stopSignal);
  }

  /**
   * What would be done of these clips.
   *
   * @throws KineticsException when what is there is of another release, or was made otherwise
   */
  public ClipJob.Plan plan(List<Clip> clips) {
    if (!options.redo().there()) {
      options.made().requireFits(options.layout());
    }
    DownloadPlan disk = new DownloadPlan(options.layout(), options.keeping().beside());
    boolean asksYoutubeAlone = options.sources().equals(List.of(YtDlpSource.NAME));
    Probed probed = new Probed(new Journals(options.layout().journals()));
    DatasetLayout layout = options.layout();
    Journals.Known earlier = new Journals(layout.journals()).known(Jobs.DOWNLOAD, layout.naming());
    long[] others = {0};
    ClipJob.Plan plan =
        job.plan(
            clips,
            earlier.results(),
            (clip, known) -> {
              if (disk.isThere(clip)) {
                if (options.redo().there()) {
                  return ClipJob.State.WANTED_ANEW;
                }
                if (!earlier.sections().isOther(clip)) {
                  return ClipJob.State.THERE;
                }
                others[0]++;
              }
              boolean inVain = !options.redo().lost() && probed.lost(clip, known).isPresent();
              if (inVain && asksYoutubeAlone) {
                return ClipJob.State.NOT_NOW;
              }
              boolean elsewhere =
                  known != null
                      && !options.sources().stream().allMatch(named(known.result())::isFrom);
              return elsewhere ? ClipJob.State.WANTED_ANEW : ClipJob.State.WANTED;
            });
    if (others[0] > 0) {
      plan.summary()
          .note(
              others[0] + " there, but of other sections than the list's: to be made anew", false);
    }
    return plan;
  }

  /** By what a selection is shared among runs. */
  public Sampling.By sharing(Clip clip) {
    return options.sources().contains(MirrorSource.NAME)
        ? options.mirror().sharing(clip)
        : Sampling.By.CLIP;
  }

  /** What it writes for a second of clip, with what is made beside it. */
  public DiskForecast.Rate rate() {
    Beside beside = options.keeping().beside();
    boolean isAsCut =
        !options.keeping().sizeIsAsked() && options.sources().get(0).equals(MirrorSource.NAME);
    double bytes = 0;
    if (beside.clips()) {
      bytes = isAsCut ? BYTES_AT_MIRROR : options.keeping().encoding().usualBytesPerSecond();
    }
    bytes += beside.frames() == null ? 0 : beside.frames().usualBytesPerSecond();
    bytes += beside.sound() == null ? 0 : beside.sound().usualBytesPerSecond();
    // The journals of downloads tell the clips' own sizes.
    boolean isMeasured = beside.frames() == null && beside.sound() == null;
    return new DiskForecast.Rate(
        bytes, isMeasured && options.made().isAsBefore(options.layout().root()));
  }

  /** Those of the clips that are on the disk, of the list's own sections. */
  public List<Clip> there(List<Clip> clips) {
    DatasetLayout layout = options.layout();
    Sections sections = new Journals(layout.journals()).sections(Jobs.DOWNLOAD, layout.naming());
    Inventory inventory = new Inventory(layout);
    return clips.stream()
        .filter(clip -> inventory.has(clip, Kind.VIDEO) && !sections.isOther(clip))
        .toList();
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
      job.runNothing(plan, this::isThere);
      return plan.summary();
    }
    try (Workshop<Clip, Ended> youtube = youtube();
        Workshop<MirrorArchive, Answer<?>> mirror = mirror();
        ToolLog log = new ToolLog(options.logs().tools(), options.logs().verbose())) {
      List<MirrorWalk> walks = new ArrayList<>();
      job.run(
          plan.claiming(clip -> !options.mirror().isShared(clip.split())),
          this::isThere,
          (planned, notes) -> {
            Notes all = notes.withTools(log::line);
            return new SourceChain(
                Jobs.DOWNLOAD,
                planned.wanted(),
                askedBefore(planned),
                options.sources(),
                (source, clips) ->
                    source.equals(YtDlpSource.NAME)
                        ? new LossBrake(
                            Downloading.ask(youtube, options, engine.isCluster(), clips, all),
                            planned.lost())
                        : walk(walks, new MirrorWalk(options.mirror(), mirror, clips, all)));
          });
      plan.summary()
          .ofOtherShares(
              walks.stream().mapToLong(MirrorWalk::untold).sum(),
              walks.stream().anyMatch(MirrorWalk::rerunTells));
    }
    return plan.summary();
  }

  private static MirrorWalk walk(List<MirrorWalk> walks, MirrorWalk walk) {
    walks.add(walk);
    return walk;
  }

  /** Null where it is not asked. */
  private Workshop<Clip, Ended> youtube() {
    return options.sources().contains(YtDlpSource.NAME)
        ? engine.open(new DownloadRecipe(options))
        : null;
  }

  /** Null where it is not asked. */
  private Workshop<MirrorArchive, Answer<?>> mirror() {
    return options.sources().contains(MirrorSource.NAME)
        ? engine.open(new ArchiveRecipe(options))
        : null;
  }

  /** How earlier runs lost clips for which the same sources are not asked once more. */
  private Map<Clip, ClipResult> askedBefore(ClipJob.Plan plan) {
    Map<Clip, ClipResult> before = new HashMap<>(plan.lost());
    before.values().removeIf(lost -> job.asksAgain(lost.outcome()));
    before.replaceAll((clip, lost) -> named(lost));
    if (!options.redo().lost()) {
      Probed probed = new Probed(new Journals(options.layout().journals()));
      for (Clip clip : plan.wanted()) {
        if (!before.containsKey(clip)) {
          probed.lost(clip, null).ifPresent(lost -> before.put(clip, notBelieved(lost)));
        }
      }
    }
    return before;
  }

  /** A probe's word spares YouTube a request for a day, and proves nothing. */
  private static ClipResult notBelieved(ClipResult probed) {
    return ClipResult.without(
            Outcome.FAILED, "lost by a probe", probed.reason() + ": " + probed.detail())
        .from(YtDlpSource.NAME);
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

  private boolean isThere(JournalEntry entry) {
    return Inventory.find(options.layout(), entry.asClip(), Kind.VIDEO).isPresent();
  }
}
