package dev.kinetics.download;

import dev.kinetics.annotations.Clip;
import dev.kinetics.dataset.AtomicFile;
import dev.kinetics.dataset.DatasetLayout;
import dev.kinetics.dataset.DatasetLayout.Kind;
import dev.kinetics.dataset.Scratch;
import dev.kinetics.engine.Booking;
import dev.kinetics.engine.Crew;
import dev.kinetics.engine.Ended;
import dev.kinetics.engine.Results;
import dev.kinetics.error.DiskFull;
import dev.kinetics.error.KineticsException;
import dev.kinetics.journal.ClipResult;
import dev.kinetics.journal.Jobs;
import dev.kinetics.journal.Outcome;
import dev.kinetics.media.MediaFacts;
import dev.kinetics.source.Extra;
import dev.kinetics.source.Fetched;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/**
 * Puts the clips of a source under their final names, each before it is told of. To bring a clip
 * safely onto the disk takes long, most of it waiting, so a few threads do it beside the source.
 *
 * @param fetched the clips
 * @param layout the dataset
 * @param compress whether clips are kept as {@code ID.mp4.gz}
 * @param keepsClips whether clips are kept at all, and not only what was made beside them
 * @param threads how many clips are placed at once
 */
record PlacedClips(
    Results<Fetched> fetched,
    DatasetLayout layout,
    boolean compress,
    boolean keepsClips,
    int threads) {
  /** What came of them; what is told of is in its place. */
  Results<Ended> place() {
    return Crew.each(fetched, threads, "placing", this::place);
  }

  private Ended place(Fetched fetched) {
    if (fetched instanceof Fetched.Made made) {
      try {
        return place(made);
      } catch (IOException e) {
        throw DiskFull.in(e)
            ? DiskFull.stop(layout.root())
            : KineticsException.stopped(
                "clip " + made.clip().name() + " can't be put into the dataset: " + e.getMessage());
      }
    }
    return new Ended(fetched.clip(), ((Fetched.Lost) fetched).result());
  }

  private Ended place(Fetched.Made made) throws IOException {
    Path inTheWay = keepsClips ? inTheWay(made.clip()) : null;
    if (inTheWay != null) {
      Scratch.delete(made.file().getParent());
      return new Ended(
          made.clip(),
          ClipResult.without(
                  Outcome.FAILED,
                  "something is in its place",
                  inTheWay + " is no ordinary file; remove it, or move it away")
              .from(made.origin().source())
              .after(made.origin().tries(), made.origin().seconds()));
    }
    for (Extra extra : made.extras()) {
      if (extra.result().outcome().isThere()) {
        place(made, extra);
      }
    }
    if (keepsClips) {
      placeClip(made);
    }
    Scratch.discard(made.file().getParent());
    List<Booking> beside =
        made.extras().stream()
            .map(extra -> new Booking(extra.job(), made.clip(), extra.result()))
            .toList();
    Fetched.Made told = keepsClips ? made : withoutClip(made);
    return new Ended(made.clip(), told.result(), beside);
  }

  /** A pipe, a device or a folder where the clip belongs, which is not ours to replace. */
  private Path inTheWay(Clip clip) {
    return Kind.VIDEO.fileEndings().stream()
        .map(ending -> layout.path(clip, Kind.VIDEO, ending))
        .filter(path -> Files.exists(path) && !Files.isRegularFile(path))
        .findFirst()
        .orElse(null);
  }

  private void place(Fetched.Made made, Extra extra) throws IOException {
    if (extra.job().equals(Jobs.SOUND)) {
      String name = extra.file().getFileName().toString();
      String ending = name.substring(name.lastIndexOf('.'));
      AtomicFile.moveInto(extra.file(), layout.path(made.clip(), Kind.SOUND, ending));
      return;
    }
    AtomicFile.moveInto(extra.file(), layout.path(made.clip(), Kind.FRAMES));
  }

  /** What is to be known of a clip that is not kept: not its size, but how long it is. */
  private static Fetched.Made withoutClip(Fetched.Made made) {
    MediaFacts facts = made.media();
    long bytes = made.extras().stream().mapToLong(extra -> extra.result().bytes()).sum();
    return new Fetched.Made(
        made.clip(),
        made.origin(),
        made.file(),
        made.outcome(),
        bytes,
        new MediaFacts(0, 0, facts.frameRate(), facts.seconds(), facts.frames(), facts.audio()),
        made.extras());
  }

  private void placeClip(Fetched.Made made) throws IOException {
    String ending = compress ? DatasetLayout.COMPRESSED_ENDING : Kind.VIDEO.fileEnding();
    Path target = layout.path(made.clip(), Kind.VIDEO, ending);
    if (compress) {
      Path packed = made.file().resolveSibling("clip.mp4.gz");
      try (InputStream in = Files.newInputStream(made.file());
          OutputStream out = new GZIPOutputStream(Files.newOutputStream(packed), 1 << 16)) {
        in.transferTo(out);
      }
      AtomicFile.moveInto(packed, target);
    } else {
      AtomicFile.moveInto(made.file(), target);
    }
    for (String other : Kind.VIDEO.fileEndings()) {
      Path old = layout.path(made.clip(), Kind.VIDEO, other);
      // Where a file system knows no case, ID.MP4 is ID.mp4.
      if (!other.equals(ending) && Files.exists(old) && !Files.isSameFile(old, target)) {
        Files.delete(old);
      }
    }
  }
}
