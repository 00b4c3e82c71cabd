package dev.kinetics.standing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kinetics.dataset.AtomicFile;
import dev.kinetics.dataset.PlainFile;
import dev.kinetics.journal.Block;
import dev.kinetics.journal.ClipResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How far a run is, in a small file that it rewrites now and then: what it was asked for, what it
 * has booked, and at which pace. So nobody who asks has to read the journals of a whole release.
 * Not safe for several threads.
 */
public final class RunState {
  /** The version of what the file holds. */
  public static final int SCHEMA = 1;

  /** So many minutes are told one by one, for the pace. */
  public static final int MINUTES = 10;

  private static final int MOST_BLOCKS = 20;
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Which run it is.
   *
   * @param name a name that no other run has
   * @param job the subcommand
   * @param release what the journal calls the release
   * @param command the command line, without secrets
   * @param host the machine's name
   * @param process the process's number there
   * @param start when it began
   */
  public record Identity(
      String name,
      String job,
      String release,
      List<String> command,
      String host,
      long process,
      Instant start) {}

  /**
   * What it set out to do, in clips.
   *
   * @param selected what was asked for
   * @param there what was there before
   * @param wanted what was to be done; the rest is known to be lost, or not to be had
   * @param elsewhere what of that another run was at work on
   */
  public record Task(long selected, long there, long wanted, long elsewhere) {}

  /** Clips and their bytes. */
  public record Amount(long clips, long bytes) {
    public static final Amount NONE = new Amount(0, 0);

    /** Both together. */
    public Amount plus(long moreClips, long moreBytes) {
      return new Amount(clips + moreClips, bytes + moreBytes);
    }
  }

  private final Identity identity;
  private final Task task;
  private Instant updated;
  private Instant ended;
  private long journalBytes;
  private final Map<String, Long> outcomes = new TreeMap<>();
  private final Map<String, Amount> made = new TreeMap<>();
  private final Map<String, Long> lost = new TreeMap<>();
  private final TreeMap<Long, Amount> minutes = new TreeMap<>();
  private final List<Block> blocks = new ArrayList<>();

  /** A run that begins. */
  public RunState(Identity identity, Task task) {
    this.identity = identity;
    this.task = task;
    this.updated = identity.start();
  }

  /** Counts a result, in place of an earlier one of the same clip; null for none. */
  public void booked(Instant time, ClipResult result, ClipResult supersedes) {
    count(result, 1);
    if (supersedes != null) {
      count(supersedes, -1);
    }
    long minute = time.getEpochSecond() / 60;
    minutes.merge(
        minute,
        new Amount(supersedes == null ? 1 : 0, result.bytes()),
        (a, b) -> a.plus(b.clips(), b.bytes()));
    minutes.headMap(minutes.lastKey() - MINUTES).clear();
    updated = time.isAfter(updated) ? time : updated;
  }

  private void count(ClipResult result, int sign) {
    outcomes.merge(
        result.outcome().toString(),
        (long) sign,
        (a, b) -> a + b == 0 ? null : Long.valueOf(a + b));
    if (result.outcome().isThere()) {
      made.merge(
          result.source(),
          new Amount(sign, sign * result.bytes()),
          (a, b) -> a.plus(b.clips(), b.bytes()));
      return;
    }
    for (String source : result.source().split(",")) {
      lost.merge(source, (long) sign, (a, b) -> a + b == 0 ? null : Long.valueOf(a + b));
    }
  }

  /** Remembers that the site refused to answer. */
  public void blocked(Block block) {
    blocks.add(block);
    if (blocks.size() > MOST_BLOCKS) {
      blocks.remove(0);
    }
  }

  /** The run has ended by itself. */
  public void end(Instant time) {
    ended = time;
    updated = time;
  }

  /** How much of the run's journal is told of here, in bytes. */
  public void readUntil(long bytes) {
    journalBytes = bytes;
  }

  public Identity identity() {
    return identity;
  }

  public Task task() {
    return task;
  }

  /** When it last told of itself. */
  public Instant updated() {
    return updated;
  }

  /** When it ended by itself; null where it goes on, or was killed. */
  public Instant ended() {
    return ended;
  }

  public long journalBytes() {
    return journalBytes;
  }

  /** How many clips ended how, in this run. */
  public Map<String, Long> outcomes() {
    return outcomes;
  }

  /** What came from which source, in this run; the name is empty for other jobs. */
  public Map<String, Amount> made() {
    return made;
  }

  /** How many clips which source lacked, in this run. */
  public Map<String, Long> lost() {
    return lost;
  }

  /** When the site refused to answer, the newest last. */
  public List<Block> blocks() {
    return blocks;
  }

  /** How many clips have ended in this run. */
  public long done() {
    return outcomes.values().stream().mapToLong(Long::longValue).sum();
  }

  /** What came in within the last minutes before a time: {@value #MINUTES} whole ones at most. */
  public Amount since(Instant time) {
    Amount sum = Amount.NONE;
    for (Amount minute : minutes.tailMap(time.getEpochSecond() / 60).values()) {
      sum = sum.plus(minute.clips(), minute.bytes());
    }
    return sum;
  }

  /**
   * Writes the file, whole.
   *
   * @throws IOException when it can't be written
   */
  public void write(Path file) throws IOException {
    byte[] text = (JSON.writeValueAsString(json()) + "\n").getBytes(StandardCharsets.UTF_8);
    AtomicFile.write(file, out -> out.write(text));
  }

  private ObjectNode json() {
    ObjectNode json = JSON.createObjectNode();
    json.put("schema", SCHEMA);
    json.put("run", identity.name());
    json.put("job", identity.job());
    json.put("release", identity.release());
    json.set("command", JSON.valueToTree(identity.command()));
    json.put("host", identity.host());
    json.put("process", identity.process());
    json.put("start", identity.start().toString());
    json.put("updated", updated.toString());
    if (ended != null) {
      json.put("ended", ended.toString());
    }
    json.put("selected", task.selected());
    json.put("there", task.there());
    json.put("wanted", task.wanted());
    json.put("elsewhere", task.elsewhere());
    json.put("journal_bytes", journalBytes);
    json.set("outcomes", JSON.valueToTree(outcomes));
    ObjectNode ofSources = json.putObject("made");
    made.forEach((source, amount) -> ofSources.set(source, array(amount)));
    json.set("lost", JSON.valueToTree(lost));
    ObjectNode ofMinutes = json.putObject("minutes");
    minutes.forEach((minute, amount) -> ofMinutes.set(Long.toString(minute), array(amount)));
    ArrayNode all = json.putArray("blocks");
    for (Block block : blocks) {
      all.addObject()
          .put("time", block.time().toString())
          .put("until", block.until().toString())
          .put("words", block.words());
    }
    return json;
  }

  private static ArrayNode array(Amount amount) {
    return JSON.createArrayNode().add(amount.clips()).add(amount.bytes());
  }

  /**
   * Reads a file.
   *
   * @throws IOException when it can't be read, or is something else
   */
  public static RunState read(Path file) throws IOException {
    try {
      return of(JSON.readTree(PlainFile.require(file).toFile()));
    } catch (DateTimeException | NumberFormatException e) {
      throw new IOException(e);
    }
  }

  private static RunState of(JsonNode json) throws IOException {
    if (json.path("schema").asInt() != SCHEMA) {
      throw new IOException("of another version of the program");
    }
    List<String> command = new ArrayList<>();
    json.path("command").forEach(word -> command.add(word.asText()));
    RunState state =
        new RunState(
            new Identity(
                json.path("run").asText(),
                json.path("job").asText(),
                json.path("release").asText(),
                command,
                json.path("host").asText(),
                json.path("process").asLong(),
                Instant.parse(json.path("start").asText())),
            new Task(
                json.path("selected").asLong(),
                json.path("there").asLong(),
                json.path("wanted").asLong(),
                json.path("elsewhere").asLong()));
    state.updated = Instant.parse(json.path("updated").asText());
    state.ended = json.has("ended") ? Instant.parse(json.path("ended").asText()) : null;
    state.journalBytes = json.path("journal_bytes").asLong();
    json.path("outcomes").properties().forEach(e -> put(state.outcomes, e));
    json.path("lost").properties().forEach(e -> put(state.lost, e));
    json.path("made").properties().forEach(e -> state.made.put(e.getKey(), amount(e.getValue())));
    json.path("minutes")
        .properties()
        .forEach(e -> state.minutes.put(Long.valueOf(e.getKey()), amount(e.getValue())));
    for (JsonNode block : json.path("blocks")) {
      state.blocks.add(
          new Block(
              Instant.parse(block.path("time").asText()),
              Instant.parse(block.path("until").asText()),
              block.path("words").asText()));
    }
    return state;
  }

  private static void put(Map<String, Long> map, Map.Entry<String, JsonNode> entry) {
    map.put(entry.getKey(), entry.getValue().asLong());
  }

  private static Amount amount(JsonNode pair) {
    return new Amount(pair.path(0).asLong(), pair.path(1).asLong());
  }
}
