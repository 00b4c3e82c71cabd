package dev.kinetics.mirror;

import dev.kinetics.annotations.Clip;
import dev.kinetics.annotations.Release;
import dev.kinetics.annotations.Split;
import dev.kinetics.engine.Crew;
import dev.kinetics.engine.Results;
import dev.kinetics.error.DiskFull;
import dev.kinetics.error.KineticsException;
import dev.kinetics.journal.Outcome;
import dev.kinetics.net.FetchFault;
import dev.kinetics.net.Http;
import dev.kinetics.net.Patience;
import dev.kinetics.process.StoppedException;
import dev.kinetics.source.Fetched;
import dev.kinetics.source.ToolLog;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** One walk through the mirror's archives for some clips. */
final class MirrorFetch {
  private static final String REPLACEMENTS = "400/replacement_for_corrupted_k400.tgz";

  private static final int ASKED_AT_ONCE = 8;

  private final MirrorSource.Options options;
  private final MirrorLists lists;
  private final ArchiveStore store;
  private final ArchiveLedger ledger;
  private final ClipKeeper keeper;
  private final ToolLog log;
  private final Set<Clip> missing;
  private final Map<Split, Map<String, Clip>> wanted = new EnumMap<>(Split.class);
  private final Map<Clip, Fetched> damaged = new ConcurrentHashMap<>();
  private final Collection<Failure> failures = new ConcurrentLinkedQueue<>();
  private volatile boolean stopped;

  /** An archive that could not be read: who may be in it is not gone. */
  private record Failure(MirrorArchive archive, String line) {
    boolean mayHold(Clip clip) {
      return archive.split() == clip.split() && MirrorFetch.mayHold(archive, clip);
    }
  }

  MirrorFetch(
      MirrorSource.Options options,
      Http http,
      Patience patience,
      Collection<Clip> clips,
      ClipKeeper keeper,
      ToolLog log) {
    this.options = options;
    this.keeper = keeper;
    this.log = log;
    this.lists =
        new MirrorLists(http, options.address(), options.release(), patience, () -> stopped);
    this.store =
        new ArchiveStore(http, patience, options.release(), options.keepArchives(), () -> stopped);
    this.ledger = new ArchiveLedger(options.booked(), options.release());
    this.missing = new LinkedHashSet<>(clips);
    for (Split split : Split.values()) {
      wanted.put(split, new ConcurrentHashMap<>());
    }
    clips.forEach(clip -> wanted.get(clip.split()).putIfAbsent(clip.timedName(), clip));
  }

  /**
   * Begins.
   *
   * @param workers how many archives are read at once
   */
  Results<Fetched> start(int workers) {
    return Crew.start(1, 1, "mirror", () -> stopped = true, out -> walk(workers, out));
  }

  /** What reading all archives that can hold the clips would stream. */
  MirrorSource.Forecast forecast() throws InterruptedException {
    List<MirrorArchive> archives = new ArrayList<>(archives());
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

  private void walk(int workers, Crew.Out<Fetched> out) throws InterruptedException {
    readAll(archives(), workers, out);
    if (!stopped) {
      // Of 400, clips that are corrupt in their parts have an archive of their own.
      readAll(replacements(), 1, out);
    }
    if (!stopped) {
      missing.forEach(clip -> out.put(missing(clip)));
    }
  }

  /** The archives that can hold a clip that is still wanted: those of one class first. */
  private List<MirrorArchive> archives() throws InterruptedException {
    List<MirrorArchive> ofClass = new ArrayList<>();
    List<MirrorArchive> mixed = new ArrayList<>();
    for (Split split : Split.values()) {
      if (!wanted.get(split).isEmpty()) {
        for (MirrorArchive archive : lists.archives(split)) {
          (archive.label() == null ? mixed : ofClass).add(archive);
        }
      }
    }
    ofClass.addAll(mixed);
    ofClass.removeIf(archive -> candidates(archive).isEmpty());
    return ofClass;
  }

  private List<MirrorArchive> replacements() {
    boolean needed =
        options.release() == Release.KINETICS_400
            && damaged.keySet().stream().anyMatch(clip -> clip.split() == Split.TRAIN);
    URI address = options.address().resolve(REPLACEMENTS);
    String name = REPLACEMENTS.substring(REPLACEMENTS.indexOf('/') + 1);
    return needed ? List.of(new MirrorArchive(address, Split.TRAIN, null, name)) : List.of();
  }

  private void readAll(List<MirrorArchive> archives, int workers, Crew.Out<Fetched> out)
      throws InterruptedException {
    Iterator<MirrorArchive> left = archives.iterator();
    int readers = Math.min(workers, archives.size());
    try (Crew<Fetched.Made> made =
        Crew.start(
            readers,
            2 * readers,
            "archive",
            () -> stopped = true,
            clips -> {
              for (MirrorArchive next = next(left); next != null; next = next(left)) {
                read(next, clips);
              }
            })) {
      for (Fetched.Made clip = made.next(); clip != null; clip = made.next()) {
        missing.remove(clip.clip());
        out.put(clip);
      }
    }
  }

  private MirrorArchive next(Iterator<MirrorArchive> left) {
    synchronized (left) {
      return !stopped && left.hasNext() ? left.next() : null;
    }
  }

  /** Reads an archive. What it lacks, another one may have. */
  private void read(MirrorArchive archive, Crew.Out<Fetched.Made> out) throws InterruptedException {
    Set<String> names = candidates(archive);
    if (names.isEmpty()) {
      return;
    }
    try (ArchiveReader reader = new ArchiveReader(store.open(archive))) {
      unpack(archive, reader, names, out);
    } catch (KineticsException | StoppedException e) {
      throw e;
    } catch (IOException e) {
      if (DiskFull.in(e)) {
        throw DiskFull.stop(keeper.scratch().folder());
      }
      if (e instanceof InterruptedIOException || Thread.currentThread().isInterrupted()) {
        throw new InterruptedException();
      }
      if (e instanceof FetchFault fault && fault.kind() == FetchFault.Kind.MISSING) {
        log.line(archive.name() + ": " + e.getMessage());
      } else {
        failed(archive, e);
      }
    } catch (RuntimeException e) {
      failed(archive, e);
    }
  }

  private void failed(MirrorArchive archive, Exception fault) {
    String line = archive.name() + ": " + fault.getMessage();
    log.line(line);
    failures.add(new Failure(archive, line));
  }

  private void unpack(
      MirrorArchive archive, ArchiveReader reader, Set<String> names, Crew.Out<Fetched.Made> out)
      throws IOException, InterruptedException {
    Map<String, Clip> ofSplit = wanted.get(archive.split());
    for (String name = reader.nextClip(); name != null; name = reader.nextClip()) {
      if (stopped) {
        throw new InterruptedException();
      }
      Clip clip = names.contains(name) ? ofSplit.remove(name) : null;
      if (clip == null) {
        continue;
      }
      Fetched fetched = null;
      try {
        fetched = keeper.take(clip, reader.content());
      } finally {
        if (!(fetched instanceof Fetched.Made)) {
          ofSplit.put(name, clip); // A second entry of the name may be whole.
        }
      }
      if (fetched instanceof Fetched.Made made) {
        damaged.remove(clip);
        out.put(made);
        names.remove(name);
        if (names.isEmpty() || ofSplit.isEmpty()) {
          return;
        }
      } else {
        damaged.put(clip, fetched);
      }
    }
    ledger.note(archive, reader.held());
  }

  /** What is to be said of a clip that no archive had. */
  private Fetched missing(Clip clip) {
    Fetched found = damaged.get(clip);
    for (Failure failure : failures) {
      if (failure.mayHold(clip)) {
        return lost(clip, Outcome.FAILED, "archive", failure.line());
      }
    }
    return found != null ? found : lost(clip, Outcome.GONE, "not at the mirror", "");
  }

  private static Fetched lost(Clip clip, Outcome outcome, String reason, String detail) {
    Fetched.Origin origin = new Fetched.Origin(MirrorSource.NAME, 1, 0);
    return new Fetched.Lost(clip, origin, outcome, reason, detail);
  }

  private static boolean mayHold(MirrorArchive archive, Clip clip) {
    return archive.label() == null
        || clip.label().isEmpty()
        || archive.label().equals(clip.label());
  }

  /** The names in an archive that are wanted, as far as one can know before reading it. */
  private Set<String> candidates(MirrorArchive archive) {
    Set<String> names = new HashSet<>();
    wanted
        .get(archive.split())
        .forEach(
            (name, clip) -> {
              if (mayHold(archive, clip)) {
                names.add(name);
              }
            });
    if (!options.asksAnew() && !names.isEmpty()) {
      try {
        ledger.holdings(archive).ifPresent(names::retainAll);
      } catch (IOException e) {
        log.line(archive.name() + ": what it holds can't be read (" + e.getMessage() + ")");
      }
    }
    return names;
  }
}
