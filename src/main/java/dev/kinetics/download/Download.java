package dev.kinetics.download;

import dev.kinetics.annotations.Clip;
import dev.kinetics.annotations.Split;
import dev.kinetics.dataset.AtomicFile;
import dev.kinetics.dataset.DatasetLayout;
import dev.kinetics.dataset.DatasetLayout.Kind;
import dev.kinetics.dataset.FolderListing;
import dev.kinetics.dataset.Scratch;
import dev.kinetics.error.KineticsException;
import dev.kinetics.run.BlockGate;
import dev.kinetics.run.ClipJob;
import dev.kinetics.run.ClipResult;
import dev.kinetics.run.DiskFull;
import dev.kinetics.run.JournalEntry;
import dev.kinetics.run.Outcome;
import dev.kinetics.run.RunSummary;
import dev.kinetics.run.StopSignal;
import dev.kinetics.source.ClipEncoding;
import dev.kinetics.source.Fetched;
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
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
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
      BlockGate.Patience patience) {}

  private final Options options;
  private final Tools tools;
  private final StopSignal stopSignal;
  private final ClipJob job;

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
          return there ? ClipJob.State.THERE : ClipJob.State.WANTED;
        });
  }

  /**
   * Downloads what is planned.
   *
   * @throws KineticsException when a tool is missing, before anything is written; when the site
   *     blocks, the disk is full or the tool is too old for the site, after what could be done
   */
  public RunSummary run(ClipJob.Plan plan) {
    if (plan.wanted().isEmpty()) {
      return plan.summary();
    }
    tools.ytDlp();
    tools.ffmpeg();
    tools.ffprobe();
    try (ToolLog log = new ToolLog(options.toolLog(), options.verbose());
        Scratch scratch = openScratch()) {
      job.run(
          plan,
          this::isThere,
          gate -> {
            YtDlpSource source =
                new YtDlpSource(
                    tools, options.site(), options.encoding(), scratch, log, gate::isClosed);
            return (batch, report) ->
                source.fetch(batch, (clip, fetched) -> keep(clip, fetched, report));
          });
    } catch (IOException e) {
      throw DiskFull.in(e)
          ? DiskFull.stop(options.layout().root())
          : KineticsException.stopped("scratch files can't be removed: " + e.getMessage());
    }
    return plan.summary();
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
