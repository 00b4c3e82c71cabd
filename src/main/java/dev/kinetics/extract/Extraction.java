package dev.kinetics.extract;

import dev.kinetics.annotations.Clip;
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
import dev.kinetics.run.BlockGate;
import dev.kinetics.run.Booking;
import dev.kinetics.run.ClipJob;
import dev.kinetics.run.Results;
import dev.kinetics.run.RunSummary;
import dev.kinetics.run.StopSignal;
import dev.kinetics.run.WorkerPool;
import dev.kinetics.tool.Tools;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.zip.GZIPInputStream;

/** What {@code frames} and {@code sound} share: which clips have work to do, and running it. */
public final class Extraction {

  /**
   * What an extraction is run with.
   *
   * @param kind what is taken out: frames or sound
   * @param ending of the files that are made; empty for frames
   * @param layout the dataset with the clips
   * @param output the dataset for what is made of them; mostly the same
   * @param release what the journal calls the release
   * @param workers how many at once
   * @param redo what is done once more
   * @param quiet whether no progress is shown
   * @param logs the logs to rewrite at the end
   */
  public record Options(
      Kind kind,
      String ending,
      DatasetLayout layout,
      DatasetLayout output,
      String release,
      int workers,
      Redo redo,
      boolean quiet,
      List<ClipJob.Log> logs) {
    /** Where what is made of a clip lies. */
    Path target(Clip clip) {
      return output.path(clip, kind, ending);
    }
  }

  /**
   * What is done once more.
   *
   * @param there whether what is there is made again
   * @param lost whether clips that are known to be damaged or silent are tried again
   */
  public record Redo(boolean there, boolean lost) {}

  /** The work on some clips. Those that it says nothing of are worked on again alone. */
  interface Work {
    Map<Clip, ClipResult> on(List<Clip> clips, Workplace workplace)
        throws InterruptedException, IOException;
  }

  /** Where the work finds clips and makes files. */
  record Workplace(Options options, Scratch scratch) {
    /** Where what is made of a clip goes. */
    Path target(Clip clip) {
      return options.target(clip);
    }

    /**
     * The clip's file, unpacked into this folder where it is compressed.
     *
     * @throws IOException when it can't be read
     */
    Path clip(Clip clip, Path folder) throws IOException {
      DatasetLayout layout = options.layout();
      Path plain = layout.path(clip, Kind.VIDEO);
      if (Files.exists(plain)) {
        if (!Files.isRegularFile(plain)) {
          throw new IOException(plain + " is no ordinary file");
        }
        return plain.toAbsolutePath();
      }
      Path unpacked = folder.resolve("clip.mp4");
      try (InputStream in =
          new GZIPInputStream(Files.newInputStream(layout.compressedVideo(clip)), 1 << 16)) {
        Files.copy(in, unpacked);
      }
      return unpacked.toAbsolutePath();
    }
  }

  private final String name;
  private final Options options;
  private final int largestBatch;
  private final Tools tools;
  private final ClipJob job;
  private final Work work;

  Extraction(
      String name,
      Options options,
      int largestBatch,
      Tools tools,
      StopSignal stopSignal,
      Work work) {
    this.name = name;
    this.options = options;
    this.largestBatch = largestBatch;
    this.tools = tools;
    this.work = work;
    this.job =
        new ClipJob(
            new ClipJob.Options(
                name,
                options.output(),
                options.release(),
                BlockGate.Patience.DEFAULT,
                options.redo().lost()
                    ? EnumSet.of(Outcome.DAMAGED, Outcome.SILENT)
                    : EnumSet.noneOf(Outcome.class),
                options.quiet(),
                options.logs()),
            stopSignal);
  }

  /**
   * What is to be done of these clips.
   *
   * @throws KineticsException when none of them is on the disk
   */
  public ClipJob.Plan plan(List<Clip> clips) {
    DatasetLayout layout = options.layout();
    FolderListing made = new FolderListing();
    FolderListing videos = new FolderListing();
    LastResults lost = new Journals(layout.journals()).unfinished(Jobs.DOWNLOAD);
    boolean[] any = {false};
    ClipJob.Plan plan =
        job.plan(
            clips,
            (clip, known) -> {
              boolean there = made.contains(options.target(clip));
              any[0] |= there;
              if (there && !options.redo().there()) {
                return ClipJob.State.THERE;
              }
              boolean plain = videos.contains(layout.path(clip, Kind.VIDEO));
              boolean packed = !plain && videos.contains(layout.compressedVideo(clip));
              if (there) {
                return plain || packed ? ClipJob.State.WANTED_ANEW : ClipJob.State.THERE;
              }
              if (!plain && !packed) {
                return lost.of(clip)
                        .filter(why -> !ClipJob.ALWAYS_RETRIED.contains(why.result().outcome()))
                        .isEmpty()
                    ? ClipJob.State.ABSENT_UNEXPLAINED
                    : ClipJob.State.ABSENT;
              }
              any[0] = true;
              return known != null && isNewer(clip, plain, known)
                  ? ClipJob.State.WANTED_ANEW
                  : ClipJob.State.WANTED;
            });
    if (!any[0] && !clips.isEmpty()) {
      throw KineticsException.badInput(
          "none of the "
              + clips.size()
              + " selected clips is in "
              + layout.root()
              + "; run 'kinetics download' first");
    }
    return plan;
  }

  /** Whether the clip was made again since it was found wanting. */
  private boolean isNewer(Clip clip, boolean plain, LastResults.Booked known) throws IOException {
    Path file =
        plain ? options.layout().path(clip, Kind.VIDEO) : options.layout().compressedVideo(clip);
    return Files.getLastModifiedTime(file).toInstant().isAfter(known.time());
  }

  /**
   * Does what is planned.
   *
   * @throws KineticsException when a tool is missing, or the disk is full
   */
  public RunSummary run(ClipJob.Plan plan) {
    Predicate<JournalEntry> isThere = entry -> Files.exists(options.target(entry.asClip()));
    if (plan.wanted().isEmpty()) {
      job.writeLogs(isThere);
      return plan.summary();
    }
    tools.ffmpeg();
    tools.ffprobe();
    try (Scratch scratch = openScratch()) {
      Workplace workplace = new Workplace(options, scratch);
      job.run(
          plan,
          isThere,
          (planned, gate) ->
              new WorkerPool<>(
                  planned.wanted(), options.workers(), largestBatch, gate, task(workplace)));
    } catch (IOException e) {
      throw fault(e);
    }
    return plan.summary();
  }

  private Scratch openScratch() {
    DatasetLayout output = options.output();
    try {
      return Scratch.open(output);
    } catch (IOException e) {
      throw DiskFull.in(e)
          ? DiskFull.stop(output.root())
          : KineticsException.badInput(
              "the folder "
                  + output.root()
                  + " can't be written ("
                  + e.getMessage()
                  + "); name another for what is made with --output-dir");
    }
  }

  private WorkerPool.Task<Clip, Booking> task(Workplace workplace) {
    return new WorkerPool.Task<>() {
      @Override
      public Results<Booking> on(List<Clip> clips) throws InterruptedException {
        try {
          List<Booking> ended = new ArrayList<>();
          work.on(clips, workplace).forEach((clip, result) -> ended.add(booking(clip, result)));
          return Results.of(ended);
        } catch (IOException e) {
          throw fault(e);
        } catch (UncheckedIOException e) {
          throw fault(e.getCause());
        }
      }

      @Override
      public Booking failed(Clip clip, String fault) {
        return booking(clip, ClipResult.without(Outcome.FAILED, "unknown", fault));
      }
    };
  }

  private Booking booking(Clip clip, ClipResult result) {
    return new Booking(name, clip, result);
  }

  private RuntimeException fault(IOException e) {
    return DiskFull.in(e) ? DiskFull.stop(options.output().root()) : new UncheckedIOException(e);
  }
}
