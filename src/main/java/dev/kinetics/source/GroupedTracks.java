package dev.kinetics.source;

import dev.kinetics.engine.Crew;
import dev.kinetics.engine.Results;
import dev.kinetics.error.DiskFull;
import dev.kinetics.ffmpeg.Ffmpeg;
import dev.kinetics.journal.ClipResult;
import dev.kinetics.journal.Outcome;
import dev.kinetics.media.Judge;
import dev.kinetics.media.MediaFacts;
import dev.kinetics.pass.Pass;
import dev.kinetics.pass.SoundStyle;
import dev.kinetics.process.ToolResult;
import dev.kinetics.tool.Tools;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Encodes the sound tracks of clips that a pass has left as samples, several in one ffmpeg, whose
 * start costs as much as the work on one. A clip waits for that a few seconds at most.
 */
public final class GroupedTracks implements Results<Fetched> {
  private static final int MOST = 8;
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(8);

  private final Crew<Fetched> fetched;
  private final Ffmpeg encoder;
  private final Judge judge;
  private final List<Fetched.Made> held = new ArrayList<>();
  private final Deque<Fetched> ready = new ArrayDeque<>();
  private long dueNanos;

  GroupedTracks(Results<Fetched> fetched, Ffmpeg encoder, Judge judge) {
    this.fetched = Crew.each(fetched, 1, "tracks", next -> next);
    this.encoder = encoder;
    this.judge = judge;
  }

  /** What came of clips, with all of their tracks made. */
  public static Results<Fetched> of(Results<Fetched> fetched, Tools tools, Beside beside) {
    if (beside.sound() == null) {
      return fetched;
    }
    Judge judge = new Judge(tools.ffmpeg(), tools.ffprobe());
    return encoder(tools.ffmpeg(), tools, beside)
        .<Results<Fetched>>map(encoder -> new GroupedTracks(fetched, encoder, judge))
        .orElse(fetched);
  }

  /**
   * The ffmpeg for tracks, where it is another one than that for pictures: of MP3 encoders not all
   * are quick.
   */
  static Optional<Ffmpeg> encoder(Ffmpeg pictures, Tools tools, Beside beside) {
    boolean makesMp3 = beside.sound() != null && beside.sound().format() == SoundStyle.Format.MP3;
    return Optional.of(makesMp3 ? tools.soundFfmpeg() : pictures)
        .filter(ffmpeg -> !ffmpeg.tool().equals(pictures.tool()));
  }

  /** What is to be said of a track that was made. */
  static ClipResult result(Path track, Judge judge) throws IOException, InterruptedException {
    return judge.isEmptyTrack(track)
        ? ClipResult.without(Outcome.SILENT, "empty sound track", "")
        : ClipResult.made(Outcome.DONE, Files.size(track), new MediaFacts(0, 0, 0, 0, 0, true));
  }

  @Override
  public synchronized Fetched next() throws InterruptedException {
    while (ready.isEmpty()) {
      Duration left = Duration.ofNanos(Math.max(0, dueNanos - System.nanoTime()));
      if (held.size() == MOST || !held.isEmpty() && !fetched.await(left)) {
        encodeHeld();
        continue;
      }
      Fetched next;
      try {
        next = fetched.next();
      } catch (RuntimeException e) {
        if (held.isEmpty()) {
          throw e;
        }
        encodeHeld(); // What was made before counts; the fault comes again.
        continue;
      }
      if (next instanceof Fetched.Made made && samples(made) != null) {
        dueNanos = held.isEmpty() ? System.nanoTime() + LONGEST_WAIT.toNanos() : dueNanos;
        held.add(made);
      } else if (next != null) {
        ready.add(next);
      } else if (held.isEmpty()) {
        return null;
      } else {
        encodeHeld();
      }
    }
    return ready.remove();
  }

  /** The track that is to be encoded yet; null where there is none. */
  private static Extra samples(Fetched.Made made) {
    return made.extras().stream().filter(extra -> extra.samples() != null).findAny().orElse(null);
  }

  private void encodeHeld() throws InterruptedException {
    try {
      long start = System.nanoTime();
      boolean well = held.size() > 1 && isWell(encode(held));
      double seconds = (System.nanoTime() - start) / 1e9 / held.size();
      while (!held.isEmpty()) {
        // Where one has a fault, it costs its own track; none is told of twice.
        Fetched.Made made = held.remove(0);
        ready.add(
            well ? made.with(result(samples(made).file(), judge).after(1, seconds)) : alone(made));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Fetched.Made alone(Fetched.Made made) throws IOException, InterruptedException {
    long start = System.nanoTime();
    ToolResult ended = encode(List.of(made));
    ClipResult result =
        isWell(ended)
            ? result(samples(made).file(), judge)
            : ended.killed()
                ? ClipResult.without(Outcome.FAILED, "ffmpeg was killed", ended.killedHow())
                : ClipResult.without(Outcome.FAILED, "unknown", ended.firstErrorLine());
    return made.with(result.after(1, (System.nanoTime() - start) / 1e9));
  }

  private ToolResult encode(List<Fetched.Made> clips) throws InterruptedException {
    Map<Pass.Unencoded, Path> tracks = new LinkedHashMap<>();
    for (Fetched.Made made : clips) {
      tracks.put(samples(made).samples(), samples(made).file());
    }
    ToolResult ended = Pass.encode(tracks, encoder);
    // ffmpeg ends with 0 where only the last of a file found no room.
    if (DiskFull.in(ended.errors())) {
      throw DiskFull.stop(clips.get(0).file().getParent());
    }
    return ended;
  }

  private static boolean isWell(ToolResult ended) {
    return ended.ok() && ended.errors().isBlank();
  }

  @Override
  public void close() {
    fetched.close();
  }
}
