package dev.kinetics.download;

import dev.kinetics.annotations.Clip;
import dev.kinetics.dataset.DatasetLayout.Kind;
import dev.kinetics.dataset.Scratch;
import dev.kinetics.engine.BlockGate;
import dev.kinetics.engine.Ended;
import dev.kinetics.engine.Notes;
import dev.kinetics.engine.Pace;
import dev.kinetics.engine.Results;
import dev.kinetics.engine.SteadyClock;
import dev.kinetics.engine.Surroundings;
import dev.kinetics.engine.Workshop;
import dev.kinetics.error.DiskFull;
import dev.kinetics.error.KineticsException;
import dev.kinetics.journal.ClipResult;
import dev.kinetics.journal.Outcome;
import dev.kinetics.media.Judge;
import dev.kinetics.media.MediaFile;
import dev.kinetics.media.Verdict;
import dev.kinetics.mirror.MirrorSource;
import dev.kinetics.pass.ClipEncoding;
import dev.kinetics.pass.SoundStyle;
import dev.kinetics.source.Beside;
import dev.kinetics.source.ClipSource;
import dev.kinetics.source.EncodedSource;
import dev.kinetics.source.PooledSource;
import dev.kinetics.source.ToolLog;
import dev.kinetics.tool.Tools;
import dev.kinetics.words.Durations;
import dev.kinetics.youtube.YtDlpSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Gets clips from their sources and puts them into the dataset: what one process needs for it. */
final class Downloading implements Workshop {
  /** A pace that costs less time than this is not spoken of. */
  private static final Duration WORTH_SAYING = Duration.ofMinutes(10);

  /** From so many clips on the mirror's archives are the quicker way. */
  private static final int MIRROR_PAYS = 2000;

  /** Clips that are brought onto the disk at once, also where one archive is read. */
  private static final int LEAST_PLACING = 4;

  private final Download.Options options;
  private final Tools tools;
  private final boolean isOneOfSeveral;
  private final int workers;
  private final ClipEncoding encoding;
  private final Pace pace;
  private final Scratch scratch;
  private BlockGate gate;

  private Downloading(
      Download.Options options, Surroundings surroundings, Pace pace, Scratch scratch) {
    this.options = options;
    this.tools = surroundings.tools();
    this.isOneOfSeveral = !surroundings.node().isEmpty();
    this.workers = surroundings.workers() > 0 ? surroundings.workers() : options.workers();
    ClipEncoding asked = options.keeping().encoding();
    this.encoding = surroundings.threads() > 0 ? asked.withThreads(surroundings.threads()) : asked;
    this.pace = pace;
    this.scratch = scratch;
  }

  /**
   * Makes ready.
   *
   * @throws KineticsException when a tool is missing, or the dataset can't be written
   */
  static Downloading open(Download.Options options, Surroundings surroundings) {
    Tools tools = surroundings.tools();
    if (options.sources().contains(YtDlpSource.NAME)) {
      if (surroundings.node().isEmpty()) {
        YtDlpSource.warning(tools, options.site())
            .ifPresent(words -> System.err.println("kinetics: warning: " + words));
      }
      tools.ytDlp();
      tools.ffmpeg();
    } else if (options.keeping().sizeIsAsked() || !options.keeping().beside().clips()) {
      tools.ffmpeg();
    }
    SoundStyle sound = options.keeping().beside().sound();
    if (sound != null && sound.format() == SoundStyle.Format.MP3) {
      tools.ffmpeg().encodingMp3();
    }
    tools.ffprobe();
    // A limit is one address's, and so is the pace that keeps to it.
    String node = surroundings.node().isEmpty() ? "" : "-" + surroundings.node();
    Pace pace =
        options
            .site()
            .pace(options.layout().ours().resolve("pace" + node + ".json"), new SteadyClock());
    try {
      return new Downloading(options, surroundings, pace, Scratch.open(options.layout()));
    } catch (IOException e) {
      throw DiskFull.in(e)
          ? DiskFull.stop(options.layout().root())
          : KineticsException.badInput(
              "the dataset folder "
                  + options.layout().root()
                  + " can't be written ("
                  + e.getMessage()
                  + "); name another with --dataset-dir");
    }
  }

  @Override
  public Results<Ended> on(String source, List<Clip> clips, Notes notes)
      throws InterruptedException {
    List<Ended> found = new ArrayList<>();
    List<Clip> wanted = new ArrayList<>();
    for (Clip clip : clips) {
      Ended there = isOneOfSeveral && !options.redo().there() ? found(source, clip) : null;
      if (there == null) {
        wanted.add(clip);
      } else {
        found.add(there);
      }
    }
    return wanted.isEmpty()
        ? Results.of(found)
        : new Rest(Results.of(found), from(source, wanted, notes));
  }

  /**
   * A clip that was not there when the run began: an earlier attempt at it put it into place and
   * ended before it could tell. Null where there is none, or not one that is whole.
   */
  private Ended found(String source, Clip clip) throws InterruptedException {
    Path file = options.layout().path(clip, Kind.VIDEO);
    Beside beside = options.keeping().beside();
    if (beside.frames() != null || beside.sound() != null || !Files.isRegularFile(file)) {
      return null;
    }
    try {
      MediaFile media = MediaFile.read(file, tools.ffprobe()).orElse(null);
      MediaFile.Picture picture = media == null ? null : media.picture().orElse(null);
      if (picture == null) {
        return null;
      }
      double wanted = clip.length().toMillis() / 1000.0;
      Verdict times = Judge.times(picture, Judge.Wanted.of(wanted));
      boolean isShort = times.rule() == Verdict.Rule.LENGTH && picture.end() < wanted;
      if (!times.isWhole() && !isShort) {
        return null;
      }
      Outcome outcome = isShort ? Outcome.SHORT : Outcome.DONE;
      return new Ended(
          clip,
          ClipResult.made(outcome, Files.size(file), media.facts().orElseThrow()).from(source));
    } catch (IOException e) {
      return null; // Whatever is wrong with it, it is made again.
    }
  }

  private Results<Ended> from(String source, List<Clip> clips, Notes notes)
      throws InterruptedException {
    ClipSource asked =
        source.equals(MirrorSource.NAME)
            ? mirror(new ToolLog(notes.tools()))
            : youtube(notes, gate(notes, clips.size()));
    return new PlacedSource(
            asked,
            options.layout(),
            options.keeping().compress(),
            options.keeping().beside().clips(),
            Math.max(LEAST_PLACING, workers))
        .fetch(clips);
  }

  /** What is known at once, and then what is to be waited for. */
  private record Rest(Results<Ended> known, Results<Ended> later) implements Results<Ended> {
    @Override
    public Ended next() throws InterruptedException {
      Ended next = known.next();
      return next == null ? later.next() : next;
    }

    @Override
    public void close() {
      known.close();
      later.close();
    }
  }

  private synchronized BlockGate gate(Notes notes, int clips) {
    if (gate == null) {
      gate = new BlockGate(options.patience(), notes);
      gate.keepTo(pace, time(clips));
    }
    return gate;
  }

  /** How long it takes to ask for so many clips; empty where that is not worth a word. */
  private String time(int clips) {
    Duration time = pace.timeFor(clips);
    if (time.compareTo(WORTH_SAYING) <= 0) {
      return "";
    }
    String say =
        String.format(
            Locale.ROOT, "%,d videos: about %s at %s", clips, Durations.inWords(time), pace);
    return clips > MIRROR_PAYS && !options.sources().contains(MirrorSource.NAME)
        ? say + "; --source mirror,youtube asks YouTube only for the rest"
        : say;
  }

  private ClipSource youtube(Notes notes, BlockGate open) {
    YtDlpSource source =
        YtDlpSource.ofClips(
            tools,
            options.site(),
            encoding,
            options.keeping().beside(),
            scratch,
            notes,
            open::isClosed);
    return new PooledSource(source, workers, source.largestBatch(), open);
  }

  private ClipSource mirror(ToolLog log) {
    ClipSource mirror =
        new MirrorSource(options.mirror(), options.workers(), scratch, tools.ffprobe(), log);
    Download.Keeping keeping = options.keeping();
    if (!keeping.sizeIsAsked() && keeping.beside().clips()) {
      return mirror;
    }
    int cores = Runtime.getRuntime().availableProcessors();
    ClipEncoding size =
        keeping.sizeIsAsked() ? encoding.withThreads(1) : new ClipEncoding(0, 0, false, 1);
    return new EncodedSource(mirror, tools, size, keeping.beside(), cores);
  }

  @Override
  public void close() {
    try {
      scratch.close();
    } catch (IOException e) {
      throw DiskFull.in(e)
          ? DiskFull.stop(options.layout().root())
          : KineticsException.stopped("scratch files can't be removed: " + e.getMessage());
    } finally {
      pace.close();
    }
  }
}
