package dev.kinetics.lists;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.io.JsonEOFException;
import dev.kinetics.annotations.Split;
import dev.kinetics.error.Visible;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/**
 * Reads JSON lists, one object with an entry a clip, as DeepMind publishes them: {@code {"ID":
 * {"annotations": {"label": "pole vault", "segment": [12.0, 22.0]}, "subset": "training", "url":
 * "https://…"}}}. Test entries have no label or an empty one; other fields are passed over.
 */
final class JsonLists {
  private static final StreamReadConstraints LIMITS =
      StreamReadConstraints.builder()
          .maxNestingDepth(50)
          .maxNameLength(1 << 16)
          .maxStringLength(1 << 16)
          .maxNumberLength(100)
          .build();

  private final ListFile file;
  private final RowBound text;
  private final Rows rows;
  private JsonParser parser;
  private long line = 1;

  private String label;
  private double start;
  private double end;
  private String subset;
  private String url;
  private String problem;

  private JsonLists(ListFile file, InputStream text, Rows rows) {
    this.file = file;
    this.text = new RowBound(new InputStreamReader(text, StandardCharsets.UTF_8));
    this.rows = rows;
  }

  /** Reads the whole list into the rows. */
  static void read(ListFile file, InputStream text, Rows rows) {
    new JsonLists(file, text, rows).read();
  }

  private void read() {
    // The keys are ids, each another one: a table of known keys would only grow.
    JsonFactory factory =
        JsonFactory.builder()
            .streamReadConstraints(LIMITS)
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();
    try (JsonParser json = factory.createParser(text)) {
      parser = json;
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw file.fault(1, "is no annotation list");
      }
      String id = json.nextFieldName();
      if (id == null) {
        throw file.fault(1, "has no entries; get the list again");
      }
      while (id != null) {
        line = json.currentTokenLocation().getLineNr();
        readEntry(id);
        text.rowEnded();
        id = json.nextFieldName();
      }
      if (json.nextToken() != null) {
        throw file.fault(line(), "goes on after its end");
      }
    } catch (JsonEOFException e) {
      throw file.fault(line(), "is cut off; get the list again");
    } catch (JacksonException e) {
      throw file.fault(line(), "is no JSON: " + Visible.text(e.getOriginalMessage()));
    } catch (IOException e) {
      throw file.fault(line(), e);
    }
  }

  private long line() {
    return parser == null ? line : parser.currentLocation().getLineNr();
  }

  private void readEntry(String id) throws IOException {
    label = "";
    start = Double.NaN;
    end = Double.NaN;
    subset = null;
    url = "";
    problem = null;
    if (parser.nextToken() == JsonToken.START_OBJECT) {
      for (String field = parser.nextFieldName(); field != null; field = parser.nextFieldName()) {
        parser.nextToken();
        switch (field) {
          case "annotations" -> readAnnotations();
          case "subset" -> subset = string(field);
          case "url" -> url = string(field);
          default -> parser.skipChildren();
        }
      }
    } else {
      parser.skipChildren();
      problem = "no object";
    }
    if (problem == null) {
      Split split = subset == null ? file.split() : Split.parse(subset).orElse(null);
      problem =
          split == null
              ? "odd subset '" + Visible.text(String.valueOf(subset)) + "'"
              : rows.add(split, id, label, start, end, url);
    }
    if (problem != null) {
      rows.refuse(file.name(), line, "entry '" + Visible.text(id) + "': " + problem);
    }
  }

  private void readAnnotations() throws IOException {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      parser.skipChildren();
      problem = "annotations is no object";
      return;
    }
    for (String field = parser.nextFieldName(); field != null; field = parser.nextFieldName()) {
      JsonToken value = parser.nextToken();
      if (field.equals("label")) {
        label = value == JsonToken.VALUE_NULL ? "" : string(field);
      } else if (field.equals("segment")) {
        readSegment();
      } else {
        parser.skipChildren();
      }
    }
  }

  private void readSegment() throws IOException {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      parser.skipChildren();
      problem = "segment is no array";
      return;
    }
    int values = 0;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      double value = Double.NaN;
      if (parser.currentToken().isNumeric()) {
        value = parser.getDoubleValue();
      } else {
        parser.skipChildren();
      }
      if (values == 0) {
        start = value;
      } else {
        end = value;
      }
      values++;
    }
    if (values == 2 && (Double.isNaN(start) || Double.isNaN(end))) {
      problem = "segment is no two numbers of seconds, such as [95.0, 105.0]";
    } else if (values != 2) {
      problem = "segment has " + values + " values instead of 2";
    }
  }

  private String string(String field) throws IOException {
    if (parser.currentToken() == JsonToken.VALUE_STRING) {
      return parser.getText();
    }
    parser.skipChildren();
    problem = field + " is no string";
    return "";
  }
}
