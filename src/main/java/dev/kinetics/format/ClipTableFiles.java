package dev.kinetics.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import dev.kinetics.annotations.ClassIndices;
import dev.kinetics.annotations.Clip;
import dev.kinetics.inspect.ClipFacts;
import dev.kinetics.journal.Outcome;
import dev.kinetics.media.MediaFacts;
import dev.kinetics.media.Verdict.Rule;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.apache.commons.csv.CSVFormat;

/** The table of all selected clips as files, for pandas, DuckDB and the like. */
final class ClipTableFiles {
  private static final String[] COLUMNS = {
    "path", "id", "split", "label", "index", "start", "end", "state", "reason", "source", "width",
    "height", "fps", "seconds", "frames", "audio"
  };

  private ClipTableFiles() {}

  /** Writes {@code table.csv}: every clip, there or not. */
  static void writeCsv(ClipFacts table, ClassIndices classes, Path file) throws IOException {
    CSVFormat format = CSVFormat.DEFAULT.builder().setRecordSeparator('\n').get();
    try (Writer csv = Files.newBufferedWriter(file, UTF_8)) {
      format.printRecord(csv, (Object[]) COLUMNS);
      for (int i = 0; i < table.size(); i++) {
        format.printRecord(csv, row(table, classes, i));
      }
    }
  }

  /** Writes {@code table.jsonl}: the same, an object a line. */
  static void writeJson(ClipFacts table, ClassIndices classes, Path file) throws IOException {
    try (JsonGenerator json =
        new JsonFactory().createGenerator(Files.newBufferedWriter(file, UTF_8))) {
      json.setPrettyPrinter(new MinimalPrettyPrinter("\n"));
      for (int i = 0; i < table.size(); i++) {
        Object[] row = row(table, classes, i);
        json.writeStartObject();
        for (int column = 0; column < row.length; column++) {
          json.writeFieldName(COLUMNS[column]);
          json.writePOJO(row[column]);
        }
        json.writeEndObject();
      }
      json.writeRaw('\n');
    }
  }

  private static Object[] row(ClipFacts table, ClassIndices classes, int i) {
    Clip clip = table.clip(i);
    OptionalInt index = classes.index(clip.label());
    MediaFacts facts = table.media(i);
    boolean known = facts != null;
    String path = isThere(table, i) ? table.path(i).toAbsolutePath().normalize().toString() : "";
    return new Object[] {
      path,
      clip.id(),
      clip.split().toString(),
      clip.label(),
      index.isPresent() ? index.getAsInt() : null,
      clip.startMillis() / 1000.0,
      clip.endMillis() / 1000.0,
      state(table, i),
      reason(table, i),
      table.source(i),
      known ? facts.width() : null,
      known ? facts.height() : null,
      known ? facts.frameRate() : null,
      known ? facts.seconds() : null,
      known ? facts.frames() : null,
      known ? facts.audio() : null
    };
  }

  private static boolean isThere(ClipFacts table, int i) {
    return table.isThere(i) && table.otherSection(i).isEmpty();
  }

  /** {@code there}, the outcome of the last attempt, or {@code open}. */
  private static String state(ClipFacts table, int i) {
    if (isThere(table, i)) {
      return "there";
    }
    if (table.isThere(i)) {
      return "open";
    }
    Outcome outcome = table.outcome(i);
    return outcome == null ? "open" : outcome.toString();
  }

  /** Why it is not there, or can't be used. */
  private static String reason(ClipFacts table, int i) {
    return table.otherSection(i).isEmpty() ? table.reason(i) : Rule.SECTION.toString();
  }
}
