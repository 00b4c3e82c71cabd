package dev.kinetics.download;

import dev.kinetics.annotations.Clip;
import dev.kinetics.annotations.Split;
import dev.kinetics.dataset.AtomicFile;
import dev.kinetics.dataset.DatasetLayout;
import dev.kinetics.dataset.DatasetLayout.Kind;
import dev.kinetics.dataset.FolderListing;
import dev.kinetics.dataset.Scratch;
import dev.kinetics.error.DiskFull;
import dev.kinetics.error.KineticsException;
import dev.kinetics.journal.ClipResult;
import dev.kinetics.journal.JournalEntry;
import dev.kinetics.journal.Outcome;
import dev.kinetics.media.ClipEncoding;
import dev.kinetics.run.BlockGate;
import dev.kinetics.run.ClipJob;
import dev.kinetics.run.RunSummary;
import dev.kinetics.run.StopSignal;
import dev.kinetics.run.WorkerPool;
import dev.kinetics.source.Fetched;
import dev.kinetics.source.MirrorArchive;
import dev.kinetics.source.MirrorSource;
import dev.kinetics.source.SiteOptions;
import dev.kinetics.source.ToolLog;
import dev.kinetics.source.YtDlpSource;
import dev.kinetics.tool.Tools;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.zip.GZIPOutputStream;

/** Downloads clips: each one that is selected and not there ends as a file or as an outcome. */
public final class Download {
  /** The name of the job in the journal. */
  public static final String JOB = "download";

  /**
   * Bytes that a second of clip takes, about: pictures of 720 lines at the quality that clips are
   * made with, and sound.
   */
  public static final double USUAL_BYTES_PER_SECOND = 300_000;

  /** How many clips one yt-dlp resolves at most: its start costs as much as resolving several. */
  private static final int LARGEST_BATCH = 16;

  /**
   * What a download is run with.
   *
   * @param layout the dataset
   * @param release what the journal calls the release
   * @param workers how many clips at once
   * @param compress whether clips are kept as {@code ID.mp4.gz}
   * @param overwrite whether clips that are there are made again
   * @param retryGone whether clips that are known to be lost are asked again
   * @param failedLog the log of what could not be had
   * @param toolLog where the tools' words are appended; null for nowhere
   * @param verbose whether they are shown
   * @param quiet whether no progress is shown
   * @param site how the site is asked
   * @param encoding how clips are written
   * @param patience how long to wait while the site blocks
   * @param sources where clips are looked for, in order
   * @param mirror how the mirror is asked
   */
  public record Options(
      DatasetLayout layout,
      String release,
      int workers,
      boolean compress,
      boolean overwrite,
      boolean retryGone,
      Path failedLog,
      Path toolLog,
      boolean verbose,
      boolean quiet,
      SiteOptions site,
      ClipEncoding encoding,
      BlockGate.Patience patience,
      List<Source> sources,
      MirrorSource.Options mirror) {}

  /** A place that clips come from. */
  public enum Source {
    /** The videos themselves, through yt-dlp. */
    YOUTUBE(YtDlpSource.NAME),
    /** The CVDF mirror's archives of cut clips. */
    MIRROR(MirrorSource.NAME);

    private final String name;

    Source(String name) {
      this.name = name;
    }

    /** What the option and the journal call it. */
    @Override
    public String toString() {
      return name;
    }
  }

  private final Options options;
  private final Tools tools;
  private final StopSignal stopSignal;
  private final ClipJob job;

  /** What earlier runs know of clips that not all of this run's sources were asked for. */
  private final Map<Clip, ClipResult> lostElsewhere = new HashMap<>();

  /** Makes a download that ends when the signal comes. */
  public Download(Options options, Tools tools, StopSignal stopSignal) {
    this.options = options;
    this.tools = tools;
    this.stopSignal = stopSignal;
    Set<Outcome> retried = EnumSet.noneOf(Outcome.class);
    if (options.retryGone()) {
      retried.addAll(Set.of(Outcome.GONE, Outcome.CLOSED, Outcome.DAMAGED));
    }
    if (options.site().opensClosedClips()) {
      retried.add(Outcome.CLOSED);
    }
    this.job =
        new ClipJob(
            new ClipJob.Options(
                JOB,
                options.layout(),
                options.release(),
                options.workers(),
                options.site().sleep() == null ? LARGEST_BATCH : 1,
                options.patience(),
                retried,
                options.quiet(),
                List.of(
                    new ClipJob.Log(
                        options.failedLog(),
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
    FolderListing listing = new FolderListing();
    return job.plan(
        clips,
        (clip, known) -> {
          if (options.overwrite()) {
            return ClipJob.State.WANTED_ANEW;
          }
          boolean there =
              listing.contains(options.layout().path(clip, Kind.VIDEO))
                  || listing.contains(options.layout().compressedVideo(clip));
          if (!there && known != null && !askedEverywhere(known.result())) {
            lostElsewhere.put(clip, known.result());
            return ClipJob.State.WANTED_ANEW;
          }
          return there ? ClipJob.State.THERE : ClipJob.State.WANTED;
        });
  }

  private boolean askedEverywhere(ClipResult known) {
    return options.sources().stream().allMatch(source -> asked(known, source));
  }

  private static boolean asked(ClipResult known, Source source) {
    return known.source().isEmpty()
        || Arrays.asList(known.source().split(",")).contains(source.toString());
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
    if (options.sources().contains(Source.YOUTUBE)) {
      tools.ytDlp();
      tools.ffmpeg();
    }
    tools.ffprobe();
    try (ToolLog log = new ToolLog(options.toolLog(), options.verbose());
        Scratch scratch = openScratch()) {
      List<ClipJob.Phase> phases = new ArrayList<>();
      for (Source source : options.sources()) {
        ClipJob.Phase phase =
            source == Source.YOUTUBE ? fromYoutube(scratch, log) : fromMirror(scratch, log);
        phases.add((clips, gate, report) -> runUnlessKnown(source, phase, clips, gate, report));
      }
      job.runPhases(plan, this::isThere, phases);
    } catch (IOException e) {
      throw DiskFull.in(e)
          ? DiskFull.stop(options.layout().root())
          : KineticsException.stopped("scratch files can't be removed: " + e.getMessage());
    }
    return plan.summary();
  }

  /** Runs a phase over the clips, but passes on those that its source is known to lack. */
  private void runUnlessKnown(
      Source source,
      ClipJob.Phase phase,
      List<Clip> clips,
      BlockGate gate,
      BiConsumer<Clip, ClipResult> report)
      throws InterruptedException {
    List<Clip> asked = new ArrayList<>();
    for (Clip clip : clips) {
      ClipResult known = lostElsewhere.get(clip);
      if (known != null && asked(known, source) && !job.asksAgain(known.outcome())) {
        report.accept(clip, known.from(source.toString()).after(0, 0));
      } else {
        asked.add(clip);
      }
    }
    if (!asked.isEmpty()) {
      phase.run(asked, gate, report);
    }
  }

  private ClipJob.Phase fromYoutube(Scratch scratch, ToolLog log) {
    return job.eachClip(
        gate -> {
          YtDlpSource source =
              new YtDlpSource(
                  tools, options.site(), options.encoding(), scratch, log, gate::isClosed);
          return (batch, report) ->
              source.fetch(batch, (clip, fetched) -> keep(clip, fetched, report));
        });
  }

  private ClipJob.Phase fromMirror(Scratch scratch, ToolLog log) {
    return (clips, gate, report) -> {
      MirrorSource source =
          new MirrorSource(
              options.mirror(), clips, scratch, tools.ffprobe(), log, stopSignal::isReceived);
      Set<Clip> missing = ConcurrentHashMap.newKeySet();
      missing.addAll(clips);
      WorkerPool.Task<MirrorArchive> task =
          (archives, ended) -> {
            for (MirrorArchive archive : archives) {
              ended.accept(
                  archive,
                  source.fetch(
                      archive,
                      (clip, fetched) -> {
                        keep(clip, fetched, report);
                        missing.remove(clip);
                      }));
            }
          };
      BiConsumer<MirrorArchive, ClipResult> ended = (archive, result) -> {};
      job.pool(source.archives(), 1, gate, ended, task);
      if (!stopSignal.isReceived()) {
        job.pool(source.replacements(), 1, gate, ended, task);
      }
      if (!stopSignal.isReceived()) {
        source.reportMissing(missing, (clip, fetched) -> report.accept(clip, fetched.result()));
      }
    };
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

  private void keep(Clip clip, Fetched fetched, BiConsumer<Clip, ClipResult> report) {
    if (fetched.file() == null) {
      report.accept(clip, fetched.result());
      return;
    }
    try {
      Path plain = options.layout().path(clip, Kind.VIDEO);
      Path compressed = options.layout().compressedVideo(clip);
      if (options.compress()) {
        Path packed = fetched.file().resolveSibling("clip.mp4.gz");
        try (InputStream in = Files.newInputStream(fetched.file());
            OutputStream out = new GZIPOutputStream(Files.newOutputStream(packed), 1 << 16)) {
          in.transferTo(out);
        }
        AtomicFile.moveInto(packed, compressed);
        Files.deleteIfExists(plain);
      } else {
        AtomicFile.moveInto(fetched.file(), plain);
        Files.deleteIfExists(compressed);
      }
      Scratch.delete(fetched.file().getParent());
    } catch (IOException e) {
      throw DiskFull.in(e)
          ? DiskFull.stop(options.layout().root())
          : KineticsException.stopped(
              "clip " + clip.name() + " can't be put into the dataset: " + e.getMessage());
    }
    report.accept(clip, fetched.result());
  }

  /** Whether the run is being ended by a signal. */
  public boolean isStopped() {
    return stopSignal.isReceived();
  }
}
