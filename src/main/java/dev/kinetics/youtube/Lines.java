package dev.kinetics.youtube;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Splits a tool's output into lines; a line longer than any answer ends it. */
final class Lines extends OutputStream {
  private static final int LONGEST = 64 << 20;

  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private final Consumer<String> lines;

  Lines(Consumer<String> lines) {
    this.lines = lines;
  }

  @Override
  public void write(int value) {
    if (value == '\n') {
      String text = line.toString(StandardCharsets.UTF_8);
      line.reset();
      if (!text.isBlank()) {
        lines.accept(text);
      }
    } else {
      line.write(value);
    }
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    int start = offset;
    for (int i = offset; i < offset + length; i++) {
      if (bytes[i] == '\n') {
        line.write(bytes, start, i - start);
        start = i + 1;
        write('\n');
      }
    }
    line.write(bytes, start, offset + length - start);
    if (line.size() > LONGEST) {
      throw new IOException("a line of the tool's output has no end");
    }
  }
}
