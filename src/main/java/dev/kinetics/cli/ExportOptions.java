package dev.kinetics.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kinetics.annotations.ClassCatalog;
import dev.kinetics.annotations.ClassIndices;
import dev.kinetics.annotations.ClassIndices.Labels;
import dev.kinetics.annotations.Clip;
import dev.kinetics.annotations.Sampling;
import dev.kinetics.annotations.Selection;
import dev.kinetics.cli.option.ClassOptions;
import dev.kinetics.cli.option.DatasetOptions;
import dev.kinetics.cli.option.FilterOptions;
import dev.kinetics.cli.option.SamplingOptions;
import dev.kinetics.cli.option.SizeConverter;
import dev.kinetics.cli.option.ToolOptionsGroup;
import dev.kinetics.cli.option.WorkersOption;
import dev.kinetics.dataset.DatasetLayout.Kind;
import dev.kinetics.dataset.Inventory;
import dev.kinetics.engine.Engine;
import dev.kinetics.error.ExitCode;
import dev.kinetics.error.KineticsException;
import dev.kinetics.export.ClipFault;
import dev.kinetics.export.ClipTable;
import dev.kinetics.export.Export;
import dev.kinetics.export.ExportFormat;
import dev.kinetics.export.ExportJob;
import dev.kinetics.export.ExportJob.TestClips;
import dev.kinetics.export.ExportPlan;
import dev.kinetics.export.Sample;
import dev.kinetics.format.TreeFormat;
import dev.kinetics.inspect.Look;
import dev.kinetics.lists.AnnotationList;
import dev.kinetics.lists.RefusedRows;
import dev.kinetics.run.StopSignal;
import dev.kinetics.words.Counts;
import dev.kinetics.words.Sizes;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.StringJoiner;
import java.util.function.Function;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What the formats of {@code export} share on the command line. */
final class ExportOptions {
  /** So many pieces of work has a split where no file is of many clips. */
  private static final int PARTS_OF_WORK = 64;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "The export's own folder.")
  private Path out;

  @Mixin private ClassOptions classes;

  @Mixin private SamplingOptions sampling;

  @Mixin private FilterOptions filters;

  @Option(
      names = "--labels",
      paramLabel = "full|dense",
      description =
          "Count the classes of the release's whole list, as published models do, or only those"
              + " that are there (default: full; for tree as its readers do).")
  private Labels labels;

  @Option(
      names = "--class-order",
      paramLabel = "FILE",
      description = "A label map with an order of its own: one class per line, or JSON.")
  private Path classOrder;

  @Option(
      names = "--test",
      paramLabel = "val|labelled|none",
      description =
          "What stands for the test set: the clips of valid, the test clips with a label, or"
              + " nothing (default: val for lists and dmvr, else none).")
  private TestClips test;

  @Option(
      names = "--shards",
      paramLabel = "N",
      description = "Number of shards in each split (default: by --shard-size).")
  private Integer shards;

  @Option(
      names = "--shard-size",
      paramLabel = "SIZE",
      converter = SizeConverter.class,
      description = "Approximate size of a shard (default: 1G).")
  private Long shardSize;

  @Option(
      names = "--shard",
      paramLabel = "I/N",
      description =
          "Make only the I-th of N parts of the shards: 3/16 on the third of 16 machines.")
  private String part;

  @Mixin private WorkersOption workers;

  @Option(names = "--overwrite", description = "Replace an export of other options or clips.")
  private boolean overwrite;

  @Option(names = "--dry-run", description = "Say what would be done, and write nothing.")
  private boolean dryRun;

  @Mixin private DatasetOptions dataset;
  @Mixin private ToolOptionsGroup toolOptions;
  @Mixin private EngineOption engineOption;

  /**
   * Makes the export.
   *
   * @param usualTest what stands for the test set when nothing is said
   * @param kinds what of the clips is looked for on the disk
   * @param formatOf the format, from a table of all selected clips
   * @return the exit code
   */
  int run(
      StopSignal stopSignal,
      TestClips usualTest,
      Set<Kind> kinds,
      Function<ClipTable, ExportFormat> formatOf)
      throws InterruptedException {
    dataset.requireThere();
    TestClips testClips = test == null ? usualTest : test;
    if (labels != null && classOrder != null) {
      throw KineticsException.badInput("--labels and --class-order do not go together: give one");
    }
    Sampling share = part == null ? Sampling.ALL : Sampling.ALL.shard(part);
    Selection selection = classes.selectionOrTrainAndValid(testClips == TestClips.LABELLED);
    Sampling sample = sampling.sampling();
    long seed = sampling.seed();
    try (ReleaseAccess access = ReleaseAccess.open(dataset, toolOptions, stopSignal);
        Engine engine = engineOption.engine(access.tools(), toolOptions, "export")) {
      AnnotationList list = access.read(selection);
      Look.With looking = looking(access, stopSignal);
      List<Clip> passing =
          Chosen.passing(filters.filter(), list.clips(), dataset.layout(), looking);
      int unfit = unfit(list.clips(), passing);
      if (sampling.isOfThere()) {
        Inventory there = new Inventory(dataset.layout());
        Kind needed = kinds.contains(Kind.VIDEO) ? Kind.VIDEO : Kind.FRAMES;
        passing = passing.stream().filter(clip -> there.has(clip, needed)).toList();
      }
      ClipTable table = ClipTable.read(dataset.layout(), sample.of(passing), kinds, looking);
      ExportFormat format = formatOf.apply(table);
      table.choose(format, testClips);
      if (table.labels().isEmpty()) {
        throw nothing(format, table, passing);
      }
      ClassIndices indices = indices(access, list, table.labels());
      if (format instanceof TreeFormat tree && labels == null && classOrder == null) {
        ClassIndices counted = tree.indices(table.labels());
        if (!counted.labels().equals(indices.labels())) {
          indices = counted;
          System.err.println(
              "warning: readers of folders count the "
                  + indices.size()
                  + " classes that are there from 0 on, and so do the label files here");
        }
      }
      ExportJob job =
          new ExportJob(
              dataset.layout(), dataset.release(), indices, testClips, out, access.tools());
      ExportPlan plan = ExportPlan.of(table.samples(format, indices), seed, sharding(format));
      Export export =
          new Export(
              format,
              job,
              plan,
              new Export.Options(
                  share.shard(),
                  share.shards(),
                  overwrite,
                  engineOption.isSpark() ? workers.asked() : workers.count(),
                  dataset.quiet()),
              engine);
      ObjectNode asked = new ObjectMapper().createObjectNode();
      asked.put("seed", seed);
      asked.put("test", testClips.toString().toLowerCase(Locale.ROOT));
      asked.put("classes", indices.size());
      ObjectNode settled = export.settled(asked);
      export.check(settled);
      print(format, plan, table, unfit);
      if (dryRun) {
        return ExitCode.DONE.code();
      }
      Thread exporting = Thread.currentThread();
      stopSignal.onStop(exporting::interrupt);
      return end(format, export.run(settled), table, list.refused());
    }
  }

  private KineticsException nothing(ExportFormat format, ClipTable table, List<Clip> clips) {
    StringJoiner reasons = new StringJoiner(", ", " (", ")").setEmptyValue("");
    table.leftOut().forEach((why, count) -> reasons.add(count + " " + why));
    Inventory there = new Inventory(dataset.layout());
    boolean framesAlone =
        !format.kinds().contains(Kind.FRAMES)
            && clips.stream().anyMatch(clip -> there.has(clip, Kind.FRAMES));
    return KineticsException.badInput(
        "nothing to export: none of the selected clips is whole in "
            + dataset.layout().root()
            + reasons
            + (framesAlone
                ? "; their frames are there: 'kinetics export webdataset --frames' exports those"
                : "; run 'kinetics "
                    + maker(format)
                    + "' first, or name the dataset with --dataset-dir"));
  }

  /** Which command makes what the clips lack most. */
  private static String maker(ExportFormat format) {
    Set<Kind> kinds = format.kinds();
    return kinds.contains(Kind.VIDEO) && !kinds.contains(Kind.SOUND)
        ? "download"
        : kinds.contains(Kind.FRAMES) ? "frames" : "sound";
  }

  private Look.With looking(ReleaseAccess access, StopSignal stopSignal) {
    return new Look.With(
        access.tools(),
        stopSignal,
        dataset.made().listName(),
        workers.count(),
        dataset.quiet(),
        !dryRun);
  }

  private ExportPlan.Sharding sharding(ExportFormat format) {
    if (!format.inShards()) {
      if (shards != null || shardSize != null) {
        throw KineticsException.badInput(
            "export " + format.name() + " makes no shards: leave --shards and --shard-size out");
      }
      return new ExportPlan.Sharding(PARTS_OF_WORK, 0, false);
    }
    if (shards != null && (shards < 1 || shards > 99_999)) {
      throw KineticsException.badInput("--shards is " + shards + "; it must be 1 to 99999");
    }
    if (shards != null && shardSize != null) {
      throw KineticsException.badInput("--shards and --shard-size do not go together: give one");
    }
    long bytes = shardSize == null ? 1L << 30 : shardSize;
    if (bytes < 1) {
      throw KineticsException.badInput("--shard-size is " + shardSize + "; it must be 1 or more");
    }
    return new ExportPlan.Sharding(shards == null ? 0 : shards, bytes, format.mayBeEmpty());
  }

  private ClassIndices indices(ReleaseAccess access, AnnotationList list, Set<String> there) {
    if (classOrder != null) {
      return ClassIndices.ordered(classOrder, there);
    }
    if (labels == Labels.DENSE) {
      return ClassIndices.dense(there);
    }
    List<String> whole = ClassCatalog.of(dataset.release()).classes();
    Set<String> ofList = new HashSet<>();
    list.counts().values().forEach(counts -> ofList.addAll(counts.keySet()));
    ofList.remove("");
    // Another selection of the same list has to give the same indices.
    boolean isOfRelease = Set.copyOf(whole).containsAll(ofList);
    return ClassIndices.full(whole, isOfRelease ? ofList : access.labels());
  }

  private void print(ExportFormat format, ExportPlan plan, ClipTable table, int unfit) {
    plan.samples()
        .forEach(
            (split, samples) ->
                System.out.printf(
                    Locale.ROOT,
                    "export %s: %s: %s, %s%s%n",
                    format.name(),
                    split,
                    Counts.clips(samples.size()),
                    Sizes.format(samples.stream().mapToLong(Sample::bytes).sum()),
                    format.inShards() ? String.format(", shards: %,d", plan.shards(split)) : ""));
    table
        .leftOut()
        .forEach(
            (why, count) -> System.out.printf(Locale.ROOT, "  left out, %s: %,d%n", why, count));
    if (unfit > 0) {
      System.out.printf(Locale.ROOT, "  left out, not as the filters want them: %,d%n", unfit);
    }
  }

  /** How many clips are there and not as the filters want them. */
  private int unfit(List<Clip> selected, List<Clip> passing) {
    if (filters.filter().isNone()) {
      return 0;
    }
    Inventory there = new Inventory(dataset.layout());
    return (int) selected.stream().filter(clip -> there.has(clip, Kind.VIDEO)).count()
        - passing.size();
  }

  private int end(ExportFormat format, Export.Result result, ClipTable table, RefusedRows refused) {
    if (format.inShards()) {
      System.out.printf(
          Locale.ROOT, "  made: %,d, there already: %,d%n", result.made(), result.there());
    }
    if (result.elsewhere() > 0) {
      System.out.printf(Locale.ROOT, "  of other parts, not there yet: %,d%n", result.elsewhere());
    }
    if (!result.leftOut().isEmpty()) {
      System.out.printf(
          Locale.ROOT,
          "  left out, named in %s: %,d%n",
          out.resolve("left_out"),
          result.leftOut().size());
    }
    System.out.println("  " + out);
    result.lines().forEach(line -> System.err.println("kinetics: left out: " + line));
    table.unreadable().forEach(line -> System.err.println("kinetics: can't be read: " + line));
    boolean notWhole =
        table.leftOut().containsKey(ClipTable.NOT_WHOLE)
            || table.leftOut().containsKey(ClipTable.FRAMES_NOT_WHOLE);
    boolean undecodable = result.leftOut().values().stream().anyMatch(ClipFault::isDamage);
    if (undecodable || notWhole) {
      System.err.println(
          "kinetics: 'kinetics verify' names what is not whole; with --delete it removes it, so"
              + " that the next run makes it again");
    }
    result.faults().forEach(fault -> System.err.println("kinetics: " + fault));
    if (refused.count() > 0) {
      System.out.println("  rows of the list that were refused: " + refused.count());
      refused.firstFew().forEach(row -> System.out.println("    " + row));
    }
    boolean bad =
        !result.faults().isEmpty()
            || !result.leftOut().isEmpty()
            || notWhole
            || !table.unreadable().isEmpty()
            || refused.count() > 0;
    return (bad ? ExitCode.INCOMPLETE : ExitCode.DONE).code();
  }
}
