package dev.kinetics.meta;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.kinetics.error.KineticsException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A JSON list of class names, as a person writes it: {@code ["pole vault", "blowing glass"]}. */
public final class ClassesFile {
  private static final int MOST = 100_000;

  private ClassesFile() {}

  /**
   * Reads the names.
   *
   * @throws KineticsException when it can't be read or is something else
   */
  public static List<String> read(Path file) {
    List<String> names = new ArrayList<>();
    try (JsonParser json = new JsonFactory().createParser(file.toFile())) {
      if (json.nextToken() != JsonToken.START_ARRAY) {
        throw noList(file, json);
      }
      while (json.nextToken() == JsonToken.VALUE_STRING && names.size() < MOST) {
        names.add(json.getText());
      }
      if (json.currentToken() != JsonToken.END_ARRAY
          || names.isEmpty()
          || json.nextToken() != null) {
        throw noList(file, json);
      }
      return names;
    } catch (JsonProcessingException e) {
      throw KineticsException.badInput(
          file + ":" + e.getLocation().getLineNr() + ": " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw KineticsException.badInput(
          "the file of classes " + file + " can't be read (" + e.getMessage() + ")", e);
    }
  }

  private static KineticsException noList(Path file, JsonParser json) {
    return KineticsException.badInput(
        file
            + ":"
            + json.currentTokenLocation().getLineNr()
            + ": no JSON list of class names, which looks so: [\"pole vault\", \"blowing glass\"]");
  }
}
