package dev.kinetics.lists;

import dev.kinetics.annotations.Split;
import dev.kinetics.error.Visible;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.commons.csv.CSVException;

/**
 * Reads CSV lists: a header, then a row a clip. The columns, in any order, are {@code youtube_id},
 * {@code time_start}, {@code time_end} (seconds), {@code label} (needless in test lists), {@code
 * split} (needless where the file's name says it) and maybe {@code url}; others are passed over.
 */
final class CsvLists {
  private static final int LONGEST_NUMBER = 40;

  private final ListFile file;
  private final CsvRows csv;
  private final Rows rows;
  private int width;
  private int id;
  private int start;
  private int end;
  private int label;
  private int split;
  private int url;

  /** Rows of one split and label mostly stand together, so the last ones are kept. */
  private String labelWord = "";

  private String splitWord = "";
  private Split splitMeant;

  private CsvLists(ListFile file, CsvRows csv, Rows rows) {
    this.file = file;
    this.csv = csv;
    this.rows = rows;
  }

  /** Reads the whole list into the rows. */
  static void read(ListFile file, InputStream text, Rows rows) {
    try {
      new CsvLists(file, new CsvRows(text), rows).read();
    } catch (IOException e) {
      throw file.fault(1, e);
    }
  }

  private void read() {
    try {
      if (!csv.next()) {
        throw file.fault(1, "is empty; get the list again");
      }
      readHeader();
      if (!csv.next()) {
        throw file.fault(csv.line(), "has no rows; get the list again");
      }
      do {
        String why = readRow();
        if (why != null) {
          if (csv.size() < width && !csv.lineEnded()) {
            throw file.fault(csv.line(), "is cut off in this line; get the list again");
          }
          rows.refuse(file.name(), csv.line(), why);
        }
      } while (csv.next());
    } catch (CSVException e) {
      throw file.fault(
          csv.line(),
          (csv.line() > 1
                  ? "has an odd quote: "
                  : "has an odd quote, or columns that stand apart by something else than commas;"
                      + " save it with commas between them: ")
              + e.getMessage());
    } catch (IOException e) {
      throw file.fault(csv.line(), e);
    }
  }

  private void readHeader() {
    Map<String, Integer> columns = new HashMap<>();
    for (int i = 0; i < csv.size(); i++) {
      String name = Fields.trim(csv.field(i)).toLowerCase(Locale.ROOT);
      if (columns.put(name, i) != null && !name.isEmpty()) {
        throw file.fault(1, "has two columns '" + Visible.text(name) + "'");
      }
    }
    List<String> missing = new ArrayList<>(List.of("youtube_id", "time_start", "time_end"));
    missing.removeAll(columns.keySet());
    if (!missing.isEmpty()) {
      String header = columns.keySet().toString();
      if (missing.size() == 3 && header.contains("youtube_id")) {
        throw file.fault(
            1,
            "its columns stand apart by "
                + (header.contains("\t")
                    ? "tabs"
                    : header.contains(";") ? "semicolons" : "no comma")
                + "; save it with commas between them");
      }
      throw file.fault(
          1,
          "is no annotation list: its header lacks "
              + String.join(", ", missing)
              + " (expected label,youtube_id,time_start,time_end,split, or the publisher's JSON)");
    }
    width = csv.size();
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
  private String readRow() throws IOException {
    if (csv.size() != width) {
      return csv.size() + " fields instead of " + width;
    }
    Split rowSplit = split < 0 ? file.split() : splitOf(csv.field(split));
    if (rowSplit == null) {
      return "odd split '" + Visible.text(splitWord) + "'";
    }
    if (label < 0 && rowSplit != Split.TEST) {
      throw file.fault(
          csv.line(), "lacks the column label, which every list but a test list needs");
    }
    if (label >= 0) {
      labelWord = csv.field(label);
    }
    double from = seconds(start);
    double to = seconds(end);
    if (Double.isNaN(from) || Double.isNaN(to)) {
      int odd = Double.isNaN(from) ? start : end;
      return "odd section: "
          + (odd == start ? "time_start" : "time_end")
          + " '"
          + Visible.text(csv.field(odd))
          + "' is no number of seconds, such as 95 or 95.5";
    }
    return rows.add(rowSplit, csv.field(id), labelWord, from, to, url < 0 ? "" : csv.field(url));
  }

  private Split splitOf(String word) {
    if (!word.equals(splitWord)) {
      splitWord = word;
      splitMeant = Split.parse(word).orElse(null);
    }
    return splitMeant;
  }

  /** A time as people and programs write it, {@code 12}, {@code 12.5} or {@code 1.2e1}; or NaN. */
  private double seconds(int column) {
    String text = Fields.trim(csv.field(column));
    try {
      return isPlain(text) ? Double.parseDouble(text) : Double.NaN;
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  /** Java's parser also knows 0x1p3, 1d and Infinity. */
  private static boolean isPlain(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if ((c < '0' || c > '9') && "+-.eE".indexOf(c) < 0) {
        return false;
      }
    }
    return text.length() <= LONGEST_NUMBER;
  }
}
