package dev.kinetics.extract;

import dev.kinetics.annotations.Clip;
import dev.kinetics.dataset.AtomicFile;
import dev.kinetics.dataset.CompressedClip;
import dev.kinetics.dataset.DatasetLayout;
import dev.kinetics.dataset.DatasetLayout.Kind;
import dev.kinetics.dataset.Inventory;
import dev.kinetics.dataset.PlainFile;
import dev.kinetics.dataset.Scratch;
import dev.kinetics.engine.BlockGate;
import dev.kinetics.engine.Ended;
import dev.kinetics.engine.Notes;
import dev.kinetics.engine.Results;
import dev.kinetics.engine.Surroundings;
import dev.kinetics.engine.WorkerPool;
import dev.kinetics.engine.Workshop;
import dev.kinetics.error.DiskFull;
import dev.kinetics.error.KineticsException;
import dev.kinetics.journal.ClipResult;
import dev.kinetics.journal.Outcome;
import dev.kinetics.tool.Tools;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes something of clips: what one process needs for it, and where it finds them. */
final class Extracting implements Workshop<Clip, Ended> {
  private final Extraction.Options options;
  private final Maker maker;
  private final Tools tools;
  private final boolean isOneOfSeveral;
  private final int workers;
  private final Scratch scratch;

  private Extracting(
      Extraction.Options options, Maker maker, Surroundings surroundings, Scratch scratch) {
    this.options = options;
    this.maker = maker;
    this.tools = surroundings.tools();
    this.isOneOfSeveral = !surroundings.node().isEmpty();
    this.workers = surroundings.workers() > 0 ? surroundings.workers() : options.workers();
    this.scratch = scratch;
  }

  /**
   * Makes ready.
   *
   * @throws KineticsException when a tool is missing, or nothing can be written
   */
  static Extracting open(Extraction.Options options, Maker maker, Surroundings surroundings) {
    maker.want(surroundings.tools());
    DatasetLayout output = options.output();
    try {
      return new Extracting(options, maker, surroundings, Scratch.open(output));
    } catch (IOException e) {
      throw DiskFull.in(e)
          ? DiskFull.stop(output.root())
          : KineticsException.badInput(
              "the folder "
                  + output.root()
                  + " can't be written ("
                  + e.getMessage()
                  + "); name another for what is made with --output-dir");
    }
  }

  Extraction.Options options() {
    return options;
  }

  Tools tools() {
    return tools;
  }

  Scratch scratch() {
    return scratch;
  }

  /** Puts a folder into place; one that is there stays, unless it is to be made again. */
  void place(Path folder, Path target) throws IOException {
    if (options.redo().there()) {
      AtomicFile.moveInto(folder, target);
    } else {
      AtomicFile.moveIntoFree(folder, target);
    }
  }

  /** Where what is made of a clip goes. */
  Path target(Clip clip) {
    return options.target(clip);
  }

  /**
   * The clip's file, unpacked into this folder where it is compressed.
   *
   * @throws IOException when it can't be read
   */
  Path clip(Clip clip, Path folder) throws IOException {
    DatasetLayout layout = options.layout();
    Inventory.Entry video =
        Inventory.find(layout, clip, Kind.VIDEO)
            .orElseThrow(() -> new NoSuchFileException(layout.path(clip, Kind.VIDEO).toString()));
    Path file = video.path(layout);
    PlainFile.require(file);
    return (video.compressed() ? CompressedClip.unpack(file, folder) : file).toAbsolutePath();
  }

  @Override
  public Results<Ended> on(Object common, List<Clip> clips, Notes notes) {
    // No site is asked, so nobody waits at this gate.
    BlockGate gate = new BlockGate(BlockGate.Patience.DEFAULT, notes);
    return new WorkerPool<>(clips, workers, maker.largestBatch(), gate, new Turn());
  }

  /** What a worker does with a few clips. */
  private final class Turn implements WorkerPool.Task<Clip, Ended> {
    @Override
    public Results<Ended> on(List<Clip> clips) throws InterruptedException {
      try {
        List<Ended> ended = new ArrayList<>();
        List<Clip> open = new ArrayList<>();
        for (Clip clip : clips) {
          Optional<ClipResult> there = found(clip);
          there.ifPresent(result -> ended.add(new Ended(clip, result)));
          if (there.isEmpty()) {
            open.add(clip);
          }
        }
        if (!open.isEmpty()) {
          maker
              .make(open, Extracting.this)
              .forEach((clip, result) -> ended.add(new Ended(clip, result)));
        }
        return Results.of(ended);
      } catch (IOException e) {
        throw fault(e);
      } catch (UncheckedIOException e) {
        throw fault(e.getCause());
      }
    }

    @Override
    public Ended failed(Clip clip, String fault) {
      return new Ended(clip, ClipResult.without(Outcome.FAILED, "unknown", fault));
    }
  }

  /**
   * What was not there when the run began: an earlier attempt at the clip put it into place and
   * ended before it could tell.
   */
  private Optional<ClipResult> found(Clip clip) throws InterruptedException {
    Path target = target(clip);
    if (!isOneOfSeveral || options.redo().there() || !Files.exists(target)) {
      return Optional.empty();
    }
    try {
      return maker.found(target, tools);
    } catch (IOException e) {
      return Optional.empty(); // Whatever is wrong with it, it is made again.
    }
  }

  private RuntimeException fault(IOException e) {
    return DiskFull.in(e) ? DiskFull.stop(options.output().root()) : new UncheckedIOException(e);
  }

  @Override
  public void close() {
    try {
      scratch.close();
    } catch (IOException e) {
      throw fault(e);
    }
  }
}
