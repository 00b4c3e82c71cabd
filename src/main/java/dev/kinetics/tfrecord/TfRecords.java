package dev.kinetics.tfrecord;

import dev.kinetics.dataset.AtomicFile;
import dev.kinetics.dataset.DatasetLayout;
import dev.kinetics.dataset.Scratch;
import dev.kinetics.error.DiskFull;
import dev.kinetics.error.KineticsException;
import dev.kinetics.ffmpeg.Ffmpeg;
import dev.kinetics.run.Progress;
import dev.kinetics.tfrecord.TrackDecoder.Decoded;
import dev.kinetics.tfrecord.TrackList.Track;
import dev.kinetics.words.Counts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Packs sound tracks into TFRecords: one {@code Example} a track, in the order of the metadata.
 *
 * <p>Its features: {@code path} (bytes: the track's path below and with the dataset's folder as
 * given, with slashes), {@code length} (int64: samples), {@code sound_raw} (bytes: mono float32 in
 * little endian at the sampling rate, −1…1), {@code cls_id} (int64: the class's index, 0 in the
 * test set).
 *
 * <p>Tracks are decoded in batches side by side and written by one thread. What is decoded and not
 * written yet is bounded: two batches a worker, in scratch files on the output's file system.
 */
public final class TfRecords {
  /** So many tracks to one ffmpeg process. More gain nothing, and a damaged one costs them all. */
  private static final int BATCH = 12;

  private static final int NAMED_AT_MOST = 10;

  /**
   * What was packed.
   *
   * @param files the files that were made, in the order of their records
   * @param records how many records they hold
   * @param leftOut how many tracks were missing or can't be decoded
   * @param firstLeftOut the first of those with the reason, at most ten
   * @param bytes the size of the files
   */
  public record Result(
      List<Path> files, long records, long leftOut, List<String> firstLeftOut, long bytes) {

    public Result {
      files = List.copyOf(files);
      firstLeftOut = List.copyOf(firstLeftOut);
    }
  }

  private final TfRecordsOptions options;
  private final List<Track> tracks;
  private final Path scratch;
  private final TrackDecoder decoder;
  private final List<String> firstLeftOut = new ArrayList<>();
  private long leftOut;

  private TfRecords(TfRecordsOptions options, List<Track> tracks, Path scratch, Ffmpeg ffmpeg) {
    this.options = options;
    this.tracks = tracks;
    this.scratch = scratch;
    this.decoder = new TrackDecoder(ffmpeg, options.samplingRate(), scratch);
  }

  /**
   * Packs the tracks that the metadata names. The files appear under their names when all of them
   * are complete; ones that stood there are replaced.
   *
   * @param layout the dataset
   * @param isWanted tells by a clip's name whether its track is packed
   * @param ffmpeg what decodes
   * @param quiet whether to show no progress
   * @throws KineticsException when the metadata is none, when a track is missing or can't be
   *     decoded and such are not skipped (then nothing appears), or when the disk is full
   * @throws InterruptedException when this thread was interrupted; nothing appears
   */
  public static Result pack(
      DatasetLayout layout,
      TfRecordsOptions options,
      Predicate<String> isWanted,
      Ffmpeg ffmpeg,
      boolean quiet)
      throws InterruptedException {
    List<Track> named =
        TrackList.read(
            layout, options.split(), options.metadata(), options.classes(), options.indexing());
    List<Track> tracks = named.stream().filter(track -> isWanted.test(track.name())).toList();
    if (tracks.isEmpty() && !named.isEmpty()) {
      throw KineticsException.badInput(
          options.metadata() + " names no track that is selected: name other clips");
    }
    for (Path target : ExampleWriter.targets(options)) {
      try {
        AtomicFile.requirePlain(target);
      } catch (IOException e) {
        throw KineticsException.badInput(
            target + " is a folder, a device or a pipe: choose another OUTPUT", e);
      }
    }
    // On the file system of the output, because what is complete is moved there in one rename.
    Path folder = options.output().toAbsolutePath().getParent();
    try (Scratch scratch = Scratch.open(new DatasetLayout(folder));
        Progress progress = new Progress("tfrecords", tracks.size(), "tracks", quiet)) {
      return new TfRecords(options, tracks, scratch.folder(), ffmpeg).pack(progress);
    } catch (IOException e) {
      if (DiskFull.in(e)) {
        throw DiskFull.stop(folder);
      }
      throw KineticsException.badInput(
          "can't write " + options.output() + " (" + e + "): choose another OUTPUT", e);
    } finally {
      leaveNoTrace(layout, folder);
    }
  }

  /** Removes our folders from a place that is no dataset, unless another run is at work there. */
  private static void leaveNoTrace(DatasetLayout layout, Path folder) {
    DatasetLayout place = new DatasetLayout(folder);
    if (!folder.equals(layout.root().toAbsolutePath())) {
      try {
        Files.deleteIfExists(place.scratch());
        Files.deleteIfExists(place.ours());
      } catch (IOException e) {
        // Another run's files lie there.
      }
    }
  }

  private Result pack(Progress progress) throws IOException, InterruptedException {
    int batch = Math.max(1, Math.min(BATCH, (tracks.size() - 1) / options.workers() + 1));
    ExecutorService decoders =
        Executors.newFixedThreadPool(
            Math.max(1, Math.min(options.workers(), tracks.size())),
            task -> {
              Thread thread = new Thread(task, "decoder");
              thread.setDaemon(true);
              return thread;
            });
    try (ExampleWriter files = new ExampleWriter(options, scratch, tracks.size())) {
      Deque<Future<List<Decoded>>> ahead = new ArrayDeque<>();
      int submitted = 0;
      int done = 0;
      while (done < tracks.size()) {
        while (submitted < tracks.size() && ahead.size() < 2L * options.workers()) {
          List<Track> next = tracks.subList(submitted, Math.min(submitted + batch, tracks.size()));
          ahead.add(decoders.submit(() -> decoder.decode(next.stream().map(Track::file).toList())));
          submitted += next.size();
        }
        List<Decoded> decoded = await(ahead.remove());
        for (Decoded track : decoded) {
          take(files, done++, track);
        }
        progress.step(decoded.size(), leftOut + " left out");
      }
      if (leftOut > 0 && (!options.skipMissing() || leftOut == tracks.size())) {
        throw refusal();
      }
      List<Path> made = files.finish();
      long bytes = 0;
      for (Path file : made) {
        bytes += Files.size(file);
      }
      return new Result(made, tracks.size() - leftOut, leftOut, firstLeftOut, bytes);
    } finally {
      decoders.shutdownNow();
      // They write into the scratch folder, which goes next.
      decoders.awaitTermination(10, TimeUnit.SECONDS);
    }
  }

  private void take(ExampleWriter files, int index, Decoded decoded) throws IOException {
    Track track = tracks.get(index);
    if (decoded.samples().isEmpty()) {
      leftOut++;
      if (firstLeftOut.size() < NAMED_AT_MOST) {
        firstLeftOut.add(track.file() + " (" + decoded.problem() + ")");
      }
      return;
    }
    Path samples = decoded.samples().get();
    // Once a track is missing nothing will appear; the rest is decoded to name all such tracks.
    if (leftOut == 0 || options.skipMissing()) {
      files.write(new ExampleWriter.Sound(index, track, samples));
    }
    Files.delete(samples);
  }

  private KineticsException refusal() {
    String more =
        leftOut > firstLeftOut.size() ? " and " + (leftOut - firstLeftOut.size()) + " more" : "";
    return KineticsException.badInput(
        leftOut
            + " of "
            + Counts.of(tracks.size(), "track is", "tracks are")
            + " missing or can't be decoded, and nothing was written: "
            + String.join(", ", firstLeftOut)
            + more
            + "; make them with 'kinetics sound'"
            + (options.skipMissing() ? "" : ", or leave them out with --skip-missing"));
  }

  private static List<Decoded> await(Future<List<Decoded>> batch) throws InterruptedException {
    try {
      return batch.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      if (e.getCause() instanceof Error cause) {
        throw cause;
      }
      throw new InterruptedException();
    }
  }
}
