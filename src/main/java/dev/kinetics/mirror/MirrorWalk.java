package dev.kinetics.mirror;

import dev.kinetics.annotations.Clip;
import dev.kinetics.annotations.Release;
import dev.kinetics.annotations.Split;
import dev.kinetics.engine.Answer;
import dev.kinetics.engine.Crew;
import dev.kinetics.engine.Ended;
import dev.kinetics.engine.Notes;
import dev.kinetics.engine.Results;
import dev.kinetics.engine.Workshop;
import dev.kinetics.journal.ClipResult;
import dev.kinetics.journal.Outcome;
import dev.kinetics.net.Http;
import dev.kinetics.net.Patience;
import dev.kinetics.source.ToolLog;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/**
 * One walk through the mirror's archives for some clips: which archives are read, wherever that is
 * done, and what is to be said of a clip that none of them had.
 */
public final class MirrorWalk implements Results<Ended> {
  private static final String REPLACEMENTS = "400/replacement_for_corrupted_k400.tgz";

  private static final int ASKED_AT_ONCE = 8;

  private final MirrorSource.Options options;
  private final Workshop<MirrorArchive, Answer<?>> workshop;
  private final Notes notes;
  private final Set<Clip> missing;
  private final Map<Clip, Ended> damaged = new HashMap<>();
  private final List<ArchiveRead> failures = new ArrayList<>();

  /** Those that are to be read, and of which nobody has told yet. */
  private final Set<MirrorArchive> open = new HashSet<>();

  private Results<? extends Answer<?>> current = Results.of(List.of());
  private Results<?> listing = current;
  private Elsewhere others;
  private int stage;
  private int untold;
  private boolean rerunTells;
  private boolean closed;

  /**
   * A walk.
   *
   * @param workshop where archives are read
   */
  public MirrorWalk(
      MirrorSource.Options options,
      Workshop<MirrorArchive, Answer<?>> workshop,
      Collection<Clip> clips,
      Notes notes) {
    this.options = options;
    this.workshop = workshop;
    this.notes = notes;
    this.missing = new LinkedHashSet<>(clips);
  }

  @Override
  public Ended next() throws InterruptedException {
    while (true) {
      Answer<?> answer = current.next();
      if (answer instanceof Ended ended) {
        missing.remove(ended.clip());
        damaged.remove(ended.clip());
        return ended;
      } else if (answer instanceof ArchiveRead read) {
        note(read);
      } else if (!goOn()) {
        return null;
      }
    }
  }

  private void note(ArchiveRead read) {
    open.remove(read.archive());
    for (Ended bad : read.damaged()) {
      if (missing.contains(bad.clip())) {
        damaged.put(bad.clip(), bad);
      }
    }
    if (!read.failure().isEmpty()) {
      failures.add(read);
    }
  }

  private boolean goOn() throws InterruptedException {
    // A machine that ends tells nothing more: what its archives hold is not known.
    for (MirrorArchive archive : open) {
      String words = archive.name() + ": nobody has read it to its end";
      failures.add(new ArchiveRead(archive, List.of(), words));
    }
    open.clear();
    stage++;
    List<MirrorArchive> archives =
        switch (stage) {
          case 1 -> listed().own();
          // Of 400, clips that are corrupt in their parts have an archive of their own.
          case 2 -> replacements();
          default -> List.of();
        };
    List<Ended> lost = stage == 3 ? lost() : List.of();
    synchronized (this) {
      if (closed || stage > 3) {
        return false;
      }
      open.addAll(archives);
      current =
          stage == 3
              ? Results.of(lost)
              : archives.isEmpty()
                  ? Results.of(List.<Ended>of())
                  : workshop.on(new ArrayList<>(missing), archives, notes);
      return true;
    }
  }

  /**
   * Archives that can hold one of the clips.
   *
   * @param own those to read, those of one class first
   * @param others those that other runs read
   */
  private record Listed(List<MirrorArchive> own, List<MirrorArchive> others) {}

  /** The archives, listed in a thread that can be ended. */
  private Listed listed() throws InterruptedException {
    AtomicBoolean stopped = new AtomicBoolean();
    ToolLog log = new ToolLog(notes.tools());
    Crew<Listed> found =
        Crew.start(
            1,
            1,
            "mirror",
            () -> stopped.set(true),
            out -> out.put(listed(options, missing, log, stopped::get)));
    synchronized (this) {
      if (closed) {
        found.close();
      }
      listing = found;
    }
    Listed listed = found.rest().stream().findFirst().orElse(new Listed(List.of(), List.of()));
    others = new Elsewhere(options, listed.others());
    return listed;
  }

  private static Listed listed(
      MirrorSource.Options options, Collection<Clip> clips, ToolLog log, BooleanSupplier stopped)
      throws InterruptedException {
    Http http = Http.through(options.proxy());
    MirrorLists lists =
        new MirrorLists(http, options.address(), options.release(), Patience.LONG, stopped);
    WantedClips wanted = new WantedClips(clips, options, log);
    List<MirrorArchive> ofClass = new ArrayList<>();
    List<MirrorArchive> mixed = new ArrayList<>();
    List<MirrorArchive> others = new ArrayList<>();
    for (Split split : Split.values()) {
      if (!wanted.isEmpty(split)) {
        int number = 0;
        for (MirrorArchive archive : lists.archives(split)) {
          if (options.isShared(split) && !options.share().isOwn(number++)) {
            others.add(archive);
          } else {
            (archive.label() == null ? mixed : ofClass).add(archive);
          }
        }
      }
    }
    ofClass.addAll(mixed);
    ofClass.removeIf(archive -> wanted.in(archive).isEmpty());
    return new Listed(ofClass, others);
  }

  private List<MirrorArchive> replacements() {
    boolean needed =
        options.release() == Release.KINETICS_400
            && damaged.keySet().stream().anyMatch(clip -> clip.split() == Split.TRAIN);
    URI address = options.address().resolve(REPLACEMENTS);
    String name = REPLACEMENTS.substring(REPLACEMENTS.indexOf('/') + 1);
    return needed ? List.of(new MirrorArchive(address, Split.TRAIN, null, name)) : List.of();
  }

  /**
   * What is to be said of the clips that no archive had. Of those that another run's archives may
   * hold nothing is, but what all together have found out already.
   */
  private List<Ended> lost() {
    List<Ended> told = new ArrayList<>();
    for (Clip clip : missing) {
      if (!options.isShared(clip.split())
          || damaged.containsKey(clip)
          || (options.share().isOwn(clip) && (hasFailed(clip) || others.isNowhere(clip)))) {
        told.add(lost(clip));
      } else {
        rerunTells |= options.share().isOwn(clip);
      }
    }
    untold = missing.size() - told.size();
    return told;
  }

  private boolean hasFailed(Clip clip) {
    return failures.stream().anyMatch(failure -> failure.archive().mayHold(clip));
  }

  /** Of how many clips nothing was said, since other runs read the archives that may hold them. */
  public int untold() {
    return untold;
  }

  /** Whether another run of this share may say it, once others have read their archives. */
  public boolean rerunTells() {
    return rerunTells;
  }

  /** What is to be said of a clip that no archive had: one that could not be read may have it. */
  private Ended lost(Clip clip) {
    for (ArchiveRead failure : failures) {
      if (failure.archive().mayHold(clip)) {
        return lost(clip, Outcome.FAILED, "archive", failure.failure());
      }
    }
    Ended found = damaged.get(clip);
    return found != null ? found : lost(clip, Outcome.GONE, "not at the mirror", "");
  }

  private static Ended lost(Clip clip, Outcome outcome, String reason, String detail) {
    return new Ended(
        clip, ClipResult.without(outcome, reason, detail).from(MirrorSource.NAME).after(1, 0));
  }

  /** What reading all archives that can hold the clips would stream. */
  static MirrorSource.Forecast forecast(
      MirrorSource.Options options, Collection<Clip> clips, ToolLog log)
      throws InterruptedException {
    ArchiveStore store =
        new ArchiveStore(
            Http.through(options.proxy()),
            Patience.LONG,
            options.release(),
            options.keepArchives(),
            () -> false);
    List<MirrorArchive> archives = listed(options, clips, log, () -> false).own();
    archives.removeIf(store::isKept);
    long bytes = 0;
    int unknown = 0;
    try (Results<Long> sizes =
        Crew.each(Results.of(archives), ASKED_AT_ONCE, "archive", store::size)) {
      for (Long size = sizes.next(); size != null; size = sizes.next()) {
        bytes += Math.max(0, size);
        unknown += size < 0 ? 1 : 0;
      }
    }
    return new MirrorSource.Forecast(archives.size(), bytes, unknown);
  }

  @Override
  public synchronized void close() {
    closed = true;
    listing.close();
    current.close();
  }
}
