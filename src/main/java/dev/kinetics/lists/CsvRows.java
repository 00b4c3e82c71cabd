package dev.kinetics.lists;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Iterator;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * The rows of a CSV text in UTF-8, one at a time; empty lines are passed over. What is no UTF-8
 * comes as U+FFFD.
 *
 * <p>The lists have half a million plain rows, for which commons-csv takes most of the time that
 * reading a list does. So plain rows are split here, and commons-csv takes over, up to the end, at
 * the first row with a quote or a line end inside of quotes.
 */
final class CsvRows {
  private final InputStream text;
  private final byte[] buffer = new byte[RowBound.LONGEST_ROW];
  private int position;
  private int limit;
  private boolean afterCarriageReturn;
  private long line = 1;

  private long rowLine;
  private int[] from = new int[16];
  private int[] to = new int[16];
  private int size;
  private boolean lineEnded;

  private RowBound bound;
  private CSVParser parser;
  private Iterator<CSVRecord> records;
  private CSVRecord record;

  CsvRows(InputStream text) {
    this.text = text;
  }

  /**
   * Goes on to the next row; false when there is none.
   *
   * @throws IOException when the text can't be read, or the row has no end or an odd quote
   */
  boolean next() throws IOException {
    return records != null || !nextPlain() ? nextOfParser() : size > 0;
  }

  /** How many fields the row has. */
  int size() {
    return record == null ? size : record.size();
  }

  /** A field of the row, without quotes. */
  String field(int index) {
    return record == null
        ? new String(buffer, from[index], to[index] - from[index], StandardCharsets.UTF_8)
        : record.get(index);
  }

  /** As {@link #field}, for a field that is mostly as expected: then that very text. */
  String field(int index, String expected) {
    if (record != null) {
      return record.get(index);
    }
    int length = expected.length();
    if (to[index] - from[index] != length) {
      return field(index);
    }
    for (int i = 0; i < length; i++) {
      if (buffer[from[index] + i] != expected.charAt(i)) {
        return field(index);
      }
    }
    return expected;
  }

  /** A field of one to nine digits as a number, or -1 for any other. */
  int wholeNumber(int index) {
    if (record != null || to[index] == from[index] || to[index] - from[index] > 9) {
      return -1;
    }
    int number = 0;
    for (int i = from[index]; i < to[index]; i++) {
      int digit = buffer[i] - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      number = 10 * number + digit;
    }
    return number;
  }

  /** The line in which the row begins; after an error, the line to look at. */
  long line() {
    return rowLine;
  }

  /**
   * Whether the row's line has an end; it has none where the text is cut off.
   *
   * @throws IOException when the text can't be read
   */
  boolean lineEnded() throws IOException {
    if (record == null) {
      return lineEnded;
    }
    try {
      return bound.endsLine() || records.hasNext();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** False when the row is not plain; no fields at the end of the text. */
  private boolean nextPlain() throws IOException {
    skipEmptyLines();
    rowLine = line;
    size = 0;
    int length = 0;
    while (position + length < limit || fill()) {
      if (isLineEnd(buffer[position + length])) {
        break;
      }
      length++;
    }
    if (length == 0) {
      return true;
    }
    if (!split(position, position + length)) {
      return false;
    }
    position += length;
    lineEnded = position < limit;
    if (lineEnded) {
      passLineEnd();
    }
    return true;
  }

  /** Finds the fields of a line; false when it is not plain. */
  private boolean split(int start, int end) {
    int at = start;
    while (true) {
      boolean quoted = at < end && buffer[at] == '"';
      if (quoted) {
        at++;
      }
      int field = at;
      byte last = (byte) (quoted ? '"' : ',');
      while (at < end && buffer[at] != last) {
        at++;
      }
      if (size == from.length) {
        from = Arrays.copyOf(from, size * 2);
        to = Arrays.copyOf(to, size * 2);
      }
      from[size] = field;
      to[size] = at;
      size++;
      if (quoted) {
        if (at == end) {
          return false;
        }
        at++;
      }
      if (at == end) {
        return true;
      }
      if (buffer[at] != ',') {
        return false;
      }
      at++;
    }
  }

  private void skipEmptyLines() throws IOException {
    int passed = 0;
    while (position < limit || fill()) {
      byte c = buffer[position];
      if (c == '\n' && afterCarriageReturn) {
        position++;
        afterCarriageReturn = false;
      } else if (isLineEnd(c)) {
        passLineEnd();
      } else {
        break;
      }
      if (++passed > RowBound.LONGEST_ROW) {
        throw new RowBound.RowTooLongException();
      }
    }
    afterCarriageReturn = false;
  }

  private void passLineEnd() {
    afterCarriageReturn = buffer[position] == '\r';
    position++;
    line++;
  }

  /** Reads on, and moves what is still to be split to the front; false at the end. */
  private boolean fill() throws IOException {
    System.arraycopy(buffer, position, buffer, 0, limit - position);
    limit -= position;
    position = 0;
    if (limit == buffer.length) {
      throw new RowBound.RowTooLongException();
    }
    int read = text.read(buffer, limit, buffer.length - limit);
    limit += Math.max(read, 0);
    return read > 0;
  }

  private boolean nextOfParser() throws IOException {
    try {
      if (records == null) {
        InputStream rest =
            new SequenceInputStream(
                new ByteArrayInputStream(buffer, position, limit - position), text);
        bound = new RowBound(new InputStreamReader(rest, StandardCharsets.UTF_8));
        parser = CSVFormat.RFC4180.builder().setIgnoreEmptyLines(true).get().parse(bound);
        records = parser.iterator();
        line--;
      } else {
        // The row that can't be read begins after the last one that could.
        rowLine = line + parser.getCurrentLineNumber() + 1;
      }
      if (!records.hasNext()) {
        return false;
      }
      record = records.next();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    bound.rowEnded();
    rowLine = line + parser.getCurrentLineNumber();
    for (String field : record) {
      rowLine -= field.chars().filter(c -> c == '\n').count();
    }
    return true;
  }

  private static boolean isLineEnd(byte c) {
    return c == '\n' || c == '\r';
  }
}
