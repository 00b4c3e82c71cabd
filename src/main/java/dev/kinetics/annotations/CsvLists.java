package dev.kinetics.annotations;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.commons.csv.CSVException;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * Reads CSV lists: a header, then a row a clip. The columns, in any order, are {@code youtube_id},
 * {@code time_start}, {@code time_end} (seconds), {@code label} (needless in test lists), {@code
 * split} (needless where the file's name says it) and maybe {@code url}; others are passed over.
 */
final class CsvLists {
  private static final int LONGEST_NUMBER = 40;

  private final ListFile file;
  private final RowBound text;
  private final Rows rows;
  private CSVParser parser;
  private int width;
  private int id;
  private int start;
  private int end;
  private int label;
  private int split;
  private int url;
  private String splitWord = "";
  private Split splitMeant;

  private CsvLists(ListFile file, Reader text, Rows rows) {
    this.file = file;
    this.text = new RowBound(text);
    this.rows = rows;
  }

  /** Reads the whole list into the rows. */
  static void read(ListFile file, Reader text, Rows rows) {
    new CsvLists(file, text, rows).read();
  }

  private void read() {
    CSVFormat format = CSVFormat.RFC4180.builder().setIgnoreEmptyLines(true).get();
    try (CSVParser csv = format.parse(text)) {
      parser = csv;
      long before = 0;
      try {
        Iterator<CSVRecord> records = csv.iterator();
        if (!records.hasNext()) {
          throw file.fault(1, "is empty; get the list again");
        }
        readHeader(records.next());
        before = csv.getCurrentLineNumber();
        text.rowEnded();
        if (!records.hasNext()) {
          throw file.fault(before, "has no rows; get the list again");
        }
        while (records.hasNext()) {
          CSVRecord record = records.next();
          text.rowEnded();
          String why = readRow(record);
          if (why != null) {
            if (record.size() < width && !text.endsLine() && !records.hasNext()) {
              throw file.fault(lineOf(record), "is cut off in this line; get the list again");
            }
            rows.refuse(file.name(), lineOf(record), why);
          }
          before = csv.getCurrentLineNumber();
        }
      } catch (UncheckedIOException e) {
        // The row that could not be read begins after the last one that could.
        throw e.getCause() instanceof CSVException
            ? file.fault(before + 1, "has an odd quote: " + e.getCause().getMessage())
            : file.fault(before + 1, e.getCause());
      }
    } catch (IOException e) {
      throw file.fault(1, e);
    }
  }

  private void readHeader(CSVRecord header) {
    Map<String, Integer> columns = new HashMap<>();
    for (int i = 0; i < header.size(); i++) {
      String name = Rows.trim(header.get(i)).toLowerCase(Locale.ROOT);
      if (columns.put(name, i) != null && !name.isEmpty()) {
        throw file.fault(1, "has two columns '" + Visible.text(name) + "'");
      }
    }
    List<String> missing = new ArrayList<>(List.of("youtube_id", "time_start", "time_end"));
    missing.removeAll(columns.keySet());
    if (!missing.isEmpty()) {
      throw file.fault(
          1,
          "is no annotation list: its header lacks "
              + String.join(", ", missing)
              + " (expected label,youtube_id,time_start,time_end,split, or the publisher's JSON)");
    }
    width = header.size();
    id = columns.get("youtube_id");
    start = columns.get("time_start");
    end = columns.get("time_end");
    label = columns.getOrDefault("label", -1);
    split = columns.getOrDefault("split", -1);
    url = columns.getOrDefault("url", -1);
    if (split < 0 && file.split() == null) {
      throw file.fault(
          1,
          "lacks the column split, and the file's name does not say which it is:"
              + " add it, or name the file train.csv, val.csv or test.csv");
    }
  }

  /** Why the row is refused; null when it is taken. */
  private String readRow(CSVRecord record) {
    if (record.size() != width) {
      return record.size() + " fields instead of " + width;
    }
    Split rowSplit = split < 0 ? file.split() : splitOf(record.get(split));
    if (rowSplit == null) {
      return "odd split '" + Visible.text(splitWord) + "'";
    }
    if (label < 0 && rowSplit != Split.TEST) {
      throw file.fault(
          lineOf(record), "lacks the column label, which every list but a test list needs");
    }
    return rows.add(
        rowSplit,
        record.get(id),
        label < 0 ? "" : record.get(label),
        seconds(Rows.trim(record.get(start))),
        seconds(Rows.trim(record.get(end))),
        url < 0 ? "" : record.get(url));
  }

  /** Rows of one split mostly stand together, so the last answer is kept. */
  private Split splitOf(String word) {
    if (!word.equals(splitWord)) {
      splitWord = word;
      splitMeant = Split.parse(word).orElse(null);
    }
    return splitMeant;
  }

  /** The line in which the record that was read last begins; quoted fields can hold line ends. */
  private long lineOf(CSVRecord record) {
    long line = parser.getCurrentLineNumber();
    for (String field : record) {
      line -= field.chars().filter(c -> c == '\n').count();
    }
    return line;
  }

  /** A time as people and programs write it, {@code 12}, {@code 12.5} or {@code 1.2e1}; or NaN. */
  private static double seconds(String text) {
    boolean whole = !text.isEmpty() && text.length() <= 9;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        whole = false;
        // Java's parser also knows 0x1p3, 1d and Infinity.
        if ("+-.eE".indexOf(c) < 0) {
          return Double.NaN;
        }
      }
    }
    if (whole) {
      return Integer.parseInt(text);
    }
    if (text.length() > LONGEST_NUMBER) {
      return Double.NaN;
    }
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }
}
