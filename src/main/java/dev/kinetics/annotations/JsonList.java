package dev.kinetics.annotations;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.kinetics.error.KineticsException;
import java.io.IOException;
import java.io.InputStream;

/**
 * A list as JSON: one object keyed by YouTube id, each value with {@code annotations.label}, {@code
 * annotations.segment} (start and end in seconds), {@code subset} and {@code url}.
 */
final class JsonList {
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(64)
                  .maxStringLength(1 << 16)
                  .maxNameLength(1 << 12)
                  .maxNumberLength(200)
                  .build())
          .configure(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES, false)
          .build();

  private JsonList() {}

  /**
   * Reads all rows.
   *
   * @param named the split that the file's name says, for entries that say none; may be null
   */
  static void read(InputStream in, String name, Split named, RowCollector rows) throws IOException {
    try (JsonParser json = JSON.createParser(in)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw KineticsException.badInput(name + ":1: not a JSON object keyed by id");
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        Place place = new Place(name, json.currentLocation().getLineNr());
        Entry entry = new Entry(json.currentName());
        if (json.nextToken() == JsonToken.START_OBJECT) {
          entry.read(json);
          entry.into(rows, place, named);
        } else {
          json.skipChildren();
          rows.refuse(place, "the value of '" + entry.id + "' is no object");
        }
      }
      if (json.nextToken() != null) {
        throw KineticsException.badInput(name + ": something follows the list's last brace");
      }
    } catch (JsonProcessingException e) {
      long line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
      String why = e.getOriginalMessage();
      throw KineticsException.badInput(
          new Place(name, line)
              + ": not a whole JSON list: "
              + why.substring(0, Math.min(200, why.length())));
    }
  }

  private static final class Entry {
    private final String id;
    private String label = "";
    private String subset;
    private String url = "";
    private double start = Double.NaN;
    private double end = Double.NaN;
    private boolean typesFit = true;

    Entry(String id) {
      this.id = id;
    }

    void read(JsonParser json) throws IOException {
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String field = json.currentName();
        JsonToken value = json.nextToken();
        switch (field) {
          case "annotations" -> {
            if (value == JsonToken.START_OBJECT) {
              readAnnotations(json);
            } else {
              typesFit = false;
              json.skipChildren();
            }
          }
          case "subset" -> subset = text(json);
          case "url" -> url = text(json);
          default -> json.skipChildren();
        }
      }
    }

    private void readAnnotations(JsonParser json) throws IOException {
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String field = json.currentName();
        JsonToken value = json.nextToken();
        if (field.equals("label")) {
          label = value == JsonToken.VALUE_NULL ? "" : text(json);
        } else if (field.equals("segment") && value == JsonToken.START_ARRAY) {
          readSegment(json);
        } else {
          json.skipChildren();
        }
      }
    }

    private void readSegment(JsonParser json) throws IOException {
      int count = 0;
      for (JsonToken value = json.nextToken();
          value != JsonToken.END_ARRAY;
          value = json.nextToken()) {
        if (value == null) {
          return;
        }
        double seconds = value.isNumeric() ? json.getDoubleValue() : Double.NaN;
        if (!value.isNumeric()) {
          json.skipChildren();
        }
        if (count == 0) {
          start = seconds;
        } else if (count == 1) {
          end = seconds;
        } else {
          typesFit = false;
        }
        count++;
      }
    }

    private String text(JsonParser json) throws IOException {
      if (json.currentToken() == JsonToken.VALUE_STRING) {
        return json.getText();
      }
      typesFit = false;
      json.skipChildren();
      return "";
    }

    void into(RowCollector rows, Place place, Split named) {
      if (!typesFit) {
        rows.refuse(place, "fields of other types than a Kinetics list has");
        return;
      }
      Split split = subset == null ? named : Split.parse(subset).orElse(null);
      boolean youtube = url.endsWith("watch?v=" + id);
      rows.row(place, id, label, start, end, split, youtube ? "" : url.strip());
    }
  }
}
