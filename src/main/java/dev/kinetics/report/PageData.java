package dev.kinetics.report;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.io.SerializedString;
import com.fasterxml.jackson.databind.ObjectMapper;
import gg.jte.Content;
import gg.jte.TemplateOutput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
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
    Bars days)
    implements Content {

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
  record Group(int split, int state, int reason, String ending, CharSequence names) {}

  /** A histogram's bars. */
  record ChartData(String id, String unit, List<String> labels, List<Long> values) {}

  /** Bars with what stands below them. */
  record Bars(List<String> labels, List<Long> values) {
    static Bars of(Map<String, Long> rows) {
      Map<String, Long> kept = new LinkedHashMap<>(rows);
      return new Bars(List.copyOf(kept.keySet()), List.copyOf(kept.values()));
    }
  }

  /**
   * Written as JSON that can stand in a script element: what could end the element is escaped. It
   * goes out as it is made, since of a whole release it is the largest part of the page.
   */
  @Override
  public void writeTo(TemplateOutput output) {
    ObjectMapper mapper = new ObjectMapper();
    try (JsonGenerator json = mapper.getFactory().createGenerator(new OutputWriter(output))) {
      json.setCharacterEscapes(new ForHtml());
      mapper.writeValue(json, this);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Hands on to the template's output. */
  private static final class OutputWriter extends Writer {
    private final TemplateOutput output;

    OutputWriter(TemplateOutput output) {
      this.output = output;
    }

    @Override
    public void write(char[] characters, int offset, int length) {
      output.writeContent(new String(characters, offset, length));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
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
