package dev.kinetics.cli;

import dev.kinetics.annotations.Release;
import dev.kinetics.annotations.Split;
import dev.kinetics.cli.option.Heading;
import dev.kinetics.cli.option.HelpOption;
import dev.kinetics.cli.option.HostOptions;
import dev.kinetics.cli.option.NamingOptions;
import dev.kinetics.cli.option.ReleaseConverter;
import dev.kinetics.cli.option.ToleranceOption;
import dev.kinetics.cli.option.ToolOptionsGroup;
import dev.kinetics.cli.option.WorkersOption;
import dev.kinetics.dataset.DatasetLayout;
import dev.kinetics.dataset.DatasetLayout.Kind;
import dev.kinetics.dataset.Made;
import dev.kinetics.dataset.Naming;
import dev.kinetics.dataset.NamingDetection;
import dev.kinetics.dataset.NamingFile;
import dev.kinetics.demo.DemoRelease;
import dev.kinetics.error.ExitCode;
import dev.kinetics.error.KineticsException;
import dev.kinetics.error.Visible;
import dev.kinetics.inspect.Adoption;
import dev.kinetics.inspect.Adoption.Candidate;
import dev.kinetics.inspect.LooksLike;
import dev.kinetics.inspect.Verification;
import dev.kinetics.release.CachedList;
import dev.kinetics.release.ReleaseLists;
import dev.kinetics.run.StopSignal;
import dev.kinetics.tool.Tools;
import dev.kinetics.tool.UserCache;
import dev.kinetics.words.Counts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "adopt",
    description = {
      "Take over a dataset that somebody else made: find how it is named and of which release it"
          + " is, remember that, and say what is there, missing, suspicious, or no clip.",
      "No file of it is changed."
    },
    sortOptions = false)
final class AdoptCommand implements Callable<Integer> {
  /** So many files that are no clips are named. */
  private static final int NAMED = 20;

  @Parameters(paramLabel = "DIR", description = "The dataset's folder.")
  private Path folder;

  @Heading(Heading.DATASET)
  @Option(
      names = "--release",
      paramLabel = "RELEASE",
      converter = ReleaseConverter.class,
      description =
          "400, 600, 700, 700-2020 or demo (default: the one, of those whose lists are in the"
              + " cache, that has most of the clips).")
  private Release release;

  @Heading(Heading.DATASET)
  @Option(
      names = "--annotations",
      paramLabel = "PATH",
      description = "The list that the clips come from, if it is not a release's own.")
  private Path annotations;

  @Mixin private NamingOptions naming;

  @Option(
      names = "--quick",
      description = "Decode nothing: look at containers and lengths only (default).")
  private boolean quick;

  @Option(names = "--full", description = "Decode each clip, as 'kinetics verify' does.")
  private boolean full;

  @Mixin private ToleranceOption tolerance;

  @Mixin private WorkersOption workers;

  @Option(names = "--quiet", description = "Show no progress.")
  private boolean quiet;

  @Mixin private HostOptions hosts;
  @Mixin private ToolOptionsGroup toolOptions;
  @Mixin private HelpOption help;

  /** Whether neither a release nor a list is known, and those are tried that are there. */
  private boolean onlyCached;

  private final StopSignal stopSignal;

  AdoptCommand(StopSignal stopSignal) {
    this.stopSignal = stopSignal;
  }

  @Override
  public Integer call() {
    double lengthTolerance = tolerance.seconds();
    if (quick && full) {
      throw KineticsException.badInput("--quick decodes nothing and --full everything; give one");
    }
    if (!Files.isDirectory(folder)) {
      throw KineticsException.badInput(folder + " is not a folder; name the dataset's");
    }
    NamingFile.requireNotRenaming(folder);
    DatasetLayout layout = new DatasetLayout(folder, named());
    Tools tools = toolOptions.tools(stopSignal);
    // Whatever is missing is missing before anything is written.
    tools.ffmpeg();
    tools.ffprobe();
    Adoption.Found found = new Adoption(layout).find(candidates(tools), onlyCached);
    NamingFile.replace(layout);
    Made.of(found.candidate().release(), found.candidate().list()).remember(layout);
    Verification.Report report =
        new Verification(
                new Verification.Options(
                    layout,
                    found.clips(),
                    true,
                    !full,
                    lengthTolerance,
                    new Verification.Bad(false, null),
                    workers.count(),
                    quiet),
                tools,
                stopSignal,
                (path, verdict) ->
                    System.out.println(
                        "suspicious: " + Visible.path(path) + ": " + verdict.words()))
            .run();
    print(layout, found, report);
    boolean fine = report.complete() && report.bad().isEmpty() && report.unchecked().isEmpty();
    return (fine ? ExitCode.DONE : ExitCode.INCOMPLETE).code();
  }

  private Naming named() {
    NamingDetection.Given given = naming.given();
    return NamingDetection.detect(folder, given)
        .orElseGet(
            () -> {
              if (!given.isAll()) {
                throw KineticsException.badInput(NamingDetection.nothingIn(folder));
              }
              return given.or(Naming.DEFAULT);
            });
  }

  /** The list that a person named, or those that are there without being fetched. */
  private List<Candidate> candidates(Tools tools) {
    Made remembered = Made.read(folder).orElse(Made.of(null, null));
    if (annotations == null && release == null) {
      annotations = remembered.list();
      release = remembered.release();
    }
    if (annotations != null) {
      return List.of(new Candidate(release, annotations, annotations));
    }
    try (FetchBar bar = new FetchBar(quiet);
        DemoRelease demo = new DemoRelease(tools::ffmpeg, UserCache.root())) {
      ReleaseLists lists = hosts.lists(bar);
      if (release != null) {
        Path path = release == Release.DEMO ? demo.annotations() : lists.get(release);
        return List.of(new Candidate(release, null, path));
      }
      onlyCached = true;
      List<Candidate> cached = new ArrayList<>();
      for (Release each : Release.values()) {
        if (each == Release.DEMO) {
          cached.add(new Candidate(each, null, demo.annotations()));
        } else {
          lists
              .cached(each)
              .map(CachedList::path)
              .ifPresent(path -> cached.add(new Candidate(each, null, path)));
        }
      }
      return cached;
    }
  }

  private void print(DatasetLayout layout, Adoption.Found found, Verification.Report report) {
    report
        .unchecked()
        .forEach(
            (path, reason) ->
                System.out.println("not checked: " + Visible.path(path) + ": " + reason));
    List<Path> foreign = report.foreign();
    List<Path> named = foreign.stream().limit(NAMED).toList();
    Map<Path, String> meant = LooksLike.words(layout, named, found.clips());
    named.forEach(
        path ->
            System.out.println(
                "does not belong: "
                    + Visible.path(path)
                    + (meant.containsKey(path) ? ": " + meant.get(path) : "")));
    if (foreign.size() > NAMED) {
      System.out.printf(Locale.ROOT, "does not belong: %,d more%n", foreign.size() - NAMED);
    }
    System.out.println(
        "adopt: "
            + folder
            + " belongs to "
            + (found.candidate().list() == null
                ? "release " + found.candidate().release()
                : "the list " + found.candidate().list())
            + ", naming: "
            + NamingFile.words(layout.naming()));
    long missing = 0;
    boolean hasTest =
        found.listed(Split.TEST) == 0
            || Files.isDirectory(layout.splitFolder(Split.TEST, Kind.VIDEO));
    for (Split split : Split.values()) {
      long listed = found.listed(split);
      long there = found.there().getOrDefault(split, 0L);
      long gone = found.gone().getOrDefault(split, 0L);
      long notThere = listed - there - gone;
      missing += split == Split.TEST && !hasTest ? 0 : notThere;
      if (listed > 0) {
        System.out.printf(
            Locale.ROOT,
            "  %s: %s there,%s %,d missing%s%n",
            split,
            Counts.clips(there),
            gone == 0 ? "" : String.format(Locale.ROOT, " %,d gone,", gone),
            notThere,
            suspicious(layout, split, report));
      }
    }
    System.out.printf(
        Locale.ROOT,
        "  %s of frames, %s; %,d suspicious, %,d not checked, %,d that do not belong%n",
        Counts.of(report.checked().get(Kind.FRAMES), "folder", "folders"),
        Counts.of(report.checked().get(Kind.SOUND), "sound track", "sound tracks"),
        report.bad().size(),
        report.unchecked().size(),
        foreign.size());
    if (!report.complete()) {
      System.out.println("  stopped before the end of the look; the naming is remembered");
    }
    if (!report.bad().isEmpty()) {
      System.out.println(
          "  'kinetics verify --dataset-dir "
              + folder
              + (full ? "" : " --quick")
              + " --delete' removes what is bad");
    }
    if (missing > 0) {
      System.out.println(
          "  'kinetics download --all"
              + (hasTest && found.listed(Split.TEST) > 0 ? " --test" : "")
              + " --dataset-dir "
              + folder
              + (isAtTheMirror(found.candidate().release()) ? " --source youtube,mirror" : "")
              + "' fetches what is missing");
    }
    if (!hasTest) {
      System.out.println("  the test set is not there; with --test, 'download' fetches it, too");
    }
  }

  /** How many of a split's clips are bad, in brackets. */
  private static String suspicious(DatasetLayout layout, Split split, Verification.Report report) {
    Path ofSplit = layout.splitFolder(split, Kind.VIDEO);
    long bad = report.bad().keySet().stream().filter(path -> path.startsWith(ofSplit)).count();
    return bad == 0 ? "" : String.format(Locale.ROOT, " (%,d of those there suspicious)", bad);
  }

  private static boolean isAtTheMirror(Release release) {
    return release != null && !release.mirrorName().isEmpty();
  }
}
