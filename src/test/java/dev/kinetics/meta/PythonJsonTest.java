package dev.kinetics.meta;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PythonJsonTest {
  /** Written here in Python's own notation, so that Python is asked for the very same strings. */
  private static final String PYTHON_STRINGS =
      "['pole vault', \"massaging person's head\", '\"\\\\/', 'a\\tb\\nc\\rd\\fe\\bf', '\\x00\\x1f\\x7f',"
          + " 'caf\\u00e9', '\\u2028', '\\uffee', '\\U0001F3C3', '\\U0010FFFF', '~', '-', '_', '', 'A', 'a', 'B']";

  private static final List<String> STRINGS =
      List.of(
          "pole vault",
          "massaging person's head",
          "\"\\/",
          "a\tb\nc\rd\fe\bf",
          "\0\u001f\u007f",
          "caf\u00e9",
          "\u2028",
          "\uffee",
          "\ud83c\udfc3",
          "\udbff\udfff",
          "~",
          "-",
          "_",
          "",
          "A",
          "a",
          "B");

  @Test
  void laysOutAMappingAsPythonDoes() throws IOException {
    assertThat(written(Map.of("b", "pole vault", "a-_", "", "B", "x")))
        .isEqualTo("{\n    \"B\": \"x\",\n    \"a-_\": \"\",\n    \"b\": \"pole vault\"\n}");
    assertThat(written(Map.of("pole vault", 1))).isEqualTo("{\n    \"pole vault\": 1\n}");
  }

  @Test
  void writesAnEmptyMappingOnOneLine() throws IOException {
    assertThat(written(Map.of())).isEqualTo("{}");
  }

  @Test
  void escapesWhatIsNotAscii() throws IOException {
    assertThat(written(Map.of("caf\u00e9 \ud83c\udfc3\u007f", "\"\\\n")))
        .isEqualTo("{\n    \"caf\\u00e9 \\ud83c\\udfc3\\u007f\": \"\\\"\\\\\\n\"\n}");
  }

  @Test
  void sortsByCodePointAndNotByUtf16Unit() throws IOException {
    assertThat(written(Map.of("\uffee", 0, "\ud83c\udfc3", 1)))
        .isEqualTo("{\n    \"\\uffee\": 0,\n    \"\\ud83c\\udfc3\": 1\n}");
  }

  @Test
  void isByteForByteWhatPythonWrites() throws Exception {
    Map<String, Object> mapping = new LinkedHashMap<>();
    for (String key : STRINGS) {
      mapping.put(key, key);
      mapping.put(key + "!", mapping.size());
    }
    String program =
        "import json, sys\nmapping = {}\nfor key in "
            + PYTHON_STRINGS
            + ":\n  mapping[key] = key\n  mapping[key + '!'] = len(mapping)\n"
            + "json.dump(mapping, sys.stdout, indent=4, sort_keys=True)\n";
    Process python =
        new ProcessBuilder("python3", "-c", program)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String expected = new String(python.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    assertThat(python.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(python.exitValue()).isZero();
    assertThat(written(mapping)).isEqualTo(expected);
  }

  private static String written(Map<String, ?> mapping) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PythonJson.write(out, mapping);
    return out.toString(StandardCharsets.US_ASCII);
  }
}
