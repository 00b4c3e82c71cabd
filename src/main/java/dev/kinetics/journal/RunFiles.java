package dev.kinetics.journal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What runs say of themselves: a small file a run, beside the journals, of JSON lines. The first is
 * the run's header, each other one a block that it met. They are read in a moment, however many
 * clips the journals tell of.
 */
public final class RunFiles {
  /** Of more runs, the oldest are forgotten. */
  public static final int MOST = 1_000;

  private static final int MOST_BLOCKS = 1_000;
  private static final int LONGEST_LINE = 32 << 10;

  private final JournalFiles files;
  private final Path folder;
  private final ObjectMapper json = new ObjectMapper();

  /** The files of the runs whose journals lie in this folder. */
  public RunFiles(Path journals) {
    this.folder = journals.resolve("runs");
    this.files = new JournalFiles(folder);
  }

  /**
   * Writes the header of a run.
   *
   * @throws IOException when it can't be written
   */
  public void append(String run, RunHeader header) throws IOException {
    ObjectNode line = json.createObjectNode();
    line.put("schema", JournalEntry.SCHEMA);
    line.put("time", header.start().toString());
    line.put("job", header.job());
    line.put("release", header.release());
    line.put("wanted", header.wanted());
    line.put("version", header.program().version());
    line.putPOJO("command", header.program().command());
    line.putPOJO("tools", header.program().tools());
    append(run, line);
  }

  /**
   * Writes down a block that a run met.
   *
   * @throws IOException when it can't be written
   */
  public void append(String run, Block block) throws IOException {
    ObjectNode line = json.createObjectNode();
    line.put("block", block.words());
    line.put("time", block.time().toString());
    line.put("until", block.until().toString());
    append(run, line);
  }

  private void append(String run, JsonNode line) throws IOException {
    Files.createDirectories(folder);
    Files.write(
        folder.resolve(run + JournalFiles.ENDING),
        (json.writeValueAsString(line) + "\n").getBytes(StandardCharsets.UTF_8),
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  /**
   * Forgets the oldest of too many runs.
   *
   * @throws IOException when a file can't be removed
   */
  public void forget() throws IOException {
    List<Path> all = files.list();
    for (Path old : all.subList(0, Math.max(0, all.size() - MOST))) {
      Files.deleteIfExists(old);
    }
  }

  /** The runs, by their start; a file without a header, torn or not ours, is passed over. */
  public List<Run> read() {
    List<Run> runs = new ArrayList<>();
    for (Path file : files.list()) {
      read(file).ifPresent(runs::add);
    }
    runs.sort(Comparator.comparing(run -> run.header().start()));
    return runs;
  }

  private Optional<Run> read(Path file) {
    List<RunHeader> headers = new ArrayList<>();
    Deque<Block> blocks = new ArrayDeque<>();
    try {
      JournalFiles.read(
          file,
          (line, length) -> {
            if (length > LONGEST_LINE) {
              return;
            }
            try {
              JsonNode note = json.readTree(line, 0, length);
              if (note.has("schema") && headers.isEmpty()) {
                headers.add(header(note));
              } else if (note.has("block")) {
                blocks.add(block(note));
              }
            } catch (IOException | DateTimeException e) {
              return; // Torn by a kill, or not ours.
            }
            if (blocks.size() > MOST_BLOCKS) {
              blocks.remove();
            }
          });
    } catch (NoSuchFileException e) {
      return Optional.empty(); // Forgotten by another run just now.
    } catch (IOException e) {
      throw JournalFiles.unreadable(file, e);
    }
    String name = file.getFileName().toString();
    return headers.stream()
        .findFirst()
        .map(
            header ->
                new Run(
                    name.substring(0, name.length() - JournalFiles.ENDING.length()),
                    header,
                    List.copyOf(blocks)));
  }

  private static RunHeader header(JsonNode note) {
    List<String> command = new ArrayList<>();
    note.path("command").forEach(word -> command.add(word.asText()));
    Map<String, String> tools = new LinkedHashMap<>();
    note.path("tools")
        .properties()
        .forEach(tool -> tools.put(tool.getKey(), tool.getValue().asText()));
    return new RunHeader(
        Instant.parse(note.path("time").asText()),
        note.path("job").asText(),
        note.path("release").asText(),
        note.path("wanted").asLong(),
        new RunHeader.Program(note.path("version").asText(), command, tools));
  }

  private static Block block(JsonNode note) {
    return new Block(
        Instant.parse(note.path("time").asText()),
        Instant.parse(note.path("until").asText()),
        note.path("block").asText());
  }
}
