package dev.kinetics.cli;

import dev.kinetics.annotations.ClassCatalog;
import dev.kinetics.annotations.ClassIndices;
import dev.kinetics.annotations.Clip;
import dev.kinetics.annotations.Selection;
import dev.kinetics.annotations.Split;
import dev.kinetics.cli.option.DatasetOptions;
import dev.kinetics.cli.option.FilterOptions;
import dev.kinetics.cli.option.NamingOptions;
import dev.kinetics.cli.option.SelectionOptions;
import dev.kinetics.cli.option.ToolOptionsGroup;
import dev.kinetics.dataset.DatasetLayout;
import dev.kinetics.dataset.DatasetLayout.Kind;
import dev.kinetics.dataset.Inventory;
import dev.kinetics.error.KineticsException;
import dev.kinetics.history.Journals;
import dev.kinetics.history.Sections;
import dev.kinetics.journal.Jobs;
import dev.kinetics.lists.AnnotationList;
import dev.kinetics.meta.Metadata;
import dev.kinetics.meta.MetadataOptions;
import dev.kinetics.meta.MetadataResult;
import dev.kinetics.run.StopSignal;
import dev.kinetics.words.Counts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "meta",
    description = "Write the metadata that training reads: which clip is of which class.",
    sortOptions = false)
final class MetaCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "videos|frames|sound",
      description = "Which of a clip's files must exist for it to count.")
  private String kind;

  @Mixin private SelectionOptions selection;
  @Mixin private FilterOptions filters;
  @Mixin private DatasetOptions dataset;
  @Mixin private NamingOptions naming;
  @Mixin private ToolOptionsGroup toolOptions;

  @Option(
      names = {"-s", "--sets"},
      arity = "1..*",
      paramLabel = "N",
      description = "Sets of so many classes, chosen at random (default: one set of all classes).")
  private List<Integer> sets = List.of();

  @Option(
      names = "--save",
      paramLabel = "PREFIX",
      defaultValue = "resources/kinetics",
      description = "What the files' names begin with (default: ${DEFAULT-VALUE}).")
  private Path save;

  @Option(
      names = {"-f", "--force"},
      description = "Write although train and valid hold different classes.")
  private boolean force;

  @Option(
      names = "--classes-file",
      paramLabel = "FILE",
      description =
          "Only the classes of this file, a JSON list or one per line; the files' names then bear"
              + " no number.")
  private Path classesFile;

  @Option(
      names = "--max-training-videos",
      paramLabel = "N",
      description = "At most this many clips of a class in train.")
  private Integer maxTrainingVideos;

  @Option(
      names = "--max-testing-videos",
      paramLabel = "N",
      description = "At most this many clips of a class in test.")
  private Integer maxTestingVideos;

  @Option(
      names = "--validation-from-training",
      paramLabel = "FRACTION",
      description = "Valid becomes test, and this part of train becomes valid.")
  private Double validationFromTraining;

  @Mixin private LabelOptions labelOptions;

  private final StopSignal stopSignal;

  MetaCommand(StopSignal stopSignal) {
    this.stopSignal = stopSignal;
  }

  @Override
  public Integer call() {
    dataset.requireThere();
    DatasetLayout layout = dataset.layout(naming);
    Kind what = kind();
    Set<String> ofList = new LinkedHashSet<>();
    List<Clip> others = new ArrayList<>();
    List<Clip> clips = clips(layout, what, ofList, others);
    List<String> whole = ClassCatalog.of(dataset.release()).classes();
    MetadataOptions options =
        new MetadataOptions(
            what,
            dataset.release(),
            sets,
            save,
            force,
            selection.seed(),
            classesFile,
            optional(maxTrainingVideos),
            optional(maxTestingVideos),
            validationFromTraining == null
                ? OptionalDouble.empty()
                : OptionalDouble.of(validationFromTraining),
            labelOptions.indexing(ClassIndices.full(whole, ofList).labels()));
    Set<String> labels = new LinkedHashSet<>(whole);
    labels.addAll(ofList);
    Inventory there = new Inventory(layout);
    long left = others.stream().filter(clip -> there.has(clip, what)).count();
    if (left > 0) {
      System.err.println(
          "warning: "
              + Counts.clips(left)
              + " left out: what is there is of other sections than the list's; 'kinetics download'"
              + " makes them anew");
    }
    MetadataResult result =
        isNarrowed()
            ? Metadata.writeOnly(layout, labels, clips, options)
            : Metadata.write(layout, labels, clips, others, options);
    result.warnings().forEach(warning -> System.err.println("warning: " + warning));
    for (MetadataResult.WrittenSet set : result.sets()) {
      System.out.printf(
          Locale.ROOT,
          "meta: %s (seed %d)%n  %s  %s%n  %s  %s%n  %s  %s%n  %s " + " %s%n",
          Counts.of(set.classCount(), "class", "classes"),
          selection.seed(),
          set.train(),
          Counts.clips(set.trainClips()),
          set.valid(),
          Counts.clips(set.validClips()),
          set.test(),
          Counts.clips(set.testClips()),
          set.classes(),
          labelOptions.words(set.indexCount(), options.indexing().whole().size()));
    }
    return 0;
  }

  private Kind kind() {
    return switch (kind) {
      case "videos" -> Kind.VIDEO;
      case "frames" -> Kind.FRAMES;
      case "sound" -> Kind.SOUND;
      default ->
          throw KineticsException.badInput(
              "there is no metadata of '" + kind + "'; name videos, frames or sound");
    };
  }

  private static OptionalInt optional(Integer number) {
    return number == null ? OptionalInt.empty() : OptionalInt.of(number);
  }

  private boolean isNarrowed() {
    return selection.isGiven() || !filters.filter().isNone();
  }

  /**
   * The clips that are selected; where nothing is, those that lie in no folder of their class, for
   * their labels. A release's list is asked for only where it is needed.
   *
   * @param labels takes the classes of the list
   * @param others takes the clips for whose files other sections were cut; those are not theirs
   */
  private List<Clip> clips(DatasetLayout layout, Kind what, Set<String> labels, List<Clip> others) {
    boolean flat = !layout.hasClassFolders(Split.TRAIN);
    boolean given = isNarrowed() || flat || dataset.annotations() != null;
    if (!given && !Files.isDirectory(layout.splitFolder(Split.TEST, what))) {
      return List.of();
    }
    try (ReleaseAccess access = ReleaseAccess.open(dataset, toolOptions, stopSignal)) {
      AnnotationList list =
          access.read(given ? selection.selectionOrEverything() : Selection.testSet());
      list.counts().values().forEach(counts -> labels.addAll(counts.keySet()));
      labels.remove("");
      List<Clip> passing =
          Chosen.passing(
              filters.filter(),
              list.clips(),
              layout,
              Chosen.looking(dataset, access, stopSignal, true));
      Sections made = new Journals(layout.journals()).sections(Jobs.making(what), layout.naming());
      passing.stream().filter(made::isOther).forEach(others::add);
      return selection.sample(
          others.isEmpty()
              ? passing
              : passing.stream().filter(clip -> !made.isOther(clip)).toList(),
          layout,
          what);
    }
  }
}
