package dev.kinetics.statistics;

import dev.kinetics.annotations.Clip;
import dev.kinetics.annotations.ClipPlaces;
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
import dev.kinetics.ffmpeg.Ffprobe;
import dev.kinetics.ffmpeg.Probe;
import dev.kinetics.ffmpeg.VideoStream;
import dev.kinetics.history.Details;
import dev.kinetics.history.Journals;
import dev.kinetics.history.Sections;
import dev.kinetics.journal.ClipResult;
import dev.kinetics.journal.Jobs;
import dev.kinetics.journal.Outcome;
import dev.kinetics.media.MediaFacts;
import dev.kinetics.run.Progress;
import dev.kinetics.run.StopSignal;
import dev.kinetics.tool.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * What there is of a list's clips, and what it is like: from the folders, each read once, and the
 * journals, or the files themselves.
 */
public final class Statistics {
  private static final long NANOS_OF_DAY = Duration.ofDays(1).toNanos();

  private final DatasetLayout layout;
  private final List<Clip> clips;

  // The last result of each clip that a journal tells, in the order of the clips: in columns, since
  // a release's 650,000 results take 20 MB more as objects.
  private final Outcome[] outcomes;
  private final String[] reasons;
  private final String[] details;
  private final long[] bytes;
  private final String[] sources;
  private final MediaFacts[] media;

  private final BitSet there = new BitSet();

  /** How the name of the file of each clip that is there ends. */
  private final String[] endings;

  /** Which clips' files, if there are any, are of another section than the list's. */
  private final BitSet ofOtherSection = new BitSet();

  /** Which clips that are not there have their frames. */
  private final BitSet framesAlone = new BitSet();

  /** Which clips that are not there, nor their frames, have their sound tracks. */
  private final BitSet soundAlone = new BitSet();

  /** How many files are of other sections than the list's, and so not of the clips. */
  private long otherSections;

  /** How many clips came in on each day, by its number since 1970, of universal time. */
  private final TreeMap<Long, Long> days = new TreeMap<>();

  /**
   * Reads the folders and the journals.
   *
   * @throws KineticsException when they can't be read
   */
  public Statistics(DatasetLayout layout, List<Clip> clips) {
    this.layout = layout;
    this.clips = clips;
    this.outcomes = new Outcome[clips.size()];
    this.reasons = new String[clips.size()];
    this.details = new String[clips.size()];
    this.bytes = new long[clips.size()];
    this.sources = new String[clips.size()];
    this.media = new MediaFacts[clips.size()];
    this.endings = new String[clips.size()];
    // Side by side: each takes seconds of a whole release.
    CompletableFuture<Void> journals = CompletableFuture.runAsync(this::readJournals);
    Inventory inventory = new Inventory(layout);
    for (int i = 0; i < clips.size(); i++) {
      Entry entry = inventory.entry(clips.get(i), Kind.VIDEO).orElse(null);
      if (entry != null) {
        there.set(i);
        endings[i] = entry.ending();
      } else if (inventory.has(clips.get(i), Kind.FRAMES)) {
        framesAlone.set(i);
      } else if (inventory.has(clips.get(i), Kind.SOUND)) {
        soundAlone.set(i);
      }
    }
    try {
      journals.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
    int found = there.cardinality();
    there.andNot(ofOtherSection);
    otherSections = found - there.cardinality();
  }

  private void readJournals() {
    ClipPlaces places = new ClipPlaces(clips);
    long[] tried = new long[clips.size()];
    long[] made = new long[clips.size()];
    Arrays.fill(made, Long.MIN_VALUE);
    Details bound = new Details();
    new Journals(layout.journals())
        .read(
            Jobs.DOWNLOAD,
            entry -> {
              int i = places.of(entry.split(), entry.clip());
              if (i < 0) {
                return;
              }
              if (outcomes[i] == null || entry.isAfter(tried[i], outcomes[i])) {
                tried[i] = entry.nanos();
                take(i, bound.bounded(entry.result()));
              }
              // A later attempt at another section may have failed.
              boolean makes =
                  entry.result().outcome().isThere() && entry.endMillis() > entry.startMillis();
              if (makes && entry.nanos() > made[i]) {
                made[i] = entry.nanos();
                ofOtherSection.set(i, Sections.isOther(layout.naming(), clips.get(i), entry));
              }
            });
    for (int i = 0; i < tried.length; i++) {
      if (outcomes[i] != null && outcomes[i].isThere()) {
        days.merge(Math.floorDiv(tried[i], NANOS_OF_DAY), 1L, Long::sum);
      }
    }
  }

  private void take(int i, ClipResult result) {
    outcomes[i] = result.outcome();
    reasons[i] = result.reason();
    details[i] = result.detail();
    bytes[i] = result.bytes();
    sources[i] = result.source();
    media[i] = result.media();
  }

  /**
   * Reads the files themselves in the journals' place.
   *
   * @throws KineticsException when ffprobe is missing
   */
  public void probe(Tools tools, StopSignal stopSignal, int workers, boolean quiet) {
    Ffprobe ffprobe = tools.ffprobe();
    List<Integer> found = there.stream().boxed().toList();
    boolean anyCompressed = found.stream().anyMatch(i -> entry(i).compressed());
    try (Scratch scratch = anyCompressed ? Scratch.open(layout) : null;
        Progress progress = new Progress("probe", found.size(), "clips", quiet)) {
      try (Results<Probed> results =
          Crew.each(
              Results.of(found),
              workers,
              "probe",
              i -> new Probed(i, probe(ffprobe, entry(i), scratch)))) {
        stopSignal.onStop(results::close);
        for (Probed next = results.next(); next != null; next = results.next()) {
          take(next.index(), next.result());
          progress.step(1, "");
        }
      }
    } catch (IOException e) {
      throw DiskFull.in(e)
          ? DiskFull.stop(layout.root())
          : KineticsException.stopped("scratch files can't be made: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private record Probed(int index, ClipResult result) {}

  private ClipResult probe(Ffprobe ffprobe, Entry entry, Scratch scratch)
      throws InterruptedException {
    Path file = entry.path(layout);
    Path folder = null;
    try {
      folder = entry.compressed() ? scratch.newFolder() : null;
      Path plain = folder == null ? file : CompressedClip.unpack(file, folder);
      Probe probe = ffprobe.probe(plain).orElse(null);
      if (probe != null && probe.video().isPresent()) {
        VideoStream video = probe.video().get();
        double seconds = video.seconds() > 0 ? video.seconds() : probe.seconds();
        return ClipResult.made(
            Outcome.DONE,
            Files.size(file),
            new MediaFacts(
                video.width(),
                video.height(),
                video.frameRate(),
                seconds,
                video.frames(),
                probe.audio().isPresent()));
      }
      return ClipResult.without(Outcome.DAMAGED, "no video file", "");
    } catch (IOException e) {
      return ClipResult.without(Outcome.DAMAGED, "not readable", e.getMessage());
    } finally {
      if (folder != null) {
        Scratch.discard(folder); // It goes with the run's whole scratch folder else.
      }
    }
  }

  /** The clips, in the order of the list. */
  public List<Clip> clips() {
    return clips;
  }

  /** How many clips that are not there have their frames. */
  long framesAlone() {
    return framesAlone.cardinality();
  }

  /** How many clips that are open have their frames. */
  public long openWithFrames() {
    return open(framesAlone);
  }

  /** How many clips that are open, and have no frames, have their sound tracks. */
  public long openWithSound() {
    return open(soundAlone);
  }

  private long open(BitSet some) {
    return some.stream().filter(i -> outcomes[i] == null || outcomes[i].isThere()).count();
  }

  /** How many files are of other sections than the list's: their clips are not there. */
  long otherSections() {
    return otherSections;
  }

  /** Whether a clip is there. */
  public boolean isThere(int index) {
    return there.get(index);
  }

  /** The file of a clip that is there. */
  public Path file(int index) {
    return entry(index).path(layout);
  }

  private Entry entry(int index) {
    return new Entry(clips.get(index), Kind.VIDEO, endings[index]);
  }

  /** How the name of its file ends. */
  public String ending(int index) {
    return endings[index];
  }

  /** A clip's last result that a journal tells, but for its tries and their time; or null. */
  public ClipResult last(int index) {
    return outcomes[index] == null
        ? null
        : new ClipResult(
            outcomes[index],
            reasons[index],
            details[index],
            1,
            0,
            bytes[index],
            sources[index],
            media[index]);
  }

  /** How many clips came in on each day from the first to the last, of universal time. */
  public Map<String, Long> days() {
    Map<String, Long> all = new LinkedHashMap<>();
    if (!days.isEmpty()) {
      for (long day = days.firstKey(); day <= days.lastKey(); day++) {
        all.put(LocalDate.ofEpochDay(day).toString(), days.getOrDefault(day, 0L));
      }
    }
    return all;
  }

  /** Counts by split and class, classes sorted. */
  Map<Split, Map<String, Tally>> tallies() {
    Map<Split, Map<String, Tally>> tallies = new EnumMap<>(Split.class);
    for (int i = 0; i < clips.size(); i++) {
      Clip clip = clips.get(i);
      tallies
          .computeIfAbsent(clip.split(), split -> new TreeMap<>())
          .computeIfAbsent(clip.label(), label -> new Tally())
          .count(there.get(i), last(i));
    }
    return tallies;
  }

  /** What the clips that are there are like. */
  public Shape shape() {
    Shape shape = new Shape();
    there.stream().forEach(i -> shape.count(bytes[i], media[i]));
    return shape;
  }
}
