package dev.kinetics.inspect;

import dev.kinetics.annotations.Clip;
import dev.kinetics.annotations.Split;
import dev.kinetics.dataset.CompressedClip;
import dev.kinetics.dataset.DatasetLayout;
import dev.kinetics.dataset.DatasetLayout.Kind;
import dev.kinetics.dataset.Inventory;
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
import dev.kinetics.journal.Journals;
import dev.kinetics.journal.Outcome;
import dev.kinetics.journal.RunHeader;
import dev.kinetics.media.Judge;
import dev.kinetics.media.MediaFacts;
import dev.kinetics.media.MediaFile;
import dev.kinetics.media.Verdict;
import dev.kinetics.run.Progress;
import dev.kinetics.run.StopSignal;
import dev.kinetics.tool.Tools;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.zip.ZipException;

/**
 * What the clips that are there are like: from the journals, as far as they tell of a file of just
 * this size; else by looking into the file once, which is booked, so that nobody looks again.
 */
public final class ClipFacts {
  /** Whatever its length: how long a foreign clip should be, nobody knows. */
  private static final double ANY_LENGTH = 1e9;

  private static final List<String> TOLD_BY = List.of(Jobs.DOWNLOAD, Jobs.RESIZE, Jobs.LOOK);

  private final DatasetLayout layout;
  private final List<Clip> clips;
  private final Entry[] files;
  private final long[] bytes;
  private final ClipResult[] told;

  private ClipFacts(DatasetLayout layout, List<Clip> clips) {
    this.layout = layout;
    this.clips = clips;
    this.files = new Entry[clips.size()];
    this.bytes = new long[clips.size()];
    this.told = new ClipResult[clips.size()];
  }

  /**
   * How it is looked into files of which no journal tells.
   *
   * @param release what the journal calls the release
   * @param workers how many at once
   * @param quiet whether no progress is shown
   */
  public record Looking(
      Tools tools, StopSignal stopSignal, String release, int workers, boolean quiet) {}

  /**
   * Reads the folders and the journals, and looks into the other files.
   *
   * @throws KineticsException when they can't be read, or a tool is missing that is needed
   */
  public static ClipFacts read(DatasetLayout layout, List<Clip> clips, Looking looking) {
    ClipFacts facts = new ClipFacts(layout, clips);
    facts.readFolders();
    facts.readJournals();
    List<Integer> unknown =
        IntStream.range(0, clips.size())
            .filter(i -> facts.files[i] != null && facts.told[i] == null)
            .boxed()
            .toList();
    if (!unknown.isEmpty()) {
      facts.look(unknown, looking);
    }
    return facts;
  }

  private void readFolders() {
    Inventory inventory = new Inventory(layout);
    for (int i = 0; i < files.length; i++) {
      files[i] = inventory.entry(clips.get(i), Kind.VIDEO).orElse(null);
    }
    IntStream.range(0, files.length)
        .parallel()
        .filter(i -> files[i] != null)
        .forEach(i -> bytes[i] = size(files[i].path(layout)));
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      return -1; // Removed just now.
    }
  }

  private void readJournals() {
    Map<Split, Map<String, Integer>> places = new EnumMap<>(Split.class);
    for (int i = 0; i < clips.size(); i++) {
      if (files[i] != null) {
        Clip clip = clips.get(i);
        places.computeIfAbsent(clip.split(), split -> new HashMap<>()).put(clip.name(), i);
      }
    }
    Instant[] times = new Instant[clips.size()];
    new Journals(layout.journals())
        .read(
            entry -> {
              Integer i = places.getOrDefault(entry.split(), Map.of()).get(entry.clip());
              if (i != null && tells(entry, files[i], bytes[i]) && !isOlder(entry, times[i])) {
                times[i] = entry.time();
                told[i] = entry.result();
              }
            });
  }

  private static boolean isOlder(JournalEntry entry, Instant time) {
    return time != null && entry.time().isBefore(time);
  }

  /** Of a clip in gzip the download booked the size that it has without. */
  private static boolean tells(JournalEntry entry, Entry file, long bytes) {
    ClipResult result = entry.result();
    boolean isLook = entry.job().equals(Jobs.LOOK);
    return TOLD_BY.contains(entry.job())
        && (isLook || result.outcome().isThere() && result.media() != null)
        && (result.bytes() == bytes || file.compressed() && !isLook);
  }

  private record Looked(int index, ClipResult result) {}

  private void look(List<Integer> unknown, Looking looking) {
    Judge judge = new Judge(looking.tools().ffmpeg(), looking.tools().ffprobe());
    boolean compressed = unknown.stream().anyMatch(i -> files[i].compressed());
    RunHeader header =
        new RunHeader(
            Instant.now(), Jobs.LOOK, looking.release(), unknown.size(), RunHeader.Program.UNKNOWN);
    try (Scratch scratch = compressed ? Scratch.open(layout) : null;
        Journal journal = new Journal(layout.journals(), () -> header);
        Progress progress = new Progress("look", unknown.size(), "clips", looking.quiet());
        Results<Looked> results =
            Crew.each(
                Results.of(unknown),
                looking.workers(),
                "look",
                i -> new Looked(i, look(i, judge, looking.tools(), scratch)))) {
      looking.stopSignal().onStop(results::close);
      boolean kept = true;
      for (Looked next = results.next(); next != null; next = results.next()) {
        told[next.index()] = next.result();
        if (kept && next.result().outcome() != Outcome.FAILED) {
          kept = book(journal, looking.release(), next);
        }
        progress.step(1, "");
      }
    } catch (IOException e) {
      throw DiskFull.in(e)
          ? DiskFull.stop(layout.root())
          : KineticsException.badInput(
              "the dataset folder " + layout.root() + " can't be written (" + e.getMessage() + ")");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether what was found could be kept: where nothing can be written, it is looked again. */
  private boolean book(Journal journal, String release, Looked looked) {
    try {
      journal.append(
          JournalEntry.of(Jobs.LOOK, release, clips.get(looked.index()), looked.result()));
      return true;
    } catch (KineticsException e) {
      return false;
    }
  }

  private ClipResult look(int i, Judge judge, Tools tools, Scratch scratch)
      throws InterruptedException {
    Path file = files[i].path(layout);
    try {
      Path folder = files[i].compressed() ? scratch.newFolder() : null;
      try {
        Path plain = folder == null ? file : CompressedClip.unpack(file, folder);
        Judge.Wanted any = new Judge.Wanted(ANY_LENGTH / 2, true, ANY_LENGTH);
        Verdict verdict = judge.clip(plain, any, true);
        MediaFacts media =
            verdict.isWhole()
                ? MediaFile.read(plain, tools.ffprobe()).flatMap(MediaFile::facts).orElse(null)
                : null;
        return new ClipResult(
            media != null ? Outcome.DONE : verdict.isBad() ? Outcome.DAMAGED : Outcome.FAILED,
            verdict.rule() == null ? "" : verdict.rule().toString(),
            verdict.words(),
            1,
            0,
            bytes[i],
            "",
            media);
      } finally {
        if (folder != null) {
          Scratch.delete(folder);
        }
      }
    } catch (ZipException | EOFException e) {
      return damaged(i, "its gzip is damaged or cut off");
    } catch (IOException e) {
      return ClipResult.without(Outcome.FAILED, "not readable", String.valueOf(e.getMessage()));
    }
  }

  private ClipResult damaged(int i, String words) {
    return new ClipResult(Outcome.DAMAGED, "cut-off", words, 1, 0, bytes[i], "", null);
  }

  /** Whether a clip is there. */
  public boolean isThere(int i) {
    return files[i] != null;
  }

  /** What is known of the file of a clip that is there; its media are null where it is none. */
  public ClipResult file(int i) {
    return told[i];
  }

  /** The clips that are there and pass, in their order. */
  public List<Clip> passing(ClipFilter filter) {
    List<Clip> passing = new ArrayList<>();
    for (int i = 0; i < clips.size(); i++) {
      if (told[i] != null && filter.accepts(told[i].media())) {
        passing.add(clips.get(i));
      }
    }
    return passing;
  }
}
