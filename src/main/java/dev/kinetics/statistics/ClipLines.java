package dev.kinetics.statistics;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.kinetics.annotations.Clip;
import dev.kinetics.dataset.DatasetLayout;
import dev.kinetics.inspect.ClipFacts;
import dev.kinetics.inspect.ClipFilter;
import dev.kinetics.journal.Outcome;
import dev.kinetics.media.Verdict.Rule;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.apache.commons.csv.CSVFormat;

/** Clips in one state, a line each: name, split, class, why, and what the tool said. */
public final class ClipLines {
  /** Which clips. */
  public enum Which {
    /** All that are not there. */
    MISSING,
    GONE,
    /** For a reason that may pass: failed, or the site changed under the tool. */
    FAILED,
    /** What can't be decoded: at the source, or on the disk. */
    BAD,
    THERE;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final Set<Outcome> FAILED = EnumSet.of(Outcome.FAILED, Outcome.OUTDATED);

  private final ClipFacts facts;
  private final DatasetLayout layout;
  private final Which which;
  private final ClipFilter filter;

  /**
   * The clips of one state.
   *
   * @param facts what is known of them; of their files, too, for those that are bad and for filters
   * @param filter what those that are there must be like
   */
  public ClipLines(ClipFacts facts, DatasetLayout layout, Which which, ClipFilter filter) {
    this.facts = facts;
    this.layout = layout;
    this.which = which;
    this.filter = filter;
  }

  /** One line. */
  private record Line(Clip clip, String outcome, String reason, String detail) {}

  /** What is to be said of a clip; null for nothing. */
  private Line line(int i) {
    Clip clip = facts.clip(i);
    Outcome last = facts.outcome(i);
    if (!facts.otherSection(i).isEmpty()) {
      return which == Which.MISSING || which == Which.BAD
          ? new Line(clip, "open", Rule.SECTION.toString(), facts.otherSection(i))
          : null;
    }
    if (facts.isThere(i)) {
      return switch (which) {
        case BAD ->
            facts.isDamaged(i) ? new Line(clip, "there", facts.reason(i), facts.detail(i)) : null;
        case THERE ->
            filter.isNone() || filter.accepts(facts.media(i))
                ? new Line(clip, "there", last == Outcome.SHORT ? "short" : "", "")
                : null;
        default -> null;
      };
    }
    boolean wanted =
        switch (which) {
          case MISSING -> true;
          case GONE -> last == Outcome.GONE;
          case FAILED -> last != null && FAILED.contains(last);
          case BAD -> last == Outcome.DAMAGED;
          case THERE -> false;
        };
    if (!wanted) {
      return null;
    }
    String state = last == null ? "open" : last.toString();
    String reason = facts.reason(i);
    return new Line(clip, state, reason.isEmpty() ? state : reason, facts.detail(i));
  }

  /**
   * As CSV with a header.
   *
   * @throws IOException when it can't be written
   */
  public void csv(OutputStream out) throws IOException {
    Writer text = new OutputStreamWriter(out, StandardCharsets.UTF_8);
    CSVFormat csv = CSVFormat.DEFAULT.builder().setRecordSeparator('\n').get();
    csv.printRecord(text, "name", "split", "class", "reason", "detail");
    for (int i = 0; i < facts.size(); i++) {
      Line line = line(i);
      if (line != null) {
        csv.printRecord(
            text,
            layout.naming().clipName(line.clip()),
            line.clip().split(),
            line.clip().label(),
            line.reason(),
            line.detail());
      }
    }
    text.flush();
  }

  /**
   * As a JSON list of objects, with the outcome too.
   *
   * @throws IOException when it can't be written
   */
  public void json(OutputStream out) throws IOException {
    JsonGenerator json = new JsonFactory().createGenerator(out);
    json.useDefaultPrettyPrinter();
    json.writeStartArray();
    for (int i = 0; i < facts.size(); i++) {
      Line line = line(i);
      if (line != null) {
        json.writeStartObject();
        json.writeStringField("name", layout.naming().clipName(line.clip()));
        json.writeStringField("split", line.clip().split().toString());
        json.writeStringField("class", line.clip().label());
        json.writeStringField("outcome", line.outcome());
        json.writeStringField("reason", line.reason());
        json.writeStringField("detail", line.detail());
        json.writeEndObject();
      }
    }
    json.writeEndArray();
    json.writeRaw('\n');
    json.flush();
  }
}
