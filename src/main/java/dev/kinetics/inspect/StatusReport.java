package dev.kinetics.inspect;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.kinetics.journal.Block;
import dev.kinetics.standing.RunState;
import dev.kinetics.words.Counts;
import dev.kinetics.words.Durations;
import dev.kinetics.words.Sizes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Where runs stand, as a person or a program reads it. */
public record StatusReport(List<Status> runs) {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("EEE yyyy-MM-dd HH:mm:ss", Locale.ROOT)
          .withZone(ZoneId.systemDefault());

  /** For a person. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    for (Status run : runs) {
      if (!lines.isEmpty()) {
        lines.add("");
      }
      add(lines, run);
    }
    return lines;
  }

  private static void add(List<String> lines, Status run) {
    RunState state = run.state();
    RunState.Amount made = run.made();
    lines.add(state.identity().job() + ": " + life(run));
    row(lines, "asked for", String.join(" ", state.identity().command()));
    row(lines, "so far", soFar(run));
    row(
        lines,
        "written",
        Sizes.format(made.bytes())
            + (run.bytesLeft() > 0 ? ", about " + Sizes.format(run.bytesLeft()) + " more" : ""));
    Status.Lately lately = run.lately();
    row(
        lines,
        run.isLive() ? "last minutes" : "pace",
        String.format(
            Locale.ROOT,
            "%s in %s: %s, %s a second",
            clips(lately.amount().clips()),
            Durations.format(lately.time()),
            rate(lately.clips()),
            Sizes.format(Math.round(lately.bytes()))));
    run.timeLeft()
        .ifPresent(time -> row(lines, "time left", words(time) + (run.isLive() ? "" : " of work")));
    for (String source : sources(state)) {
      RunState.Amount ofSource = state.made().getOrDefault(source, RunState.Amount.NONE);
      row(
          lines,
          source,
          clips(ofSource.clips())
              + ", "
              + Sizes.format(ofSource.bytes())
              + String.format(
                  Locale.ROOT, "; not to be had: %,d", state.lost().getOrDefault(source, 0L)));
    }
    if (!state.blocks().isEmpty()) {
      Block block = state.blocks().get(state.blocks().size() - 1);
      boolean now = run.isLive() && block.until().isAfter(run.now());
      row(
          lines,
          now ? "blocked" : "was blocked",
          (now ? "until " + TIME.format(block.until()) : TIME.format(block.time()))
              + " ("
              + block.words()
              + ")"
              + (state.blocks().size() > 1 ? ", the last of " + state.blocks().size() : ""));
    }
  }

  private static String life(Status run) {
    RunState.Identity identity = run.state().identity();
    String where =
        identity.host().isEmpty()
            ? ""
            : " on " + identity.host() + ", process " + identity.process() + ",";
    String since = where + " since " + TIME.format(identity.start());
    if (run.isLive()) {
      return "running" + since;
    }
    Instant end = run.state().updated();
    String ago = Durations.format(Duration.between(end, run.now())) + " ago";
    if (run.state().ended() != null) {
      String how =
          run.left() == 0 ? "ended " : "ended early, " + clips(run.left()) + " not reached, ";
      return "not running; " + how + TIME.format(end) + ", " + ago;
    }
    return "not running; it was"
        + since
        + ", and did not end by itself: last heard of "
        + TIME.format(end)
        + ", "
        + ago;
  }

  private static String soFar(Status run) {
    RunState.Task task = run.state().task();
    StringBuilder words =
        new StringBuilder(
            String.format(
                Locale.ROOT,
                "%.1f %% of %s; there before: %,d",
                run.percent(),
                clips(task.selected()),
                task.there()));
    run.state()
        .outcomes()
        .forEach(
            (outcome, count) ->
                words.append(String.format(Locale.ROOT, ", %s: %,d", outcome, count)));
    long known = task.selected() - task.there() - task.wanted() - task.elsewhere();
    if (known > 0) {
      words.append(String.format(Locale.ROOT, ", lost before: %,d", known));
    }
    if (task.elsewhere() > 0) {
      words.append(String.format(Locale.ROOT, ", another run's: %,d", task.elsewhere()));
    }
    return words.append(String.format(Locale.ROOT, ", to do: %,d", run.left())).toString();
  }

  private static Set<String> sources(RunState state) {
    Set<String> sources = new TreeSet<>(state.made().keySet());
    sources.addAll(state.lost().keySet());
    sources.remove("");
    return sources;
  }

  private static void row(List<String> lines, String name, String words) {
    lines.add(String.format("  %-14s %s", name, words));
  }

  private static String clips(long count) {
    return Counts.clips(count);
  }

  /** Of a few clips an hour a rate a second tells nothing. */
  private static String rate(double clipsPerSecond) {
    return clipsPerSecond >= 1
        ? String.format(Locale.ROOT, "%,.1f clips a second", clipsPerSecond)
        : clipsPerSecond * 60 >= 1
            ? String.format(Locale.ROOT, "%,.1f clips a minute", clipsPerSecond * 60)
            : String.format(Locale.ROOT, "%,.1f clips an hour", clipsPerSecond * 3600);
  }

  private static String words(Duration time) {
    return "about "
        + (time.toHours() < 2 ? Durations.format(time) : Durations.inWords(time))
        + " at this pace";
  }

  /** For a program: one JSON object. */
  public String json() {
    List<Object> all = new ArrayList<>();
    runs.forEach(run -> all.add(json(run)));
    try {
      return new ObjectMapper()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .writeValueAsString(Map.of("runs", all));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, Object> json(Status run) {
    RunState state = run.state();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("run", state.identity().name());
    json.put("job", state.identity().job());
    json.put("release", state.identity().release());
    json.put("command", state.identity().command());
    json.put("running", run.isLive());
    json.put("host", state.identity().host());
    json.put("process", state.identity().process());
    json.put("start", state.identity().start().toString());
    json.put("updated", state.updated().toString());
    json.put("ended", state.ended() == null ? null : state.ended().toString());
    json.put("selected", state.task().selected());
    json.put("there", state.task().there());
    json.put("wanted", state.task().wanted());
    json.put("elsewhere", state.task().elsewhere());
    json.put("outcomes", state.outcomes());
    json.put("left", run.left());
    json.put("percent", Math.round(run.percent() * 100) / 100.0);
    json.put("bytes", run.made().bytes());
    json.put("bytes_left", run.bytesLeft());
    Map<String, Object> lately = new LinkedHashMap<>();
    lately.put("seconds", run.lately().time().toMillis() / 1000.0);
    lately.put("clips", run.lately().amount().clips());
    lately.put("bytes", run.lately().amount().bytes());
    json.put("lately", lately);
    json.put("seconds_left", run.timeLeft().map(Duration::toSeconds).orElse(null));
    Map<String, Object> sources = new LinkedHashMap<>();
    for (String source : sources(state)) {
      RunState.Amount amount = state.made().getOrDefault(source, RunState.Amount.NONE);
      Map<String, Object> ofSource = new LinkedHashMap<>();
      ofSource.put("made", amount.clips());
      ofSource.put("bytes", amount.bytes());
      ofSource.put("lost", state.lost().getOrDefault(source, 0L));
      sources.put(source, ofSource);
    }
    json.put("sources", sources);
    List<Object> blocks = new ArrayList<>();
    for (Block block : state.blocks()) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("time", block.time().toString());
      one.put("until", block.until().toString());
      one.put("words", block.words());
      blocks.add(one);
    }
    json.put("blocks", blocks);
    json.put(
        "blocked_until",
        run.isLive()
            ? state.blocks().stream()
                .map(Block::until)
                .filter(run.now()::isBefore)
                .max(Instant::compareTo)
                .map(Instant::toString)
                .orElse(null)
            : null);
    return json;
  }
}
