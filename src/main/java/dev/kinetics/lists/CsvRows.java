package dev.kinetics.lists;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * The rows of a CSV text in UTF-8, one at a time; empty lines are passed over. What is no UTF-8
 * comes as U+FFFD.
 */
final class CsvRows {
  private final RowBound bound;
  private final CSVParser parser;
  private final Iterator<CSVRecord> records;
  private CSVRecord record;
  private long line = 1;

  CsvRows(InputStream text) throws IOException {
    bound = new RowBound(new InputStreamReader(text, StandardCharsets.UTF_8));
    parser = CSVFormat.RFC4180.builder().setIgnoreEmptyLines(true).get().parse(bound);
    records = parser.iterator();
  }

  /**
   * Goes on to the next row; false when there is none.
   *
   * @throws IOException when the text can't be read, or the row has no end or an odd quote
   */
  boolean next() throws IOException {
    // The row that can't be read begins after the last one that could.
    line = parser.getCurrentLineNumber() + 1;
    if (!hasNext()) {
      return false;
    }
    record = records.next();
    bound.rowEnded();
    line = parser.getCurrentLineNumber();
    int length = record.size();
    for (String field : record) {
      length += field.length();
      for (int i = field.indexOf('\n'); i >= 0; i = field.indexOf('\n', i + 1)) {
        line--;
      }
    }
    if (length > RowBound.LONGEST_ROW) {
      throw new RowBound.RowTooLongException();
    }
    return true;
  }

  /** How many fields the row has. */
  int size() {
    return record.size();
  }

  /** A field of the row, without quotes. */
  String field(int index) {
    return record.get(index);
  }

  /** The line in which the row begins; after an error, the line to look at. */
  long line() {
    return line;
  }

  /**
   * Whether the row's line has an end; it has none where the text is cut off.
   *
   * @throws IOException when the text can't be read
   */
  boolean lineEnded() throws IOException {
    return bound.endsLine() || hasNext();
  }

  private boolean hasNext() throws IOException {
    try {
      return records.hasNext();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
