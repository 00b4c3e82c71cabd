package dev.kinetics.meta;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import org.apache.commons.io.output.CloseShieldOutputStream;

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

  /** A colon without a blank before it, four spaces and a line end whatever the system's. */
  private static final DefaultPrettyPrinter LAYOUT =
      new DefaultPrettyPrinter(
              Separators.createDefaultInstance()
                  .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
                  .withObjectEmptySeparator(""))
          .withObjectIndenter(new DefaultIndenter("    ", "\n"));

  private static final JsonFactory JSON =
      new JsonFactoryBuilder()
          .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
          .disable(JsonWriteFeature.WRITE_HEX_UPPER_CASE)
          .characterEscapes(new Delete())
          .build();

  private PythonJson() {}

  /**
   * Writes a mapping. Values are strings or integers.
   *
   * @throws IOException when it can't be written
   */
  static void write(OutputStream out, Map<String, ?> mapping) throws IOException {
    String[] keys = mapping.keySet().toArray(String[]::new);
    Arrays.parallelSort(keys, CODE_POINT_ORDER);
    try (JsonGenerator json = JSON.createGenerator(CloseShieldOutputStream.wrap(out))) {
      json.setPrettyPrinter(LAYOUT.createInstance());
      json.writeStartObject();
      for (String key : keys) {
        if (mapping.get(key) instanceof Integer number) {
          json.writeNumberField(key, number);
        } else {
          json.writeStringField(key, (String) mapping.get(key));
        }
      }
      json.writeEndObject();
    }
  }

  /** Python escapes the control character 0x7F, too; Jackson counts it as plain ASCII. */
  private static final class Delete extends CharacterEscapes {
    private static final long serialVersionUID = 1L;
    private final int[] escapes = CharacterEscapes.standardAsciiEscapesForJSON();

    Delete() {
      escapes[0x7f] = CharacterEscapes.ESCAPE_STANDARD;
    }

    @Override
    public int[] getEscapeCodesForAscii() {
      return escapes.clone();
    }

    @Override
    public SerializableString getEscapeSequence(int c) {
      return null;
    }
  }
}
