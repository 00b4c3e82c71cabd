package dev.kinetics.annotations;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.kinetics.error.KineticsException;
import dev.kinetics.error.Visible;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A file of names, of classes or clips, as a person writes it: one a line, where empty lines and
 * those that begin with {@code #} are passed over; or a JSON list, {@code ["pole vault"]}.
 */
public final class NameList {
  /** Of some million names. */
  private static final long LARGEST_FILE = 128 << 20;

  private NameList() {}

  /**
   * The names, in the order of the file.
   *
   * @throws KineticsException when it can't be read, is something else, or holds no name
   */
  public static List<String> read(Path file) {
    try {
      if (Files.size(file) > LARGEST_FILE) {
        throw KineticsException.badInput(Visible.path(file) + " is larger than any list of names");
      }
      String text = Files.readString(file, StandardCharsets.UTF_8);
      List<String> names =
          text.stripLeading().startsWith("[") || text.stripLeading().startsWith("{")
              ? json(text)
              : lines(text);
      if (names.isEmpty() || text.indexOf('\0') >= 0) {
        throw bad(file, 1);
      }
      return names;
    } catch (JsonProcessingException e) {
      throw bad(file, e.getLocation() == null ? 1 : e.getLocation().getLineNr());
    } catch (NoSuchFileException e) {
      throw KineticsException.badInput("there is no file " + Visible.path(file), e);
    } catch (IOException e) {
      throw KineticsException.badInput(
          Visible.path(file) + " can't be read (" + e.getMessage() + "); it is a list of names", e);
    }
  }

  private static KineticsException bad(Path file, int line) {
    return KineticsException.badInput(
        Visible.path(file)
            + ":"
            + line
            + ": is no list of names; write one per line, or JSON:"
            + " [\"pole vault\", \"blowing glass\"]");
  }

  /** The names of a JSON list; none where it is something else. */
  private static List<String> json(String text) throws JsonProcessingException {
    JsonNode root =
        JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build()
            .readTree(text);
    List<String> names = new ArrayList<>();
    for (JsonNode name : root) {
      if (!root.isArray() || !name.isTextual()) {
        return List.of();
      }
      names.add(name.textValue());
    }
    return names;
  }

  /** The names of a text that has one a line. */
  static List<String> lines(String text) {
    return text.replace("\uFEFF", "")
        .lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty() && !line.startsWith("#"))
        .toList();
  }
}
