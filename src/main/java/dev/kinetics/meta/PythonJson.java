package dev.kinetics.meta;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Map;

/**
 * JSON as Python's {@code json.dump(mapping, file, indent=4, sort_keys=True)} writes it, byte for
 * byte (Python 3.4 and newer): ASCII only, keys sorted by code point, four spaces, no line end
 * after the closing brace.
 */
final class PythonJson {
  /**
   * The order of Python's strings. Java compares UTF-16 units, which puts characters beyond the
   * basic plane before those from U+E000 on.
   */
  static final Comparator<String> CODE_POINT_ORDER =
      (a, b) -> {
        int length = Math.min(a.length(), b.length());
        for (int i = 0; i < length; i++) {
          char x = a.charAt(i);
          char y = b.charAt(i);
          if (x != y) {
            boolean beyondBasicPlane = Character.isSurrogate(x);
            return beyondBasicPlane == Character.isSurrogate(y)
                ? Character.compare(x, y)
                : beyondBasicPlane ? 1 : -1;
          }
        }
        return Integer.compare(a.length(), b.length());
      };

  private static final HexFormat HEX = HexFormat.of();
  private static final int FLUSH_AT = 1 << 15;

  private final OutputStream out;

  /** What is written next. A stream locks for each call, which is too slow for single bytes. */
  private final StringBuilder ascii = new StringBuilder(FLUSH_AT + 1024);

  private PythonJson(OutputStream out) {
    this.out = out;
  }

  /**
   * Writes a mapping. Values are strings or integers.
   *
   * @throws IOException when it can't be written
   */
  static void write(OutputStream out, Map<String, ?> mapping) throws IOException {
    new PythonJson(out).write(mapping);
  }

  private void write(Map<String, ?> mapping) throws IOException {
    String[] keys = mapping.keySet().toArray(String[]::new);
    Arrays.parallelSort(keys, CODE_POINT_ORDER);
    ascii.append('{');
    for (int i = 0; i < keys.length; i++) {
      ascii.append(i == 0 ? "\n    " : ",\n    ");
      string(keys[i]);
      ascii.append(": ");
      Object value = mapping.get(keys[i]);
      if (value instanceof Integer number) {
        ascii.append(number.intValue());
      } else {
        string((String) value);
      }
      if (ascii.length() >= FLUSH_AT) {
        flush();
      }
    }
    ascii.append(keys.length == 0 ? "}" : "\n}");
    flush();
  }

  private void string(String text) {
    ascii.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> ascii.append("\\\"");
        case '\\' -> ascii.append("\\\\");
        case '\n' -> ascii.append("\\n");
        case '\r' -> ascii.append("\\r");
        case '\t' -> ascii.append("\\t");
        case '\f' -> ascii.append("\\f");
        case '\b' -> ascii.append("\\b");
        default -> {
          if (c < ' ' || c > '~') {
            ascii.append("\\u").append(HEX.toHexDigits(c));
          } else {
            ascii.append(c);
          }
        }
      }
    }
    ascii.append('"');
  }

  private void flush() throws IOException {
    out.write(ascii.toString().getBytes(StandardCharsets.US_ASCII));
    ascii.setLength(0);
  }
}
