package dev.kinetics.export;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kinetics.annotations.Split;
import dev.kinetics.dataset.AtomicFile;
import dev.kinetics.dataset.DatasetLayout;
import dev.kinetics.dataset.Scratch;
import dev.kinetics.error.DiskFull;
import dev.kinetics.error.KineticsException;
import dev.kinetics.export.ExportPlan.Shard;
import dev.kinetics.run.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Makes an export. What it is to be stands in its {@code export.json}: options and a digest of the
 * clips; with it each shard's content is settled, whoever makes it. A shard appears when it is
 * whole and stays; so a run that was killed goes on, and many machines may each make a part.
 */
public final class Export {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * How an export is made; none of it changes a byte.
   *
   * @param part which part of the shards, from 1 to {@code parts}
   * @param parts how many machines share them
   * @param overwrite whether an export of other options or clips is replaced
   * @param workers how many shards at once
   * @param quiet whether no progress is shown
   */
  public record Options(int part, int parts, boolean overwrite, int workers, boolean quiet) {}

  /**
   * What came of it.
   *
   * @param made shards that this run made
   * @param there shards of this part that were there before
   * @param elsewhere shards of other parts that are not there yet
   * @param faults what went wrong, a line each
   * @param leftOut the clips of all shards that can't be decoded, with the reason
   * @param lines what this run found of them, a line each
   */
  public record Result(
      int made,
      int there,
      int elsewhere,
      List<String> faults,
      Map<String, String> leftOut,
      List<String> lines) {}

  private final ExportFormat format;
  private final ExportJob job;
  private final ExportPlan plan;
  private final Options options;
  private final ExportFolder folder;
  private final LeftOut leftOut;

  /** An export of these clips. */
  public Export(ExportFormat format, ExportJob job, ExportPlan plan, Options options) {
    this.format = format;
    this.job = job;
    this.plan = plan;
    this.options = options;
    this.folder = new ExportFolder(job.out());
    this.leftOut = new LeftOut(job.out());
  }

  /**
   * Refuses what can't be exported, and writes nothing.
   *
   * @throws KineticsException when there are no clips, or the format or the folder does not fit
   */
  public void check(ObjectNode settled) {
    if (plan.samples().isEmpty()) {
      throw KineticsException.badInput(
          "nothing to export: none of the selected clips lies whole in "
              + job.layout().root()
              + "; run 'kinetics download' first, or name the dataset with --dataset-dir");
    }
    format.check(job, plan);
    folder.check(settled, options.overwrite(), options.parts() > 1);
  }

  /**
   * What stands in {@code export.json}: all that the export's bytes hang on.
   *
   * @param more options that are no format's own
   */
  public ObjectNode settled(ObjectNode more) {
    ObjectNode json = JSON.createObjectNode();
    json.put("format", format.name());
    json.put("version", 1);
    ObjectNode asked = more.deepCopy();
    format.options().forEach((name, value) -> asked.set(name, JSON.valueToTree(value)));
    json.set("options", asked);
    ObjectNode clips = json.putObject("clips");
    ObjectNode shards = json.putObject("shards");
    for (Split split : plan.samples().keySet()) {
      clips.put(split.toString(), plan.samples(split).size());
      shards.put(split.toString(), plan.shards(split));
    }
    json.put("sha256", plan.digest());
    return json;
  }

  /**
   * Makes what is not there yet.
   *
   * @param settled what {@link #settled} gave and {@link #check} passed
   * @throws KineticsException when the folder can't be written or the disk is full
   * @throws InterruptedException when this thread was interrupted; what is whole stays
   */
  public Result run(ObjectNode settled) throws InterruptedException {
    Path out = job.out().toAbsolutePath().normalize();
    DatasetLayout beside = new DatasetLayout(out.getParent());
    try {
      Files.createDirectories(out);
      if (!Files.getFileStore(out).equals(Files.getFileStore(out.getParent()))) {
        throw KineticsException.badInput(
            "--out " + job.out() + " is a disk of its own: name a folder below it");
      }
      try (Scratch scratch = Scratch.open(beside)) {
        folder.settle(settled, scratch.newFolder());
        return run(scratch);
      }
    } catch (IOException e) {
      throw DiskFull.in(e)
          ? DiskFull.stop(out)
          : KineticsException.badInput("can't write " + job.out() + " (" + e + ")", e);
    } finally {
      leaveNoTrace(beside);
    }
  }

  /** Removes our folders from a place that is no dataset, unless another run is at work there. */
  private void leaveNoTrace(DatasetLayout beside) {
    if (!beside.root().equals(job.layout().root().toAbsolutePath().normalize())) {
      try {
        Files.deleteIfExists(beside.scratch());
        Files.deleteIfExists(beside.ours());
      } catch (IOException e) {
        // Another run's files lie there.
      }
    }
  }

  private Result run(Scratch scratch) throws IOException, InterruptedException {
    List<Shard> wanted = new ArrayList<>();
    int there = 0;
    ExportPlan expected = plan.without(leftOut.read().keySet());
    for (int i = options.part() - 1; i < plan.shards().size(); i += options.parts()) {
      if (format.isThere(job, expected, expected.shards().get(i))) {
        there++;
      } else {
        wanted.add(plan.shards().get(i));
      }
    }
    List<Made> made = make(wanted, scratch);
    List<String> faults = made.stream().map(Made::fault).filter(f -> !f.isEmpty()).toList();
    List<String> lines = made.stream().flatMap(shard -> shard.lines().stream()).toList();
    while (true) {
      Map<String, String> without = leftOut.read();
      int elsewhere = finish(plan.without(without.keySet()), faults.isEmpty(), scratch);
      // A run beside this one may have ended with another shard, and written before this one.
      if (without.equals(leftOut.read())) {
        return new Result(wanted.size() - faults.size(), there, elsewhere, faults, without, lines);
      }
    }
  }

  /** Makes what is about all shards; gives how many of other parts are not there yet. */
  private int finish(ExportPlan expected, boolean well, Scratch scratch) throws IOException {
    int elsewhere = 0;
    for (int i = 0; options.parts() > 1 && i < plan.shards().size(); i++) {
      if (i % options.parts() != options.part() - 1
          && !format.isThere(job, expected, expected.shards().get(i))) {
        elsewhere++;
      }
    }
    Path about = scratch.newFolder();
    List<String> files = new ArrayList<>(ExportGuide.write(format, job, expected, about));
    if (elsewhere == 0 && well) {
      files.addAll(format.finish(job, expected, about));
    }
    move(about, files);
    return elsewhere;
  }

  /**
   * What came of a shard.
   *
   * @param fault what is wrong with it; empty where nothing is
   * @param lines what is wrong with clips that it goes without
   */
  private record Made(String fault, List<String> lines) {}

  private List<Made> make(List<Shard> wanted, Scratch scratch) throws InterruptedException {
    List<Made> all = new ArrayList<>();
    long clips = wanted.stream().mapToLong(shard -> shard.samples().size()).sum();
    ExecutorService workers =
        Executors.newFixedThreadPool(
            Math.max(1, Math.min(options.workers(), wanted.size())),
            task -> {
              Thread thread = new Thread(task, "export");
              thread.setDaemon(true);
              return thread;
            });
    try (Progress progress = new Progress("export", clips, "clips", options.quiet())) {
      List<Future<Made>> made = new ArrayList<>();
      for (Shard shard : wanted) {
        made.add(workers.submit(() -> make(shard, scratch, progress)));
      }
      for (Future<Made> shard : made) {
        all.add(shard.get());
      }
      return all;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      if (e.getCause() instanceof Error cause) {
        throw cause;
      }
      throw new InterruptedException();
    } finally {
      workers.shutdownNow();
      // They write into the scratch folder, which goes next.
      workers.awaitTermination(10, TimeUnit.SECONDS);
    }
  }

  /** Makes a shard. */
  private Made make(Shard shard, Scratch scratch, Progress progress)
      throws InterruptedException, IOException {
    Path made = scratch.newFolder();
    String fault = "";
    List<String> lines = new ArrayList<>();
    Map<String, String> without = new LinkedHashMap<>();
    try {
      try (ExportWriter<Sample> writer = format.writer(job, shard, made)) {
        for (Sample sample : shard.samples()) {
          if (Thread.interrupted()) {
            throw new InterruptedException();
          }
          try {
            writer.write(sample);
          } catch (ClipFault e) {
            without.put(sample.key(), e.reason());
            lines.add(e.getMessage());
          }
          progress.step(1, "");
        }
      }
      if (!without.isEmpty()
          && without.size() == shard.samples().size()
          && format.inShards()
          && !format.mayBeEmpty()) {
        fault = name(shard) + ": no clip of it can be taken: " + lines.get(0);
      } else {
        leftOut.write(shard, without, made);
        move(made, format.files(shard));
      }
    } catch (IOException e) {
      if (DiskFull.in(e)) {
        throw DiskFull.stop(job.out());
      }
      fault = name(shard) + ": " + e.getMessage();
    }
    Scratch.delete(made);
    return new Made(fault, fault.isEmpty() ? lines : List.of());
  }

  private static String name(Shard shard) {
    return shard.split() + " " + shard.number() + " of " + shard.of();
  }

  private void move(Path made, List<String> files) throws IOException {
    for (String file : files) {
      AtomicFile.moveInto(made.resolve(file), job.out().resolve(file));
    }
  }
}
