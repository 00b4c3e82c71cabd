package dev.kinetics.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.kinetics.annotations.Clip;
import dev.kinetics.dataset.DatasetLayout;
import dev.kinetics.inspect.ClipFacts;
import dev.kinetics.inspect.ClipFilter;
import dev.kinetics.journal.ClipResult;
import dev.kinetics.journal.Outcome;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
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

  private final Statistics statistics;
  private final DatasetLayout layout;
  private final Which which;
  private final ClipFilter filter;
  private final ClipFacts facts;

  /**
   * The clips of one state.
   *
   * @param filter what those that are there must be like
   * @param facts what they are like; asked for only where it matters
   */
  public ClipLines(
      Statistics statistics,
      DatasetLayout layout,
      Which which,
      ClipFilter filter,
      Supplier<ClipFacts> facts) {
    this.statistics = statistics;
    this.layout = layout;
    this.which = which;
    this.filter = filter;
    this.facts = which == Which.BAD || !filter.isNone() ? facts.get() : null;
  }

  /** One line. */
  private record Line(Clip clip, String outcome, String reason, String detail) {}

  /** What is to be said of a clip; null for nothing. */
  private Line line(int i) {
    Clip clip = statistics.clips().get(i);
    ClipResult last = statistics.last(i);
    if (statistics.isThere(i)) {
      ClipResult file = facts == null ? null : facts.file(i);
      boolean isBad = file != null && file.outcome() == Outcome.DAMAGED;
      if (which == Which.BAD && isBad) {
        return new Line(clip, "there", file.reason(), file.detail());
      }
      boolean passes = filter.isNone() || file != null && filter.accepts(file.media());
      return which == Which.THERE && passes
          ? new Line(
              clip, "there", last != null && last.outcome() == Outcome.SHORT ? "short" : "", "")
          : null;
    }
    Outcome lost = last == null || last.outcome().isThere() ? null : last.outcome();
    boolean wanted =
        switch (which) {
          case MISSING -> true;
          case GONE -> lost == Outcome.GONE;
          case FAILED -> lost != null && FAILED.contains(lost);
          case BAD -> lost == Outcome.DAMAGED;
          case THERE -> false;
        };
    if (!wanted) {
      return null;
    }
    return lost == null
        ? new Line(clip, "open", "open", "")
        : new Line(
            clip,
            lost.toString(),
            last.reason().isEmpty() ? lost.toString() : last.reason(),
            last.detail());
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
    for (int i = 0; i < statistics.clips().size(); i++) {
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
    for (int i = 0; i < statistics.clips().size(); i++) {
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
