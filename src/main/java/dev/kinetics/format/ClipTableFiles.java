package dev.kinetics.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.SerializedString;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import dev.kinetics.annotations.ClassIndices;
import dev.kinetics.annotations.Clip;
import dev.kinetics.annotations.Split;
import dev.kinetics.inspect.ClipFacts;
import dev.kinetics.journal.Outcome;
import dev.kinetics.media.MediaFacts;
import dev.kinetics.media.Verdict.Rule;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import org.apache.commons.csv.CSVFormat;

/** The table of all selected clips as files, for pandas, DuckDB and the like. */
final class ClipTableFiles {
  private static final String[] COLUMNS = {
    "path", "id", "split", "label", "index", "start", "end", "state", "reason", "source", "width",
    "height", "fps", "seconds", "frames", "audio"
  };

  private final ClipFacts table;
  private final ClassIndices classes;

  /** The absolute paths of the folders of classes. */
  private final Map<Split, Map<String, String>> folders = new EnumMap<>(Split.class);

  private ClipTableFiles(ClipFacts table, ClassIndices classes) {
    this.table = table;
    this.classes = classes;
  }

  /** Writes {@code table.csv}: every clip, there or not. */
  static void writeCsv(ClipFacts table, ClassIndices classes, Path file) throws IOException {
    ClipTableFiles rows = new ClipTableFiles(table, classes);
    CSVFormat format = CSVFormat.DEFAULT.builder().setRecordSeparator('\n').get();
    try (Writer csv = Files.newBufferedWriter(file, UTF_8)) {
      format.printRecord(csv, (Object[]) COLUMNS);
      for (int i = 0; i < table.size(); i++) {
        format.printRecord(csv, rows.row(i));
      }
    }
  }

  /** Writes {@code table.jsonl}: the same, an object a line. */
  static void writeJson(ClipFacts table, ClassIndices classes, Path file) throws IOException {
    ClipTableFiles rows = new ClipTableFiles(table, classes);
    SerializableString[] names =
        Arrays.stream(COLUMNS).map(SerializedString::new).toArray(SerializableString[]::new);
    try (JsonGenerator json =
        new JsonFactory().createGenerator(Files.newOutputStream(file), JsonEncoding.UTF8)) {
      json.setPrettyPrinter(new MinimalPrettyPrinter("\n"));
      for (int i = 0; i < table.size(); i++) {
        Object[] row = rows.row(i);
        json.writeStartObject();
        for (int column = 0; column < row.length; column++) {
          json.writeFieldName(names[column]);
          json.writePOJO(row[column]);
        }
        json.writeEndObject();
      }
      json.writeRaw('\n');
    }
  }

  private Object[] row(int i) {
    Clip clip = table.clip(i);
    OptionalInt index = classes.index(clip.label());
    MediaFacts facts = table.media(i);
    boolean known = facts != null;
    return new Object[] {
      isThere(i) ? path(clip, i) : "",
      clip.id(),
      clip.split().toString(),
      clip.label(),
      index.isPresent() ? index.getAsInt() : null,
      clip.startMillis() / 1000.0,
      clip.endMillis() / 1000.0,
      state(i),
      reason(i),
      table.source(i),
      known ? facts.width() : null,
      known ? facts.height() : null,
      known ? facts.frameRate() : null,
      known ? facts.seconds() : null,
      known ? facts.frames() : null,
      known ? facts.audio() : null
    };
  }

  /** A path takes longer to make than all the rest of a row; its folder is that of thousands. */
  private String path(Clip clip, int i) {
    Map<String, String> ofSplit = folders.computeIfAbsent(clip.split(), s -> new HashMap<>());
    String folder = ofSplit.get(clip.label());
    if (folder == null) {
      folder = table.path(i).toAbsolutePath().normalize().getParent().toString();
      ofSplit.put(clip.label(), folder.endsWith("/") ? folder : folder + "/");
      return path(clip, i);
    }
    return folder + table.fileName(i);
  }

  private boolean isThere(int i) {
    return table.isThere(i) && table.otherSection(i).isEmpty();
  }

  /** {@code there}, the outcome of the last attempt, or {@code open}. */
  private String state(int i) {
    if (isThere(i)) {
      return "there";
    }
    if (table.isThere(i)) {
      return "open";
    }
    Outcome outcome = table.outcome(i);
    return outcome == null ? "open" : outcome.toString();
  }

  /** Why it is not there, or can't be used. */
  private String reason(int i) {
    return table.otherSection(i).isEmpty() ? table.reason(i) : Rule.SECTION.toString();
  }
}
