package dev.kinetics.annotations;

import dev.kinetics.error.KineticsException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * A list as CSV: a header, then a row a clip. Read line by line, since no field of a Kinetics list
 * holds a line end; a line that quotes something goes through commons-csv, the others are plain.
 */
final class CsvList {
  private static final int LONGEST_LINE = 1 << 16;

  private final InputStream in;
  private final String name;
  private final byte[] buffer = new byte[1 << 16];
  private int next;
  private int filled;
  private byte[] line = new byte[256];
  private int lineLength;
  private boolean lineEnded;
  private long lineNumber;

  private CsvList(InputStream in, String name) {
    this.in = in;
    this.name = name;
  }

  /**
   * Reads all rows.
   *
   * @param named the split that the file's name says; null where it says none
   */
  static void read(InputStream in, String name, Split named, RowCollector rows) throws IOException {
    new CsvList(in, name).read(named, rows);
  }

  private void read(Split named, RowCollector rows) throws IOException {
    Columns columns = null;
    while (nextLine()) {
      if (lineLength == 0) {
        continue;
      }
      List<String> fields = fields();
      Place place = new Place(name, lineNumber);
      if (columns == null) {
        columns = Columns.of(fields, place, named);
        continue;
      }
      String problem = fields == null ? "unbalanced quotes" : columns.problem(fields, named);
      if (problem != null && !lineEnded) {
        throw KineticsException.badInput(
            place + ": the list is cut off in this line; get it again");
      }
      if (fields == null) {
        throw KineticsException.badInput(
            place + ": a quoted field does not end; the list is no whole CSV file");
      }
      if (problem != null) {
        rows.refuse(place, problem);
      } else {
        columns.row(fields, named, place, rows);
      }
    }
    if (columns == null) {
      throw KineticsException.badInput(name + ": the list is empty");
    }
  }

  /** Where each column stands. */
  private record Columns(int count, int label, int id, int start, int end, int split, int url) {

    static Columns of(List<String> header, Place place, Split named) {
      if (header == null) {
        throw KineticsException.badInput(place + ": a quoted field of the header does not end");
      }
      List<String> names =
          header.stream().map(field -> field.strip().toLowerCase(Locale.ROOT)).toList();
      Columns columns =
          new Columns(
              names.size(),
              names.indexOf("label"),
              names.indexOf("youtube_id"),
              names.indexOf("time_start"),
              names.indexOf("time_end"),
              names.indexOf("split"),
              names.indexOf("url"));
      List<String> missing = new ArrayList<>();
      for (String needed : List.of("youtube_id", "time_start", "time_end")) {
        if (!names.contains(needed)) {
          missing.add(needed);
        }
      }
      if (columns.split() < 0 && named == null) {
        missing.add("split");
      }
      if (columns.label() < 0 && columns.split() < 0 && named != null && named != Split.TEST) {
        missing.add("label");
      }
      if (!missing.isEmpty()) {
        throw KineticsException.badInput(
            place
                + ": not a Kinetics list: its header lacks "
                + String.join(", ", missing)
                + " (expected label,youtube_id,time_start,time_end,split)");
      }
      return columns;
    }

    String problem(List<String> fields, Split named) {
      if (fields.size() != count) {
        return fields.size() + " fields instead of " + count;
      }
      if (split(fields, named) == null) {
        return "unknown split '" + fields.get(split) + "'";
      }
      return null;
    }

    Split split(List<String> fields, Split named) {
      return split < 0 ? named : CsvList.split(fields.get(split));
    }

    void row(List<String> fields, Split named, Place place, RowCollector rows) {
      rows.row(
          place,
          fields.get(id).strip(),
          label < 0 ? "" : fields.get(label),
          fields.get(start),
          fields.get(end),
          split(fields, named),
          url < 0 ? "" : fields.get(url).strip());
    }
  }

  private static Split split(String word) {
    return switch (word) {
      case "train" -> Split.TRAIN;
      case "val", "validate" -> Split.VALID;
      case "test" -> Split.TEST;
      default -> Split.parse(word).orElse(null);
    };
  }

  /** The fields of the line; null where a quote does not end. */
  private List<String> fields() {
    String text = new String(line, 0, lineLength, StandardCharsets.UTF_8);
    if (lineNumber == 1 && text.startsWith("\uFEFF")) {
      text = text.substring(1);
    }
    if (text.indexOf('"') >= 0) {
      try (CSVParser parser = CSVParser.parse(text, CSVFormat.RFC4180)) {
        List<CSVRecord> records = parser.getRecords();
        return records.isEmpty() ? List.of() : records.get(0).toList();
      } catch (IOException | RuntimeException e) {
        return null;
      }
    }
    List<String> fields = new ArrayList<>(8);
    int start = 0;
    for (int comma = text.indexOf(','); comma >= 0; comma = text.indexOf(',', start)) {
      fields.add(text.substring(start, comma));
      start = comma + 1;
    }
    fields.add(text.substring(start));
    return fields;
  }

  private boolean nextLine() throws IOException {
    lineLength = 0;
    lineEnded = false;
    boolean any = false;
    while (true) {
      if (next == filled) {
        filled = in.read(buffer, 0, buffer.length);
        next = 0;
        if (filled <= 0) {
          filled = 0;
          break;
        }
      }
      any = true;
      int end = next;
      while (end < filled && buffer[end] != '\n') {
        end++;
      }
      append(end - next);
      next = end;
      if (end < filled) {
        next++;
        lineEnded = true;
        break;
      }
    }
    if (!any) {
      return false;
    }
    lineNumber++;
    if (lineLength > 0 && line[lineLength - 1] == '\r') {
      lineLength--;
    }
    return true;
  }

  private void append(int count) {
    if (lineLength + count > LONGEST_LINE) {
      throw KineticsException.badInput(
          new Place(name, lineNumber + 1) + ": a line longer than any of a list; not a CSV file");
    }
    if (lineLength + count > line.length) {
      line = Arrays.copyOf(line, Math.max(line.length * 2, lineLength + count));
    }
    System.arraycopy(buffer, next, line, lineLength, count);
    lineLength += count;
  }
}
