package dev.kinetics.journal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The lines of journals that tell of runs and not of clips: headers and blocks. A reader of clips
 * passes them over, since they have no clip. Of many only the newest are kept, so that folding
 * stays bounded.
 */
final class Notes {
  /** The version of what lines of journals hold; it grows when a reader has to know. */
  static final int SCHEMA = 1;

  static final int MOST = 1_000;

  private static final int LONGEST = 32 << 10;
  private static final byte[] HEADER = "{\"schema\":".getBytes(StandardCharsets.UTF_8);
  private static final byte[] BLOCK = "{\"block\":".getBytes(StandardCharsets.UTF_8);

  private final ObjectMapper json = new ObjectMapper();
  private final TreeMap<Key, JsonNode> headers = new TreeMap<>();
  private final TreeMap<Key, JsonNode> blocks = new TreeMap<>();

  private record Key(Instant time, String run) implements Comparable<Key> {
    private static final Comparator<Key> ORDER =
        Comparator.comparing(Key::time).thenComparing(Key::run);

    @Override
    public int compareTo(Key other) {
      return ORDER.compare(this, other);
    }
  }

  /** The line of a header, with its line end. */
  static byte[] line(String run, RunHeader header) {
    ObjectNode line = new ObjectMapper().createObjectNode();
    line.put("schema", SCHEMA);
    line.put("run", run);
    line.put("time", header.start().toString());
    line.put("job", header.job());
    line.put("release", header.release());
    line.put("wanted", header.wanted());
    line.put("version", header.program().version());
    line.putPOJO("command", header.program().command());
    line.putPOJO("tools", header.program().tools());
    return bytes(line);
  }

  /** The line of a block, with its line end. */
  static byte[] line(String run, Block block) {
    ObjectNode line = new ObjectMapper().createObjectNode();
    line.put("block", block.words());
    line.put("run", run);
    line.put("time", block.time().toString());
    line.put("until", block.until().toString());
    return bytes(line);
  }

  private static byte[] bytes(JsonNode line) {
    try {
      return (new ObjectMapper().writeValueAsString(line) + "\n").getBytes(StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Takes a line, if it is one of these. */
  void read(byte[] line, int length) {
    if (length > LONGEST || !(begins(line, length, HEADER) || begins(line, length, BLOCK))) {
      return;
    }
    try {
      JsonNode note = json.readTree(line, 0, length);
      Key key = new Key(Instant.parse(note.path("time").asText()), note.path("run").asText());
      TreeMap<Key, JsonNode> all = note.has("schema") ? headers : blocks;
      all.put(key, note);
      if (all.size() > MOST) {
        all.pollFirstEntry();
      }
    } catch (IOException | DateTimeException e) {
      // Torn by a kill, or not ours.
    }
  }

  private static boolean begins(byte[] line, int length, byte[] beginning) {
    return length > beginning.length
        && Arrays.equals(line, 0, beginning.length, beginning, 0, beginning.length);
  }

  /** The lines again, headers first. */
  List<byte[]> lines() {
    List<byte[]> lines = new ArrayList<>();
    headers.values().forEach(header -> lines.add(bytes(header)));
    blocks.values().forEach(block -> lines.add(bytes(block)));
    return lines;
  }

  /** The runs, by their start. */
  List<Run> runs() {
    Map<String, Run> runs = new LinkedHashMap<>();
    headers.forEach(
        (key, note) ->
            runs.put(key.run(), new Run(key.run(), header(key, note), new ArrayList<>())));
    blocks.forEach(
        (key, note) -> {
          Run run = runs.get(key.run());
          if (run != null) {
            run.blocks().add(block(key, note));
          }
        });
    return List.copyOf(runs.values());
  }

  private static RunHeader header(Key key, JsonNode note) {
    List<String> command = new ArrayList<>();
    note.path("command").forEach(word -> command.add(word.asText()));
    Map<String, String> tools = new LinkedHashMap<>();
    note.path("tools")
        .properties()
        .forEach(tool -> tools.put(tool.getKey(), tool.getValue().asText()));
    return new RunHeader(
        key.time(),
        note.path("job").asText(),
        note.path("release").asText(),
        note.path("wanted").asLong(),
        new RunHeader.Program(note.path("version").asText(), command, tools));
  }

  private static Block block(Key key, JsonNode note) {
    Instant until;
    try {
      until = Instant.parse(note.path("until").asText());
    } catch (DateTimeException e) {
      until = key.time();
    }
    return new Block(key.time(), until, note.path("block").asText());
  }
}
