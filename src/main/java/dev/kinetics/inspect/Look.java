package dev.kinetics.inspect;

import dev.kinetics.annotations.Clip;
import dev.kinetics.dataset.CompressedClip;
import dev.kinetics.dataset.DatasetLayout;
import dev.kinetics.dataset.Inventory.Entry;
import dev.kinetics.dataset.Scratch;
import dev.kinetics.engine.Crew;
import dev.kinetics.engine.Results;
import dev.kinetics.error.DiskFull;
import dev.kinetics.error.KineticsException;
import dev.kinetics.journal.ClipResult;
import dev.kinetics.journal.Jobs;
import dev.kinetics.journal.Journal;
import dev.kinetics.journal.JournalEntry;
import dev.kinetics.journal.Outcome;
import dev.kinetics.journal.RunHeader;
import dev.kinetics.media.Judge;
import dev.kinetics.media.MediaFacts;
import dev.kinetics.media.MediaFile;
import dev.kinetics.media.Mp4Structure;
import dev.kinetics.media.Verdict;
import dev.kinetics.process.StoppedException;
import dev.kinetics.run.Progress;
import dev.kinetics.run.StopSignal;
import dev.kinetics.tool.Tools;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.IntFunction;
import java.util.zip.ZipException;

/**
 * Looks into clips of which no journal tells, many at once: whether each is whole, and what it is
 * like. The judge is told any length: how long a foreign clip should be, nobody knows. What the
 * boxes of an MP4 tell is not decoded; of other containers only that tells whether they are cut
 * off.
 */
public final class Look {
  private static final double ANY_LENGTH = 1e9;

  private final DatasetLayout layout;
  private final With with;

  /**
   * How it is looked.
   *
   * @param release what the journal calls the release
   * @param workers how many at once
   * @param quiet whether no progress is shown
   * @param kept whether what is found is booked, so that nobody looks again
   */
  public record With(
      Tools tools,
      StopSignal stopSignal,
      String release,
      int workers,
      boolean quiet,
      boolean kept) {}

  Look(DatasetLayout layout, With with) {
    this.layout = layout;
    this.with = with;
  }

  private record Looked(int index, Clip clip, ClipResult result) {}

  /**
   * Looks at these clips.
   *
   * @param found told what is found of each
   * @throws StoppedException when the program is being stopped before all were looked at
   * @throws KineticsException when a tool is missing that is needed, or the disk is full
   */
  void at(List<Integer> unknown, IntFunction<Entry> file, BiConsumer<Integer, ClipResult> found) {
    Judge judge = new Judge(with.tools().ffmpeg(), with.tools().ffprobe());
    RunHeader header =
        new RunHeader(
            Instant.now(), Jobs.LOOK, with.release(), unknown.size(), RunHeader.Program.UNKNOWN);
    try (Journal journal = new Journal(layout.journals(), () -> header);
        Progress progress = new Progress("look", unknown.size(), "clips", with.quiet());
        Results<Looked> results =
            Crew.each(
                Results.of(unknown),
                with.workers(),
                "look",
                i -> new Looked(i, file.apply(i).clip(), look(file.apply(i), judge)))) {
      with.stopSignal().onStop(results::close);
      boolean kept = with.kept();
      for (Looked next = results.next(); next != null; next = results.next()) {
        found.accept(next.index(), next.result());
        if (kept && next.result().outcome() != Outcome.FAILED) {
          kept = book(journal, next);
        }
        progress.step(1, "");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoppedException("ended while it looked into clips");
    }
    if (with.stopSignal().isReceived()) {
      // Who goes on from half of it would take the rest for what can't be read.
      throw new StoppedException("ended while it looked into clips");
    }
  }

  /** Whether what was found could be kept: where nothing can be written, it is looked again. */
  private boolean book(Journal journal, Looked looked) {
    try {
      journal.append(JournalEntry.of(Jobs.LOOK, with.release(), looked.clip(), looked.result()));
      return true;
    } catch (KineticsException e) {
      return false;
    }
  }

  private ClipResult look(Entry entry, Judge judge) throws InterruptedException {
    Path file = entry.path(layout);
    try {
      long bytes = Files.size(file);
      if (!entry.compressed()) {
        return look(file, bytes, judge);
      }
      // The dataset may be another's, to be read only.
      Path folder = Files.createTempDirectory("kinetics-look");
      try {
        return look(CompressedClip.unpack(file, folder), bytes, judge);
      } catch (ZipException | EOFException e) {
        Verdict cutOff = Verdict.bad(Verdict.Rule.CUT_OFF, "its gzip is damaged or cut off");
        return result(cutOff, bytes, null);
      } finally {
        Scratch.discard(folder);
      }
    } catch (IOException e) {
      if (DiskFull.in(e)) {
        throw DiskFull.stop(Path.of(System.getProperty("java.io.tmpdir")));
      }
      return ClipResult.without(Outcome.FAILED, "not readable", String.valueOf(e.getMessage()));
    }
  }

  private ClipResult look(Path plain, long bytes, Judge judge)
      throws IOException, InterruptedException {
    // A picture or two may be hidden, whatever the boxes tell.
    boolean toldByBoxes =
        Mp4Structure.read(plain)
            .flatMap(MediaFile::picture)
            .filter(picture -> picture.frames() > 2)
            .isPresent();
    Judge.Wanted any = new Judge.Wanted(ANY_LENGTH / 2, true, ANY_LENGTH);
    Verdict verdict = judge.clip(plain, any, toldByBoxes);
    MediaFile file =
        verdict.isWhole() ? MediaFile.read(plain, with.tools().ffprobe()).orElse(null) : null;
    if (file != null && file.picture().isPresent()) {
      MediaFile.Picture picture = file.picture().get();
      verdict = Judge.times(picture, Judge.Wanted.of(picture.end()));
    }
    boolean whole = file != null && verdict.isWhole();
    return result(verdict, bytes, whole ? file.facts().orElse(null) : null);
  }

  private static ClipResult result(Verdict verdict, long bytes, MediaFacts media) {
    return new ClipResult(
        media != null ? Outcome.DONE : verdict.isBad() ? Outcome.DAMAGED : Outcome.FAILED,
        verdict.rule() == null ? "" : verdict.rule().toString(),
        verdict.words(),
        1,
        0,
        bytes,
        "",
        media);
  }
}
