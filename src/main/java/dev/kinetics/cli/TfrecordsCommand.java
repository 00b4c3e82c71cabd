package dev.kinetics.cli;

import dev.kinetics.annotations.ClassCatalog;
import dev.kinetics.annotations.Clip;
import dev.kinetics.annotations.Split;
import dev.kinetics.cli.option.DatasetOptions;
import dev.kinetics.cli.option.NamingOptions;
import dev.kinetics.cli.option.SelectionOptions;
import dev.kinetics.cli.option.ToolOptionsGroup;
import dev.kinetics.cli.option.WorkersOption;
import dev.kinetics.dataset.DatasetLayout;
import dev.kinetics.dataset.DatasetLayout.Kind;
import dev.kinetics.error.KineticsException;
import dev.kinetics.run.StopSignal;
import dev.kinetics.tfrecord.TfRecords;
import dev.kinetics.tfrecord.TfRecordsOptions;
import dev.kinetics.tool.Tools;
import dev.kinetics.words.Counts;
import dev.kinetics.words.Sizes;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "tfrecords",
    description = "Pack the sound tracks that metadata names into TFRecords.",
    sortOptions = false)
final class TfrecordsCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "train|valid|test", description = "The tracks' split.")
  private String subset;

  @Parameters(
      index = "1",
      paramLabel = "META",
      description = "A JSON file, clip name to class, as 'meta sound' writes it.")
  private Path metadata;

  @Parameters(
      index = "2",
      paramLabel = "CLASSES",
      description = "A JSON file, class to index, as 'meta sound' writes it.")
  private Path classes;

  @Parameters(index = "3", paramLabel = "OUTPUT", description = "The file to write.")
  private Path output;

  @Option(
      names = "--sampling-rate",
      paramLabel = "HZ",
      defaultValue = "22050",
      description = "Samples a second (default: ${DEFAULT-VALUE}).")
  private int samplingRate;

  @Option(
      names = "--shards",
      paramLabel = "N",
      description = "Write N files, OUTPUT-00000-of-0000N and so on.")
  private Integer shards;

  @Option(names = "--gzip", description = "Compress as TensorFlow's GZIP.")
  private boolean gzip;

  @Option(
      names = "--skip-missing",
      description = "Leave out tracks that are missing or can't be decoded.")
  private boolean skipMissing;

  @Mixin private LabelOptions labels;
  @Mixin private WorkersOption workers;

  @Mixin private SelectionOptions selection;
  @Mixin private DatasetOptions dataset;
  @Mixin private NamingOptions naming;
  @Mixin private ToolOptionsGroup toolOptions;

  private final StopSignal stopSignal;

  TfrecordsCommand(StopSignal stopSignal) {
    this.stopSignal = stopSignal;
  }

  @Override
  public Integer call() throws InterruptedException {
    if (shards != null && shards < 1) {
      throw KineticsException.badInput("--shards is " + shards + "; it must be 1 or more");
    }
    TfRecordsOptions options =
        new TfRecordsOptions(
            Split.parse(subset)
                .orElseThrow(
                    () ->
                        KineticsException.badInput(
                            "there is no split '" + subset + "'; name train, valid or test")),
            metadata,
            classes,
            output,
            samplingRate,
            shards == null ? 0 : shards,
            gzip,
            skipMissing,
            workers.count(),
            labels.isGiven()
                ? labels.indexing(ClassCatalog.of(dataset.release()).classes())
                : null);
    DatasetLayout layout = dataset.layout(naming);
    Tools tools = toolOptions.tools(stopSignal);
    Thread packing = Thread.currentThread();
    stopSignal.onStop(packing::interrupt);
    TfRecords.Result result =
        TfRecords.pack(
            layout, options, selected(layout, options.split()), tools.ffmpeg(), dataset.quiet());
    System.out.printf(
        Locale.ROOT,
        "tfrecords: %s, %s%n",
        Counts.of(result.records(), "record", "records"),
        Sizes.format(result.bytes()));
    result.files().forEach(file -> System.out.println("  " + file));
    if (result.leftOut() > 0) {
      System.out.printf(
          Locale.ROOT, "  %s left out:%n", Counts.of(result.leftOut(), "track", "tracks"));
      result.firstLeftOut().forEach(track -> System.out.println("    " + track));
    }
    return 0;
  }

  /** Of which clips the tracks are packed, by their files' names. */
  private Predicate<String> selected(DatasetLayout layout, Split split) {
    if (!selection.isGiven()) {
      return name -> true;
    }
    try (ReleaseAccess access = ReleaseAccess.open(dataset, toolOptions, stopSignal)) {
      Set<String> names = new HashSet<>();
      List<Clip> listed = access.read(selection.selectionOrEverything()).clips();
      for (Clip clip : selection.sample(listed, layout, Kind.SOUND)) {
        if (clip.split() == split) {
          names.add(layout.naming().clipName(clip));
        }
      }
      return names::contains;
    }
  }
}
