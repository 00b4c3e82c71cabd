package dev.kinetics.cli;

import dev.kinetics.annotations.Clip;
import dev.kinetics.annotations.Sampling;
import dev.kinetics.annotations.Selection;
import dev.kinetics.cli.option.DatasetOptions;
import dev.kinetics.cli.option.NamingOptions;
import dev.kinetics.cli.option.SelectionOptions;
import dev.kinetics.cli.option.ToolOptionsGroup;
import dev.kinetics.dataset.DatasetLayout;
import dev.kinetics.dataset.DatasetLayout.Kind;
import dev.kinetics.dataset.Inventory;
import dev.kinetics.engine.Engine;
import dev.kinetics.history.Journals;
import dev.kinetics.inspect.ClipFilter;
import dev.kinetics.journal.Jobs;
import dev.kinetics.journal.RunHeader;
import dev.kinetics.lists.AnnotationList;
import dev.kinetics.lists.RowCheck;
import dev.kinetics.run.ClipJob;
import dev.kinetics.run.DiskForecast;
import dev.kinetics.run.RunSummary;
import dev.kinetics.run.StopSignal;
import dev.kinetics.tool.ToolOptions;
import dev.kinetics.words.Counts;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * What {@code download}, {@code frames} and {@code sound} share: which clips of which dataset, and
 * the way from the list to the summary.
 */
final class ClipRun {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec subcommand;

  @Mixin private SelectionOptions selection;
  @Mixin private DatasetOptions dataset;
  @Mixin private NamingOptions naming;
  @Mixin private ToolOptionsGroup toolOptions;
  @Mixin private EngineOption engineOption;

  @Option(names = "--dry-run", description = "Say what would be done, and write nothing.")
  private boolean dryRun;

  @Option(
      names = "--failed-log",
      paramLabel = "FILE",
      description = "Where to list the clips that failed (default: in the dataset).")
  private Path failedLog;

  @Option(
      names = {"-v", "--verbose"},
      description = "Show what the tools say, and where an error came from.")
  private boolean verbose;

  @Option(
      names = "--retry-gone",
      description =
          "Try clips again that are known to be lost: gone, closed, damaged or without sound.")
  private boolean retryGone;

  /**
   * A job over clips.
   *
   * @param name what the journal calls it
   * @param output the dataset that it writes to
   * @param rate what it writes for a second of clip
   * @param damagedFails whether a damaged clip is one that a person should act on
   * @param sharing by what the selection is shared among runs
   * @param plan what is to be done of the clips
   * @param forecast further lines for {@code --dry-run}
   * @param run does it
   * @param after does what else is to be done of the clips then, with a summary of each job
   */
  record Job(
      String name,
      DatasetLayout output,
      DiskForecast.Rate rate,
      boolean damagedFails,
      Function<Clip, Sampling.By> sharing,
      Function<List<Clip>, ClipJob.Plan> plan,
      Function<ClipJob.Plan, List<String>> forecast,
      Consumer<ClipJob.Plan> run,
      Function<List<Clip>, List<RunSummary>> after) {

    Job(
        String name,
        DatasetLayout output,
        DiskForecast.Rate rate,
        Function<List<Clip>, ClipJob.Plan> plan,
        Consumer<ClipJob.Plan> run) {
      this(
          name,
          output,
          rate,
          true,
          clip -> Sampling.By.CLIP,
          plan,
          done -> List.of(),
          run,
          done -> List.of());
    }
  }

  DatasetOptions dataset() {
    return dataset;
  }

  DatasetLayout layout() {
    return dataset.layout(naming);
  }

  /** Which part of the selection is this run's; all of it where only clips that are there count. */
  Sampling share() {
    return selection.isOfThere() ? Sampling.ALL : selection.sampling();
  }

  /** The tools that a person named. */
  ToolOptions tools() {
    return toolOptions.options();
  }

  boolean isDryRun() {
    return dryRun;
  }

  boolean isOnCluster() {
    return engineOption.isSpark();
  }

  boolean verbose() {
    return verbose;
  }

  boolean retryGone() {
    return retryGone;
  }

  /** The log that was named, or the one of this name in the dataset that is written to. */
  Path failedLog(DatasetLayout output, String name) {
    return failedLog == null ? output.root().resolve(name) : failedLog;
  }

  private RunHeader.Program program(ReleaseAccess access) {
    return new RunHeader.Program(
        Version.program(),
        SafeCommand.of(subcommand.commandLine().getParseResult().originalArgs(), subcommand.name()),
        access.tools().used());
  }

  /**
   * Reads the list and does the job, or says what it would do.
   *
   * @param anew whether the dataset may become one of another release
   * @param check by which more rows of the list are refused
   * @param filter what the clips that are there must be like
   * @param jobOf makes the job, from the tools and the site, and where it is done
   * @return the exit code
   */
  int run(
      StopSignal stopSignal,
      boolean anew,
      RowCheck check,
      ClipFilter filter,
      BiFunction<ReleaseAccess, Engine, Job> jobOf) {
    Selection wanted = selection.selection();
    try (ReleaseAccess access =
            anew
                ? ReleaseAccess.openAnew(dataset, toolOptions, stopSignal)
                : ReleaseAccess.open(dataset, toolOptions, stopSignal);
        Engine engine = engineOption.engine(access.tools(), toolOptions, subcommand.name())) {
      AnnotationList list = access.read(wanted, check);
      Job job = jobOf.apply(access, engine);
      List<Clip> passing =
          Chosen.passing(
              filter, list.clips(), layout(), Chosen.looking(dataset, access, stopSignal, !dryRun));
      int exitCode;
      boolean again;
      do {
        List<Clip> selected = sample(job, passing);
        ClipJob.Plan plan = job.plan().apply(selected);
        ReleaseAccess.note(list, wanted, plan.summary());
        if (passing.size() < list.clips().size()) {
          plan.summary()
              .note(
                  "of the selection not there, or not as the filters want it: "
                      + Counts.clips(list.clips().size() - passing.size()),
                  false);
        }
        if (dryRun) {
          return forecast(job, plan);
        }
        exitCode = work(job, plan, selected, access, stopSignal);
        // In place of those that are lost now others may be had.
        again = isOfHad(job) && !stopSignal.isReceived() && plan.summary().hasLostForGood();
      } while (again);
      return exitCode;
    }
  }

  /** Whether clips are counted that are there at the end, and others taken for those lost. */
  private boolean isOfHad(Job job) {
    return selection.isOfThere() && job.name().equals(Jobs.DOWNLOAD);
  }

  private List<Clip> sample(Job job, List<Clip> clips) {
    if (!isOfHad(job)) {
      return selection.isOfThere()
          ? selection.sample(clips, layout(), Kind.VIDEO)
          : selection.sample(clips, job.sharing());
    }
    Set<Clip> wanted = new HashSet<>(job.plan().apply(clips).wanted());
    Inventory there = new Inventory(layout());
    return selection.sample(
        clips.stream()
            .filter(clip -> wanted.contains(clip) || there.has(clip, Kind.VIDEO))
            .toList());
  }

  private static int forecast(Job job, ClipJob.Plan plan) {
    plan.summary().planLines().forEach(System.out::println);
    DiskForecast.of(
            new Journals(job.output().journals()),
            job.name(),
            plan.wanted(),
            job.rate(),
            job.output().root())
        .lines()
        .forEach(System.out::println);
    job.forecast().apply(plan).forEach(System.out::println);
    return plan.summary().exitCode(job.damagedFails()).code();
  }

  private int work(
      Job job,
      ClipJob.Plan plan,
      List<Clip> selected,
      ReleaseAccess access,
      StopSignal stopSignal) {
    try {
      job.run().accept(plan.by(() -> program(access)));
    } finally {
      plan.summary().lines().forEach(System.out::println);
    }
    int exitCode = plan.summary().exitCode(job.damagedFails()).code();
    if (!stopSignal.isReceived()) {
      for (RunSummary more : job.after().apply(selected)) {
        more.lines().forEach(System.out::println);
        exitCode = Math.max(exitCode, more.exitCode(true).code());
      }
    }
    System.out.println("  in " + job.output().root());
    return exitCode;
  }
}
