package dev.kinetics.mirror;

import dev.kinetics.annotations.Clip;
import dev.kinetics.engine.Crew;
import dev.kinetics.engine.Ended;
import dev.kinetics.engine.Results;
import dev.kinetics.error.DiskFull;
import dev.kinetics.error.KineticsException;
import dev.kinetics.net.FetchFault;
import dev.kinetics.net.Http;
import dev.kinetics.net.Patience;
import dev.kinetics.process.StoppedException;
import dev.kinetics.source.ClipSource;
import dev.kinetics.source.Fetched;
import dev.kinetics.source.ToolLog;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One archive of the mirror, unpacked as it arrives; only wanted clips touch the disk. Of clips
 * that it lacks, or has not whole, nothing is said here, since another archive may have them.
 */
public final class ArchiveSource implements ClipSource {
  /** Knows of clips that need not be unpacked. */
  @FunctionalInterface
  public interface Known {
    /** Whether a clip is in its place already. */
    boolean isThere(Clip clip) throws InterruptedException;
  }

  private final MirrorArchive archive;
  private final MirrorSource.Options options;
  private final WantedClips wanted;
  private final ClipKeeper keeper;
  private final ToolLog log;
  private final Known known;
  private final Map<Clip, Fetched.Lost> damaged = new LinkedHashMap<>();
  private volatile boolean stopped;
  private ArchiveRead end;

  ArchiveSource(
      MirrorArchive archive,
      MirrorSource.Options options,
      WantedClips wanted,
      ClipKeeper keeper,
      ToolLog log,
      Known known) {
    this.archive = archive;
    this.options = options;
    this.wanted = wanted;
    this.keeper = keeper;
    this.log = log;
    this.known = known;
  }

  @Override
  public String name() {
    return MirrorSource.NAME;
  }

  /** The clips that may be in it. */
  public List<Clip> candidates() {
    return wanted.in(archive);
  }

  @Override
  public Results<Fetched> fetch(List<Clip> clips) {
    return Crew.start(1, 2, "archive", () -> stopped = true, out -> read(clips, out));
  }

  /** What is to be said of the archive, once all its clips are told of; null when it was ended. */
  public synchronized ArchiveRead end() {
    return end;
  }

  private void read(List<Clip> clips, Crew.Out<Fetched> out) throws InterruptedException {
    Map<String, Clip> names = new LinkedHashMap<>();
    clips.forEach(clip -> names.put(clip.timedName(), clip));
    ArchiveStore store =
        new ArchiveStore(
            Http.through(options.proxy()),
            Patience.LONG,
            options.release(),
            options.keepArchives(),
            () -> stopped);
    String failure = "";
    try {
      if (!names.isEmpty()) {
        try (ArchiveReader reader = new ArchiveReader(store.open(archive))) {
          unpack(reader, names, out);
        }
      }
    } catch (KineticsException | StoppedException e) {
      throw e;
    } catch (IOException e) {
      if (DiskFull.in(e)) {
        throw DiskFull.stop(keeper.scratch().folder());
      }
      if (e instanceof InterruptedIOException || Thread.currentThread().isInterrupted()) {
        throw new InterruptedException();
      }
      failure = failed(e, aside(store));
    } catch (RuntimeException e) {
      failure = failed(e, aside(store));
    }
    if (failure.isEmpty() && !damaged.isEmpty()) {
      failure = damagedHere(store);
    }
    List<Ended> bad = new ArrayList<>();
    damaged.forEach((clip, lost) -> bad.add(new Ended(clip, lost.result())));
    synchronized (this) {
      end = new ArchiveRead(archive, bad, failure);
    }
  }

  private String aside(ArchiveStore store) throws InterruptedException {
    try {
      return store.putAside(archive);
    } catch (InterruptedIOException e) {
      throw new InterruptedException();
    }
  }

  /** A clip may be damaged because the kept archive is, which the mirror's is not. */
  private String damagedHere(ArchiveStore store) throws InterruptedException {
    String aside = aside(store);
    return aside.isEmpty() ? "" : failed(new IOException("it is damaged"), aside);
  }

  /** Why clips may be in it all the same; empty where there is no such archive. */
  private String failed(Exception fault, String aside) {
    String line = archive.name() + ": " + fault.getMessage() + aside;
    log.line(line);
    return fault instanceof FetchFault missing && missing.kind() == FetchFault.Kind.MISSING
        ? ""
        : line;
  }

  private void unpack(ArchiveReader reader, Map<String, Clip> names, Crew.Out<Fetched> out)
      throws IOException, InterruptedException {
    for (String name = reader.nextClip(); name != null; name = reader.nextClip()) {
      if (stopped) {
        throw new InterruptedException();
      }
      Clip clip = names.containsKey(name) ? wanted.take(archive.split(), name) : null;
      if (clip == null) {
        continue;
      }
      Fetched fetched = null;
      boolean there = false;
      try {
        there = known.isThere(clip);
        fetched = there ? null : keeper.take(clip, reader.content());
      } finally {
        if (!there && !(fetched instanceof Fetched.Made)) {
          wanted.putBack(clip); // A second entry of the name may be whole.
        }
      }
      if (fetched instanceof Fetched.Lost lost) {
        damaged.put(clip, lost);
        continue;
      }
      damaged.remove(clip);
      names.remove(name);
      if (fetched != null) {
        out.put(fetched);
      }
      if (names.isEmpty() || wanted.isEmpty(archive.split())) {
        return;
      }
    }
    wanted.note(archive, reader.held());
  }
}
