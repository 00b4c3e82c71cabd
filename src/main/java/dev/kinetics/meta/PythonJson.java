package dev.kinetics.meta;

import java.io.IOException;
import java.io.OutputStream;
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

  private final OutputStream out;

  private PythonJson(OutputStream out) {
    this.out = out;
  }

  /**
   * Writes a mapping to a stream that is best buffered. Values are strings or integers.
   *
   * @throws IOException when it can't be written
   */
  static void write(OutputStream out, Map<String, ?> mapping) throws IOException {
    new PythonJson(out).write(mapping);
  }

  private void write(Map<String, ?> mapping) throws IOException {
    String[] keys = mapping.keySet().toArray(String[]::new);
    Arrays.sort(keys, CODE_POINT_ORDER);
    out.write('{');
    for (int i = 0; i < keys.length; i++) {
      ascii(i == 0 ? "\n    " : ",\n    ");
      string(keys[i]);
      ascii(": ");
      Object value = mapping.get(keys[i]);
      if (value instanceof Integer number) {
        ascii(number.toString());
      } else {
        string((String) value);
      }
    }
    ascii(keys.length == 0 ? "}" : "\n}");
  }

  private void string(String text) throws IOException {
    out.write('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> ascii("\\\"");
        case '\\' -> ascii("\\\\");
        case '\n' -> ascii("\\n");
        case '\r' -> ascii("\\r");
        case '\t' -> ascii("\\t");
        case '\f' -> ascii("\\f");
        case '\b' -> ascii("\\b");
        default -> {
          if (c < ' ' || c > '~') {
            ascii("\\u");
            ascii(HEX.toHexDigits(c));
          } else {
            out.write(c);
          }
        }
      }
    }
    out.write('"');
  }

  private void ascii(String text) throws IOException {
    for (int i = 0; i < text.length(); i++) {
      out.write(text.charAt(i));
    }
  }
}
