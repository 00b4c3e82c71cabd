package dev.kinetics.report;

import dev.kinetics.dataset.DatasetLayout;
import dev.kinetics.history.Journals;
import dev.kinetics.journal.Run;
import dev.kinetics.journal.RunHeader;
import dev.kinetics.report.ReportPage.RunRow;
import dev.kinetics.words.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/** The page's table of runs. */
final class RunRows {
  /** The newest runs that are shown; a page with thousands helps nobody. */
  private static final int MOST = 200;

  private RunRows() {}

  /** The runs of all jobs, the newest first. */
  static List<RunRow> of(DatasetLayout layout) {
    List<RunRow> rows = new ArrayList<>();
    for (Run run : new Journals(layout.journals()).runs()) {
      RunHeader header = run.header();
      Duration waited =
          run.blocks().stream()
              .map(block -> Duration.between(block.time(), block.until()))
              .reduce(Duration.ZERO, Duration::plus);
      rows.add(
          0,
          new RunRow(
              Report.WHEN.format(header.start()),
              header.job(),
              header.wanted(),
              run.blocks().size(),
              waited.isZero() ? "–" : Durations.format(waited),
              String.join(" ", header.program().command()),
              tools(header.program())));
    }
    return rows.size() > MOST ? rows.subList(0, MOST) : rows;
  }

  private static String tools(RunHeader.Program program) {
    StringJoiner tools = new StringJoiner(", ");
    if (!program.version().isEmpty()) {
      tools.add("kinetics " + program.version());
    }
    program.tools().forEach((name, version) -> tools.add(name + " " + version));
    return tools.toString();
  }
}
