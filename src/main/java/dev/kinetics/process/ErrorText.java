package dev.kinetics.process;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * What a program writes to standard error: told line by line, and kept in part. The beginning is
 * kept because it names the fault, the end because it says how the program took it.
 */
final class ErrorText {
  private static final int FIRST_BYTES = 4 << 10;
  private static final int LAST_BYTES = 12 << 10;
  private static final int LINE_BYTES = 64 << 10;

  private final Consumer<String> lines;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private final ByteArrayOutputStream first = new ByteArrayOutputStream();
  private final byte[] last = new byte[LAST_BYTES];
  private long lastWritten;

  ErrorText(Consumer<String> lines) {
    this.lines = lines;
  }

  void add(byte[] bytes) {
    add(bytes, 0, bytes.length);
  }

  synchronized void add(byte[] bytes, int offset, int length) {
    for (int i = offset; i < offset + length; i++) {
      keep(bytes[i]);
      if (bytes[i] == '\n' || bytes[i] == '\r') {
        endLine();
      } else if (line.size() < LINE_BYTES) {
        line.write(bytes[i]);
      }
    }
  }

  /** Tells the line that has begun; an empty one is not told. */
  synchronized void endLine() {
    if (line.size() > 0) {
      String whole = line.toString(StandardCharsets.UTF_8);
      line.reset();
      lines.accept(whole);
    }
  }

  private void keep(byte b) {
    if (first.size() < FIRST_BYTES) {
      first.write(b);
    } else {
      last[(int) (lastWritten++ % LAST_BYTES)] = b;
    }
  }

  @Override
  public synchronized String toString() {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(first.toByteArray());
    if (lastWritten <= LAST_BYTES) {
      all.write(last, 0, (int) lastWritten);
    } else {
      all.writeBytes("\n…\n".getBytes(StandardCharsets.UTF_8));
      int seam = (int) (lastWritten % LAST_BYTES);
      all.write(last, seam, LAST_BYTES - seam);
      all.write(last, 0, seam);
    }
    return all.toString(StandardCharsets.UTF_8);
  }
}
