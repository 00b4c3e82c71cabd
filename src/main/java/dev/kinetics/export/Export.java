package dev.kinetics.export;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kinetics.annotations.Split;
import dev.kinetics.dataset.AtomicFile;
import dev.kinetics.engine.Answer;
import dev.kinetics.engine.Engine;
import dev.kinetics.engine.Notes;
import dev.kinetics.engine.Recipe;
import dev.kinetics.engine.Results;
import dev.kinetics.engine.Workshop;
import dev.kinetics.error.KineticsException;
import dev.kinetics.export.ExportPlan.Shard;
import dev.kinetics.run.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

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
   * @param workers how many shards one process makes at once; 0 for one a core
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
  private final Engine engine;
  private final ExportFolder folder;
  private final LeftOut leftOut;

  /**
   * An export of these clips.
   *
   * @param engine where its shards are made
   */
  public Export(
      ExportFormat format, ExportJob job, ExportPlan plan, Options options, Engine engine) {
    this.format = format;
    this.job = job;
    this.plan = plan;
    this.options = options;
    this.engine = engine;
    this.folder = new ExportFolder(job.out());
    this.leftOut = new LeftOut(job.out());
  }

  /**
   * Refuses what can't be exported, and writes nothing.
   *
   * @throws KineticsException when the format or the folder does not fit
   */
  public void check(ObjectNode settled) {
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
    try {
      Files.createDirectories(out);
      // Not Files.getFileStore: it wants a mount point, which a chroot's root is not.
      if (!Files.getAttribute(out, "unix:dev")
          .equals(Files.getAttribute(out.getParent(), "unix:dev"))) {
        throw KineticsException.badInput(
            "--out " + job.out() + " is a disk of its own: name a folder below it");
      }
      try (ExportScratch scratch = ExportScratch.open(job)) {
        folder.settle(settled, scratch.newFolder());
        return run(scratch);
      }
    } catch (IOException e) {
      throw Exporting.fault(e, job);
    }
  }

  private Result run(ExportScratch scratch) throws IOException, InterruptedException {
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
    List<Exporting.Made> made = wanted.isEmpty() ? List.of() : make(wanted);
    List<String> faults = new ArrayList<>();
    made.stream().filter(shard -> !shard.isThere()).forEach(shard -> faults.add(shard.fault()));
    int failed = faults.size();
    List<String> lines = made.stream().flatMap(shard -> shard.lines().stream()).toList();
    while (true) {
      Map<String, String> without = leftOut.read();
      ExportPlan rest = plan.without(without.keySet());
      String fault = without.isEmpty() ? "" : format.fault(job, rest);
      if (!fault.isEmpty() && !faults.contains(fault)) {
        faults.add(fault);
      }
      int elsewhere = finish(rest, faults.isEmpty(), scratch);
      // A run beside this one may have ended with another shard, and written before this one.
      if (without.equals(leftOut.read())) {
        return new Result(wanted.size() - failed, there, elsewhere, faults, without, lines);
      }
    }
  }

  /** Makes what is about all shards; gives how many of other parts are not there yet. */
  private int finish(ExportPlan expected, boolean well, ExportScratch scratch) throws IOException {
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

  private List<Exporting.Made> make(List<Shard> wanted) throws InterruptedException {
    List<Exporting.Made> made = new ArrayList<>();
    long clips = wanted.stream().mapToLong(shard -> shard.samples().size()).sum();
    Recipe<Shard, Answer<?>> recipe =
        new Exporting.ForShards(format.forShards(), job.with(null), options.workers());
    try (Workshop<Shard, Answer<?>> workshop = engine.open(recipe);
        Progress progress = new Progress("export", clips, "clips", options.quiet())) {
      Notes notes = new Notes(progress::say, block -> {}, line -> {});
      try (Results<Answer<?>> results = workshop.on(null, wanted, notes)) {
        for (Answer<?> next = results.next(); next != null; next = results.next()) {
          if (next instanceof Exporting.Made shard) {
            made.add(shard);
          } else if (next instanceof Exporting.Taken taken) {
            progress.step(taken.clips(), "");
          }
        }
      }
    }
    // In the plan's order, whoever was quicker.
    made.sort(Comparator.comparing(shard -> wanted.indexOf(shard.item())));
    return made;
  }

  private void move(Path made, List<String> files) throws IOException {
    for (String file : files) {
      AtomicFile.moveInto(made.resolve(file), job.out().resolve(file));
    }
  }
}
