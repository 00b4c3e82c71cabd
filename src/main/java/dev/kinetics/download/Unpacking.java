package dev.kinetics.download;

import dev.kinetics.annotations.Clip;
import dev.kinetics.engine.Answer;
import dev.kinetics.engine.Crew;
import dev.kinetics.engine.Ended;
import dev.kinetics.engine.Notes;
import dev.kinetics.engine.Results;
import dev.kinetics.engine.Workshop;
import dev.kinetics.mirror.ArchiveRead;
import dev.kinetics.mirror.ArchiveSource;
import dev.kinetics.mirror.MirrorArchive;
import dev.kinetics.mirror.MirrorSource;
import dev.kinetics.pass.ClipEncoding;
import dev.kinetics.source.ClipSource;
import dev.kinetics.source.EncodedSource;
import dev.kinetics.source.ToolLog;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Reads archives of the mirror and puts their clips into the dataset. What all archives have in
 * common are the clips that are wanted. An archive is told of when all of its clips are.
 *
 * @param placing what this process needs for it
 */
record Unpacking(Placing placing) implements Workshop<MirrorArchive, Answer<?>> {
  @Override
  public Results<Answer<?>> on(Object common, List<MirrorArchive> archives, Notes notes) {
    @SuppressWarnings("unchecked") // As MirrorWalk has it.
    List<Clip> all = (List<Clip>) common;
    // On a cluster each archive is one call: a table of all clips for each would fill the memory.
    List<Clip> wanted = archives.size() == 1 ? held(all, archives.get(0)) : all;
    MirrorSource mirror =
        new MirrorSource(
            placing.options().mirror(),
            wanted,
            placing.scratch(),
            placing.tools().ffprobe(),
            new ToolLog(notes.tools()));
    int readers = Math.max(1, Math.min(placing.workers(), archives.size()));
    return new Call(mirror, archives.iterator(), readers).start();
  }

  private static List<Clip> held(List<Clip> clips, MirrorArchive archive) {
    return clips.stream().filter(archive::mayHold).toList();
  }

  /** One call: a few readers take archives from a line. */
  private final class Call {
    private final MirrorSource mirror;
    private final Iterator<MirrorArchive> left;
    private final int readers;
    private final Set<Results<Ended>> running = ConcurrentHashMap.newKeySet();
    private volatile boolean stopped;

    Call(MirrorSource mirror, Iterator<MirrorArchive> left, int readers) {
      this.mirror = mirror;
      this.left = left;
      this.readers = readers;
    }

    Results<Answer<?>> start() {
      return Crew.startUninterrupted(
          readers,
          2 * readers,
          "mirror",
          this::stop,
          out -> {
            for (MirrorArchive next = next(); next != null; next = next()) {
              read(next, out);
            }
          });
    }

    private void stop() {
      stopped = true;
      running.forEach(Results::close);
    }

    private MirrorArchive next() {
      synchronized (left) {
        return !stopped && left.hasNext() ? left.next() : null;
      }
    }

    private void read(MirrorArchive archive, Crew.Out<Answer<?>> out) throws InterruptedException {
      ArchiveSource source = mirror.archive(archive, clip -> isThere(clip, out));
      try (Results<Ended> clips = placing.place(sized(source), source.candidates())) {
        running.add(clips);
        if (stopped) {
          stop();
        }
        for (Ended ended = clips.next(); ended != null; ended = clips.next()) {
          out.put(ended);
        }
        running.remove(clips);
      }
      ArchiveRead end = source.end();
      if (end != null) {
        out.put(end);
      }
    }

    /** Whether an earlier attempt at the archive has put it into place; then it is told of. */
    private boolean isThere(Clip clip, Crew.Out<Answer<?>> out) throws InterruptedException {
      Ended found = placing.found(MirrorSource.NAME, clip);
      if (found != null) {
        out.put(found);
      }
      return found != null;
    }

    private ClipSource sized(ArchiveSource source) {
      Download.Keeping keeping = placing.options().keeping();
      if (!keeping.sizeIsAsked() && keeping.beside().clips()) {
        return source;
      }
      int cores = Runtime.getRuntime().availableProcessors();
      int atOnce = placing.threads() > 0 ? placing.threads() : (cores + readers - 1) / readers;
      ClipEncoding size =
          keeping.sizeIsAsked()
              ? placing.encoding().withThreads(1)
              : new ClipEncoding(0, 0, false, 1);
      return new EncodedSource(source, placing.tools(), size, keeping.beside(), atOnce);
    }
  }

  @Override
  public void close() {
    placing.close();
  }
}
