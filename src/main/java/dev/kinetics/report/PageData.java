package dev.kinetics.report;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.io.SerializedString;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the page's script reads: the charts, the clips by day, and the clips of each class.
 *
 * @param splits the names of the splits
 * @param states {@link ReportPage#STATES}
 * @param reasons the reasons; the first is empty
 * @param classes the clips of each class
 * @param charts the histograms
 * @param days how many clips came in by day
 */
record PageData(
    List<String> splits,
    List<String> states,
    List<String> reasons,
    List<ClassClips> classes,
    List<ChartData> charts,
    Bars days) {

  /**
   * The clips of a class.
   *
   * @param folders the address of the class's folder in each split, relative to the page
   * @param groups the clips in groups
   */
  record ClassClips(String name, Map<String, String> folders, List<Group> groups) {}

  /**
   * Clips of one class and split in one state.
   *
   * @param split which of the splits
   * @param state which of the states
   * @param reason which of the reasons
   * @param ending what follows the name in the file's name; empty for clips that are not there
   * @param names the clips, parted by slashes, which no name of a file has
   */
  record Group(int split, int state, int reason, String ending, String names) {}

  /** A histogram's bars. */
  record ChartData(String id, String unit, List<String> labels, List<Long> values) {}

  /** Bars with what stands below them. */
  record Bars(List<String> labels, List<Long> values) {
    static Bars of(Map<String, Long> rows) {
      Map<String, Long> kept = new LinkedHashMap<>(rows);
      return new Bars(List.copyOf(kept.keySet()), List.copyOf(kept.values()));
    }
  }

  /** As JSON that can stand in a script element: what could end the element is written escaped. */
  String json() {
    ObjectMapper mapper = new ObjectMapper();
    StringWriter text = new StringWriter();
    try (JsonGenerator json = mapper.getFactory().createGenerator(text)) {
      json.setCharacterEscapes(new ForHtml());
      mapper.writeValue(json, this);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  /** Writes {@code <}, {@code >} and {@code &} as {@code \\u} escapes. */
  private static final class ForHtml extends CharacterEscapes {
    private static final long serialVersionUID = 1L;
    private static final String ESCAPED = "<>&";

    @Override
    public int[] getEscapeCodesForAscii() {
      int[] codes = standardAsciiEscapesForJSON();
      ESCAPED.chars().forEach(c -> codes[c] = ESCAPE_STANDARD);
      return codes;
    }

    @Override
    public SerializableString getEscapeSequence(int c) {
      return new SerializedString(String.format("\\u%04x", c));
    }
  }
}
