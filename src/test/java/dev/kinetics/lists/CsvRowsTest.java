package dev.kinetics.lists;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CsvRowsTest {
  private record Read(List<List<String>> rows, List<Long> lines) {}

  @Test
  void plainAndQuotedRowsAreSplit() throws IOException {
    Read read = rows("a,\"b c\",\n\r\n\n\"x\",,\"\"\r\"d \"\"e\"\"\",1\n\"f\ng\",2\nlast,3");
    assertThat(read.rows())
        .containsExactly(
            List.of("a", "b c", ""),
            List.of("x", "", ""),
            List.of("d \"e\"", "1"),
            List.of("f\ng", "2"),
            List.of("last", "3"));
    assertThat(read.lines()).containsExactly(1L, 4L, 5L, 6L, 8L);
  }

  @Test
  void aRowMayCrossTheBuffer() throws IOException {
    String wide = "w".repeat(40_000);
    assertThat(rows("a,1\n" + wide + ",2\r\n" + wide + ",\"3\"\r\nb,4\n").rows())
        .containsExactly(
            List.of("a", "1"), List.of(wide, "2"), List.of(wide, "3"), List.of("b", "4"));
  }

  @Test
  void anEndlessRowIsAnError() throws IOException {
    for (String endless : List.of("x", "\"", "\n", ",", "\"\n", "\"\"\"\n")) {
      String start = endless.equals("x") || endless.equals(",") ? "" : "a,\"\"\"\"\n\"";
      CsvRows rows = new CsvRows(bytes(start + endless.repeat(400_000)));
      assertThatThrownBy(
              () -> {
                while (rows.next()) {
                  assertThat(rows.size()).isLessThan(100_000);
                }
              })
          .isInstanceOf(IOException.class);
    }
  }

  private static Read rows(String text) throws IOException {
    CsvRows csv = new CsvRows(bytes(text));
    List<List<String>> rows = new ArrayList<>();
    List<Long> lines = new ArrayList<>();
    while (csv.next()) {
      List<String> row = new ArrayList<>();
      for (int i = 0; i < csv.size(); i++) {
        row.add(csv.field(i));
      }
      rows.add(row);
      lines.add(csv.line());
    }
    return new Read(rows, lines);
  }

  private static InputStream bytes(String text) {
    return new ByteArrayInputStream(ListSamples.utf8(text));
  }
}
