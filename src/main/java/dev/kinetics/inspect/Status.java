package dev.kinetics.inspect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kinetics.dataset.DatasetLayout;
import dev.kinetics.dataset.PlainFile;
import dev.kinetics.error.KineticsException;
import dev.kinetics.history.Journals;
import dev.kinetics.journal.ClipResult;
import dev.kinetics.journal.Outcome;
import dev.kinetics.journal.Run;
import dev.kinetics.standing.RunFiles;
import dev.kinetics.standing.RunState;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Where a run stands, by what it wrote down: its own small file, and what its journal has since
 * then.
 *
 * @param state what it has come to
 * @param isLive whether it goes on
 * @param now when this was looked at
 */
public record Status(RunState state, boolean isLive, Instant now) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * What came in lately.
   *
   * @param amount clips that ended, and their bytes
   * @param time within which
   */
  public record Lately(RunState.Amount amount, Duration time) {
    /** Clips a second; 0 where none came in. */
    public double clips() {
      return rate(amount.clips());
    }

    /** Bytes a second. */
    public double bytes() {
      return rate(amount.bytes());
    }

    private double rate(long count) {
      return count / Math.max(0.001, time.toMillis() / 1000.0);
    }
  }

  /**
   * The runs that go on; where none does, the last one.
   *
   * @throws KineticsException when nothing was ever asked for in this dataset
   */
  public static List<Status> of(DatasetLayout layout) {
    RunFiles files = new RunFiles(layout);
    Instant now = Instant.now();
    List<Status> all = new ArrayList<>();
    Status last = null;
    for (String name : files.names()) {
      boolean live = files.isLive(name);
      if (live || last == null) {
        Optional<Status> status =
            files.read(name).map(state -> new Status(withRest(state, layout), live, now));
        if (live) {
          status.ifPresent(all::add);
        }
        last = last == null ? status.orElse(null) : last;
      }
    }
    if (!all.isEmpty()) {
      return all;
    }
    return List.of(last != null ? last : ofJournals(layout, now));
  }

  /** Of runs that kept no file of their own. */
  private static Status ofJournals(DatasetLayout layout, Instant now) {
    List<Run> runs = new Journals(layout.journals()).runs();
    if (runs.isEmpty()) {
      throw KineticsException.badInput(
          "nothing was asked for in "
              + layout.root()
              + " yet; run 'kinetics download', or name the dataset with --dataset-dir");
    }
    Run run = runs.get(runs.size() - 1);
    RunState state =
        new RunState(
            new RunState.Identity(
                run.name(),
                run.header().job(),
                run.header().release(),
                run.header().program().command(),
                "",
                0,
                run.header().start()),
            new RunState.Task(run.header().wanted(), 0, run.header().wanted(), 0));
    run.blocks().forEach(state::blocked);
    return new Status(withRest(state, layout), false, now);
  }

  /** With what the run booked after it last wrote its file, as when it was killed. */
  private static RunState withRest(RunState state, DatasetLayout layout) {
    Path journal = layout.journals().resolve(state.identity().name() + ".jsonl");
    try (InputStream in = Files.newInputStream(PlainFile.require(journal))) {
      in.skipNBytes(state.journalBytes());
      BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        book(state, line);
      }
    } catch (IOException e) {
      // Nothing is booked yet, or it was put together with others since.
    }
    return state;
  }

  private static void book(RunState state, String line) {
    try {
      JsonNode entry = JSON.readTree(line);
      if (entry.path("job").asText().equals(state.identity().job()) && entry.has("outcome")) {
        Outcome outcome = Outcome.valueOf(entry.path("outcome").asText().toUpperCase(Locale.ROOT));
        ClipResult result =
            ClipResult.made(outcome, entry.path("bytes").asLong(), null)
                .from(entry.path("source").asText());
        state.booked(Instant.parse(entry.path("time").asText()), result, null);
      }
    } catch (IOException | DateTimeException | IllegalArgumentException e) {
      // Torn by a kill.
    }
  }

  /** How many clips are still to be done. */
  public long left() {
    return Math.max(0, state.task().wanted() - state.done());
  }

  /** How many of the selected clips there is nothing to do for any more. */
  public long settled() {
    return Math.max(0, state.task().selected() - state.task().elsewhere() - left());
  }

  /** The same, of a hundred. */
  public double percent() {
    return state.task().selected() == 0 ? 100 : 100.0 * settled() / state.task().selected();
  }

  /** What was made in this run. */
  public RunState.Amount made() {
    RunState.Amount sum = RunState.Amount.NONE;
    for (RunState.Amount amount : state.made().values()) {
      sum = sum.plus(amount.clips(), amount.bytes());
    }
    return sum;
  }

  /** What came in within the last ten minutes; of a run that does not go on, in all its time. */
  public Lately lately() {
    Instant start = state.identity().start();
    if (!isLive) {
      return whole();
    }
    Instant since =
        now.minus(Duration.ofMinutes(RunState.MINUTES - 1)).truncatedTo(ChronoUnit.MINUTES);
    return new Lately(
        state.since(since), Duration.between(start.isAfter(since) ? start : since, now));
  }

  private Lately whole() {
    Instant end = isLive ? now : state.updated();
    return new Lately(
        new RunState.Amount(state.done(), made().bytes()),
        Duration.between(state.identity().start(), end));
  }

  /** How long it still takes at the pace of the last ten minutes; empty where nobody knows. */
  public Optional<Duration> timeLeft() {
    double rate = lately().clips() > 0 ? lately().clips() : whole().clips();
    return left() > 0 && rate > 0
        ? Optional.of(Duration.ofSeconds(Math.round(left() / rate)))
        : Optional.empty();
  }

  /** About how many bytes are still to come. */
  public long bytesLeft() {
    return state.done() == 0 ? 0 : Math.round((double) made().bytes() / state.done() * left());
  }
}
