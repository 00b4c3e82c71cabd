package dev.kinetics.lists;

import java.io.IOException;
import java.io.Reader;

/**
 * Text that ends with an error where one row of it has no end in sight: so neither a list of a
 * single endless line nor a compressed one of endless nothing fills the memory.
 */
final class RowBound extends Reader {
  /** In characters; a row of a real list has about a hundred. */
  static final int LONGEST_ROW = 1 << 16;

  /** A row is longer than any real one. */
  static final class RowTooLongException extends IOException {
    private static final long serialVersionUID = 1L;

    RowTooLongException() {
      super("a row is longer than " + LONGEST_ROW + " characters");
    }
  }

  private final Reader text;
  private int sinceRow;
  private char last = '\n';

  RowBound(Reader text) {
    this.text = text;
  }

  /** To be called after each row: the next one may be as long again. */
  void rowEnded() {
    sinceRow = 0;
  }

  /** Whether what was read so far ends with a line's end. */
  boolean endsLine() {
    return last == '\n' || last == '\r';
  }

  @Override
  public int read(char[] buffer, int offset, int length) throws IOException {
    if (sinceRow > LONGEST_ROW) {
      throw new RowTooLongException();
    }
    int read = text.read(buffer, offset, length);
    if (read > 0) {
      sinceRow += read;
      last = buffer[offset + read - 1];
    }
    return read;
  }

  @Override
  public void close() throws IOException {
    text.close();
  }
}
