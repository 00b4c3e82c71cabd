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
import dev.kinetics.history.Journals;
import dev.kinetics.history.LastResults;
import dev.kinetics.history.Sections;
import dev.kinetics.journal.Jobs;
import dev.kinetics.journal.Outcome;
import dev.kinetics.media.FrameFolder;
import dev.kinetics.media.Judge;
import dev.kinetics.media.MediaFacts;
import dev.kinetics.media.Verdict;
import dev.kinetics.media.Verdict.Rule;
import dev.kinetics.run.Progress;
import dev.kinetics.run.StopSignal;
import dev.kinetics.tool.Tools;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipException;

/** Checks what is on the disk against the annotations. */
public final class Verification {

  /**
   * What is checked, and how.
   *
   * @param layout the dataset
   * @param clips the clips whose files are checked
   * @param wholeList whether these are all clips of their splits, and not of some classes, so that
   *     other classes' folders do not belong
   * @param quick whether containers are read only and nothing is decoded
   * @param tolerance by how many seconds a clip may be longer or shorter than its section
   * @param bad what is done with what is bad
   * @param workers how many files at once
   * @param quiet whether to show no progress
   */
  public record Options(
      DatasetLayout layout,
      List<Clip> clips,
      boolean wholeList,
      boolean quick,
      double tolerance,
      Bad bad,
      int workers,
      boolean quiet) {}

  /**
   * What is done with what is bad.
   *
   * @param isPutAway whether it is put away at all
   * @param moveTo the folder that it is moved to; null to remove it
   */
  public record Bad(boolean isPutAway, Path moveTo) {}

  /**
   * What was found.
   *
   * @param checked how many files and folders of frames, of each kind
   * @param bad what is wrong with what
   * @param unchecked what could not be told, and why
   * @param foreign what does not belong
   * @param putAway how many of the bad were removed or moved
   * @param complete whether the check came to its end
   */
  public record Report(
      Map<Kind, Long> checked,
      Map<Path, Verdict> bad,
      Map<Path, String> unchecked,
      List<Path> foreign,
      long putAway,
      boolean complete) {}

  /** From the last frame to its line in the journal less than that passes. */
  private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(10);

  private final Options options;
  private final Tools tools;
  private final StopSignal stopSignal;
  private final BiConsumer<Path, Verdict> bad;

  /** Whose frames the journal counts. */
  private LastResults framesMade;

  /** Clips whose source is known to end early. */
  private LastResults shortClips;

  private final Map<Kind, Sections> sections = new EnumMap<>(Kind.class);
  private final ConcurrentLinkedQueue<Path> foreign = new ConcurrentLinkedQueue<>();
  private Judge judge;
  private Scratch scratch;

  /**
   * Makes a verification that ends when the signal comes.
   *
   * @param bad told at once what is found bad, and why; never by two threads
   */
  public Verification(
      Options options, Tools tools, StopSignal stopSignal, BiConsumer<Path, Verdict> bad) {
    this.options = options;
    this.tools = tools;
    this.stopSignal = stopSignal;
    this.bad = bad;
  }

  /**
   * Checks all there is.
   *
   * @throws KineticsException when nothing fits the clips, a tool is missing, or the dataset can't
   *     be read
   */
  public Report run() {
    List<Entry> entries = new ArrayList<>();
    Map<Kind, Long> checked = list(entries);
    if (entries.isEmpty()) {
      throw Elsewhere.nothingOf(options.layout(), options.clips().size());
    }
    Map<Looked, Verdict> badOnes = new HashMap<>();
    Map<Path, String> unchecked = new HashMap<>();
    judge = new Judge(tools.ffmpeg(), tools.ffprobe());
    readJournals();
    check(entries, badOnes, unchecked);
    boolean complete = !stopSignal.isReceived();
    // Only now: what a check says while everything is being ended is no reason to remove a file.
    Bad away = options.bad();
    long putAway =
        away.isPutAway() && complete
            ? new BadFiles(options.layout().root(), away.moveTo()).putAway(badOnes, unchecked)
            : 0;
    Map<Path, Verdict> verdicts = new TreeMap<>();
    badOnes.forEach((looked, verdict) -> verdicts.put(looked.path(), verdict));
    return new Report(
        checked, verdicts, unchecked, foreign.stream().sorted().toList(), putAway, complete);
  }

  private Map<Kind, Long> list(List<Entry> entries) {
    Inventory inventory = new Inventory(options.layout());
    Map<Kind, Long> checked = new HashMap<>();
    for (Kind kind : Kind.values()) {
      int before = entries.size();
      Set<Path> shared = sharedFolders(kind);
      inventory.read(
          kind,
          options.clips(),
          entries::add,
          path -> {
            // Other classes' clips lie in the same folder.
            if (options.wholeList() || !shared.contains(path.getParent())) {
              foreign.add(path);
            }
          });
      if (options.wholeList()) {
        foreign.addAll(inventory.unknownClasses(kind, options.clips()));
      }
      checked.put(kind, (long) (entries.size() - before));
    }
    return checked;
  }

  /** The folders in which clips of all classes lie. */
  private Set<Path> sharedFolders(Kind kind) {
    return Stream.of(Split.values())
        .filter(split -> !options.layout().hasClassFolders(split))
        .map(split -> options.layout().splitFolder(split, kind))
        .collect(Collectors.toSet());
  }

  private void readJournals() {
    Journals journals = new Journals(options.layout().journals());
    for (Kind kind : Kind.values()) {
      sections.put(kind, journals.sections(Jobs.making(kind), options.layout().naming()));
    }
    framesMade = journals.last(Jobs.FRAMES, outcome -> outcome == Outcome.DONE);
    shortClips = journals.last(Jobs.DOWNLOAD, outcome -> outcome == Outcome.SHORT);
  }

  private void check(
      List<Entry> entries, Map<Looked, Verdict> badOnes, Map<Path, String> unchecked) {
    boolean anyCompressed = entries.stream().anyMatch(Entry::compressed);
    try (Scratch own = anyCompressed ? scratch() : null;
        Progress progress = new Progress("verify", entries.size(), "files", options.quiet())) {
      scratch = own;
      try (Results<Checked> results =
          Crew.each(Results.of(entries), options.workers(), "verify", this::look)) {
        stopSignal.onStop(results::close);
        for (Checked next = results.next(); next != null; next = results.next()) {
          Path path = next.path();
          Verdict verdict = next.verdict();
          if (verdict.isBad() && next.looked() != null) {
            badOnes.put(next.looked(), verdict);
            bad.accept(path, verdict);
          } else if (!verdict.isWhole()) {
            unchecked.put(path, verdict.words());
          }
          progress.step(1, badOnes.isEmpty() ? "" : badOnes.size() + " bad");
        }
      }
    } catch (IOException e) {
      throw DiskFull.in(e)
          ? DiskFull.stop(options.layout().root())
          : KineticsException.stopped("scratch files can't be made: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Where clips are unpacked; null where nothing can be written into the dataset. */
  private Scratch scratch() throws IOException {
    try {
      return Scratch.open(options.layout());
    } catch (IOException e) {
      if (DiskFull.in(e)) {
        throw e;
      }
      return null;
    }
  }

  /**
   * A verdict.
   *
   * @param looked what it is about; null where that can't be told
   */
  private record Checked(Path path, Looked looked, Verdict verdict) {}

  private Checked look(Entry entry) throws InterruptedException {
    Path path = entry.path(options.layout());
    try {
      Looked before = Looked.at(path);
      return new Checked(path, before, check(entry));
    } catch (IOException e) {
      return new Checked(path, null, Verdict.notTold("it can't be read: " + e.getMessage()));
    }
  }

  private Verdict check(Entry entry) throws InterruptedException {
    Path path = entry.path(options.layout());
    try {
      if (!Files.isReadable(path)) {
        return Verdict.notTold("it can't be read");
      }
      Sections made = sections.get(entry.kind());
      if (made.isOther(entry.clip())) {
        return Verdict.bad(
            Rule.SECTION,
            "it is of "
                + made.words(entry.clip())
                + " and not of "
                + Sections.words(entry.clip().startMillis(), entry.clip().endMillis()));
      }
      if (entry.kind() == Kind.FRAMES) {
        return frames(entry, path);
      }
      if (!Files.isRegularFile(path)) {
        return Verdict.bad(Rule.FORM, "it is no file");
      }
      if (entry.kind() == Kind.SOUND) {
        return judge.track(path, options.quick());
      }
      return entry.compressed() ? compressed(entry.clip(), path) : video(entry.clip(), path);
    } catch (IOException e) {
      if (DiskFull.in(e)) {
        throw DiskFull.stop(
            scratch == null
                ? Path.of(System.getProperty("java.io.tmpdir"))
                : options.layout().root());
      }
      return Verdict.notTold("it can't be read: " + e.getMessage());
    }
  }

  private Verdict video(Clip clip, Path file) throws IOException, InterruptedException {
    Judge.Wanted wanted =
        new Judge.Wanted(
            clip.length().toMillis() / 1000.0,
            shortClips.of(clip).isPresent(),
            options.tolerance());
    return judge.clip(file, wanted, options.quick());
  }

  private Verdict compressed(Clip clip, Path file) throws IOException, InterruptedException {
    Path folder =
        scratch == null ? Files.createTempDirectory("kinetics-verify") : scratch.newFolder();
    try {
      return video(clip, CompressedClip.unpack(file, folder));
    } catch (ZipException | EOFException e) {
      return Verdict.bad(Rule.CUT_OFF, "its gzip is damaged or cut off");
    } finally {
      Scratch.discard(folder);
    }
  }

  private Verdict frames(Entry entry, Path path) throws IOException, InterruptedException {
    FrameFolder folder = FrameFolder.read(path);
    foreign.addAll(folder.foreign());
    // The run that made them knows best: it may have been told to take fewer a second.
    LastResults.Booked booked = framesMade.of(entry.clip()).orElse(null);
    MediaFacts media = booked == null ? null : booked.result().media();
    long made = media == null ? 0 : media.frames();
    if (made > 0
        && folder.fault().isEmpty()
        && folder.frames() != made
        && Files.getLastModifiedTime(path)
            .toInstant()
            .plus(CLOCKS_DIFFER)
            .isBefore(booked.time())) {
      // A clock went back, or another machine's does: the journal may speak of older frames.
      return Verdict.notTold(
          "it is older than what the journal says of it ("
              + made
              + " frames); make it again with"
              + " 'kinetics frames --overwrite' if it is wrong");
    }
    Path video =
        Inventory.find(options.layout(), entry.clip(), Kind.VIDEO)
            .filter(found -> !found.compressed())
            .map(found -> found.path(options.layout()))
            .orElse(options.layout().path(entry.clip(), Kind.VIDEO));
    return judge.frames(folder, made, video);
  }
}
