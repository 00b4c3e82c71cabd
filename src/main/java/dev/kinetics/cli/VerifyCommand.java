package dev.kinetics.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kinetics.annotations.Selection;
import dev.kinetics.annotations.Split;
import dev.kinetics.cli.option.DatasetOptions;
import dev.kinetics.cli.option.NamingOptions;
import dev.kinetics.cli.option.SelectionOptions;
import dev.kinetics.cli.option.ToleranceOption;
import dev.kinetics.cli.option.ToolOptionsGroup;
import dev.kinetics.cli.option.WorkersOption;
import dev.kinetics.dataset.DatasetLayout;
import dev.kinetics.dataset.DatasetLayout.Kind;
import dev.kinetics.error.ExitCode;
import dev.kinetics.error.KineticsException;
import dev.kinetics.error.Visible;
import dev.kinetics.inspect.LooksLike;
import dev.kinetics.inspect.Verification;
import dev.kinetics.lists.AnnotationList;
import dev.kinetics.media.Verdict;
import dev.kinetics.run.StopSignal;
import dev.kinetics.words.Counts;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "verify",
    description = {
      "Check what is on the disk: decode each clip, look through frames and sound.",
      "Without a selection, everything that the list holds."
    },
    sortOptions = false)
final class VerifyCommand implements Callable<Integer> {
  @Mixin private SelectionOptions selection;
  @Mixin private DatasetOptions dataset;
  @Mixin private NamingOptions naming;
  @Mixin private ToolOptionsGroup toolOptions;

  @Option(names = "--quick", description = "Decode nothing: look at containers and lengths only.")
  private boolean quick;

  @Option(
      names = "--delete",
      description = "Remove what is bad, so that the next run makes it again.")
  private boolean delete;

  @Option(
      names = "--move-bad",
      paramLabel = "DIR",
      description = "Move what is bad below this folder, instead of removing it.")
  private Path moveBad;

  @Mixin private ToleranceOption tolerance;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Mixin private WorkersOption workers;

  private final StopSignal stopSignal;

  VerifyCommand(StopSignal stopSignal) {
    this.stopSignal = stopSignal;
  }

  @Override
  public Integer call() {
    double lengthTolerance = tolerance.seconds();
    if (delete && moveBad != null) {
      throw KineticsException.badInput("--delete and --move-bad do not go together: give one");
    }
    dataset.requireThere();
    Selection wanted = selection.selectionOrEverything();
    DatasetLayout layout = dataset.layout(naming);
    if (moveBad != null && isWhereClipsAre(layout)) {
      throw KineticsException.badInput(
          "--move-bad " + moveBad + " is a folder of the dataset's own files; name another one");
    }
    try (ReleaseAccess access = ReleaseAccess.open(dataset, toolOptions, stopSignal)) {
      AnnotationList list = access.read(wanted);
      Verification.Report report =
          new Verification(
                  new Verification.Options(
                      layout,
                      selection.sample(list.clips(), layout, Kind.VIDEO),
                      wanted.isWhole() && !selection.isSampled(),
                      quick,
                      lengthTolerance,
                      new Verification.Bad(delete || moveBad != null, moveBad),
                      workers.count(),
                      dataset.quiet()),
                  access.tools(),
                  stopSignal,
                  this::tell)
              .run();
      // Of a part, what lies beside it is somebody's, too.
      boolean part = selection.isSampled() || !wanted.subset().isNone();
      List<Path> foreign = part ? List.of() : report.foreign();
      if (json) {
        System.out.println(json(report, foreign));
      } else {
        print(report, foreign, LooksLike.words(layout, foreign, list.clips()));
      }
      boolean fine = report.complete() && report.bad().isEmpty() && report.unchecked().isEmpty();
      return (fine ? ExitCode.DONE : ExitCode.INCOMPLETE).code();
    }
  }

  private void tell(Path path, Verdict verdict) {
    if (!json) {
      System.out.println(
          "bad: " + Visible.path(path) + ": " + verdict.words() + " (" + verdict.rule() + ")");
    }
  }

  private ObjectNode json(Verification.Report report, List<Path> foreign) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    ObjectNode checked = object.putObject("checked");
    checked.put("clips", report.checked().get(Kind.VIDEO));
    checked.put("frames", report.checked().get(Kind.FRAMES));
    checked.put("sound", report.checked().get(Kind.SOUND));
    ArrayNode bad = object.putArray("bad");
    report
        .bad()
        .forEach(
            (path, verdict) ->
                bad.addObject()
                    .put("path", path.toString())
                    .put("rule", verdict.rule().toString())
                    .put("found", verdict.words()));
    ArrayNode unchecked = object.putArray("not_checked");
    report
        .unchecked()
        .forEach(
            (path, reason) ->
                unchecked.addObject().put("path", path.toString()).put("found", reason));
    ArrayNode others = object.putArray("does_not_belong");
    foreign.forEach(path -> others.add(path.toString()));
    object.put("removed", delete ? report.putAway() : 0);
    object.put("moved", moveBad != null ? report.putAway() : 0);
    object.put("complete", report.complete());
    return object;
  }

  private void print(Verification.Report report, List<Path> foreign, Map<Path, String> meant) {
    report
        .unchecked()
        .forEach(
            (path, reason) ->
                System.out.println("not checked: " + Visible.path(path) + ": " + reason));
    foreign.forEach(
        path ->
            System.out.println(
                "does not belong: "
                    + Visible.path(path)
                    + (meant.containsKey(path) ? ": " + meant.get(path) : "")));
    System.out.printf(
        Locale.ROOT,
        "verify: %s, %s, %s; %,d bad, %,d not checked," + " %,d that do not belong%n",
        Counts.clips(report.checked().get(Kind.VIDEO)),
        Counts.of(report.checked().get(Kind.FRAMES), "folder of frames", "folders of frames"),
        Counts.of(report.checked().get(Kind.SOUND), "sound track", "sound tracks"),
        report.bad().size(),
        report.unchecked().size(),
        foreign.size());
    if (!report.complete()) {
      System.out.println("  stopped before the end; nothing was removed");
    } else if (!report.bad().isEmpty()) {
      System.out.println("  " + whatBecameOfThem(report));
    }
  }

  /** There what is moved away would be found again. */
  private boolean isWhereClipsAre(DatasetLayout layout) {
    Path to = moveBad.toAbsolutePath().normalize();
    Path root = layout.root().toAbsolutePath().normalize();
    if (to.equals(root)) {
      return true;
    }
    return Stream.of(Split.values())
        .flatMap(split -> Stream.of(Kind.values()).map(kind -> layout.splitFolder(split, kind)))
        .anyMatch(folder -> to.startsWith(folder.toAbsolutePath().normalize()));
  }

  private String whatBecameOfThem(Verification.Report report) {
    boolean others =
        report.bad().values().stream().allMatch(bad -> bad.rule() == Verdict.Rule.SECTION);
    if (others) {
      return "files of other sections stay until 'kinetics download', 'frames' and 'sound' have"
          + " made the ones of the list";
    }
    String again = ": 'kinetics download', 'frames' and 'sound' make them again";
    if (delete) {
      return "removed " + report.putAway() + again;
    }
    return moveBad == null
        ? "'kinetics verify --delete' removes what is bad, '--move-bad DIR' moves it away, so that"
            + " the next run makes it again"
        : "moved " + report.putAway() + " to " + moveBad + again;
  }
}
