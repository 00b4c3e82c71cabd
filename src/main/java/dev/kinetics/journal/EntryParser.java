package dev.kinetics.journal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import dev.kinetics.annotations.Split;
import dev.kinetics.media.MediaFacts;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** Reads the lines of journals; keeps what many lines share once. */
public final class EntryParser {
  private static final JsonFactory JSON = new JsonFactory();
  private static final ObjectReader TREES = new ObjectMapper().reader();

  /** Labels, reasons, releases: more different ones are no words but noise. */
  private static final int MOST_SHARED = 20_000;

  private static final String OLD_SOURCE = "youtube";

  private final Map<String, String> words = new HashMap<>();

  /** Most clips of a release are one of a few hundred kinds. */
  private final Map<MediaFacts, MediaFacts> kinds = new HashMap<>();

  /**
   * What an entry is about and how it ended, which its line begins with.
   *
   * @param nanos its time, in nanoseconds since 1970
   */
  public record Head(long nanos, String job, Split split, String clip, Outcome outcome) {}

  /** How much of a line is wanted. */
  public enum Want {
    HEAD,
    SECTION,
    ALL
  }

  /**
   * What is read of a line.
   *
   * @param startMillis where the section lies, in milliseconds, as {@code endMillis}; both 0 where
   *     it was not asked for, or the line does not tell
   * @param entry all of it; null where it was not asked for
   */
  public record Read(Head head, long startMillis, long endMillis, JournalEntry entry) {}

  /**
   * Reads how a line begins, and as much of the rest as is wanted.
   *
   * @throws IOException when it is torn, or no entry
   */
  public Read read(byte[] line, int length, Function<Head, Want> wanted) throws IOException {
    requireWhole(line, length);
    Builder entry = new Builder();
    try (JsonParser json = open(line, length)) {
      while (!entry.isWhole() && json.nextToken() == JsonToken.FIELD_NAME) {
        entry.setNext(json);
      }
      Head head = entry.head();
      Want want = wanted.apply(head);
      if (want == Want.ALL) {
        entry.setAll(json);
        return new Read(head, entry.startMillis, entry.endMillis, entry.build());
      }
      while (want == Want.SECTION
          && entry.endMillis == 0
          && json.nextToken() == JsonToken.FIELD_NAME) {
        entry.setNext(json);
      }
      return new Read(head, entry.startMillis, entry.endMillis, null);
    } catch (RuntimeException e) {
      throw new IOException(e);
    }
  }

  /**
   * Whether a line that can't be read is whole all the same, and tells of a clip: in words that a
   * later version has.
   */
  public static boolean isOfLaterVersion(byte[] line, int length) {
    try {
      JsonNode whole = TREES.readTree(line, 0, length);
      return whole.path("schema").asInt() > JournalEntry.SCHEMA
          || (whole.path("clip").isTextual() && whole.path("outcome").isTextual());
    } catch (IOException e) {
      return false;
    }
  }

  /** A kill may have torn it: whoever does not read to the end has to look there. */
  private static void requireWhole(byte[] line, int length) throws IOException {
    int end = length;
    while (end > 0 && line[end - 1] <= ' ') {
      end--;
    }
    if (end == 0 || line[end - 1] != '}') {
      throw new IOException("torn");
    }
  }

  private static JsonParser open(byte[] line, int length) throws IOException {
    JsonParser json = JSON.createParser(line, 0, length);
    if (json.nextToken() != JsonToken.START_OBJECT) {
      throw new IOException("not an object");
    }
    return json;
  }

  /** Since 1970; of years that no clock shows, the farthest that there is a number for. */
  static long nanos(Instant time) {
    try {
      return Math.addExact(
          Math.multiplyExact(time.getEpochSecond(), 1_000_000_000L), time.getNano());
    } catch (ArithmeticException e) {
      return time.getEpochSecond() < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
  }

  private static <T> T shared(T value, Map<T, T> seen) {
    if (seen.size() >= MOST_SHARED) {
      return seen.getOrDefault(value, value);
    }
    T known = seen.putIfAbsent(value, value);
    return known == null ? value : known;
  }

  private String shared(String word) {
    return shared(word, words);
  }

  private final class Builder {
    private Instant time;
    private String job = "";
    private String release = "";
    private Split split;
    private String clip;
    private String id = "";
    private String label = "";
    private long startMillis;
    private long endMillis;
    private Outcome outcome;
    private String reason = "";
    private String detail = "";
    private int tries;
    private double seconds;
    private long bytes;
    private String source = "";
    private MediaFacts media;

    boolean isWhole() {
      return time != null && split != null && clip != null && outcome != null;
    }

    /** Takes the fields that are left. */
    void setAll(JsonParser json) throws IOException {
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        setNext(json);
      }
      if (!isWhole() || json.currentToken() != JsonToken.END_OBJECT) {
        throw new IOException("not whole");
      }
    }

    Head head() throws IOException {
      if (!isWhole()) {
        throw new IOException("not whole");
      }
      return new Head(nanos(time), job, split, clip, outcome);
    }

    void setNext(JsonParser json) throws IOException {
      String field = json.currentName();
      json.nextToken();
      switch (field) {
        case "time" -> time = instant(json.getText());
        case "job" -> job = shared(json.getText());
        case "release" -> release = shared(json.getText());
        case "split" -> split = Split.parse(json.getText()).orElseThrow();
        case "clip" -> clip = json.getText();
        case "id" -> id = json.getText();
        case "class" -> label = shared(json.getText());
        case "section" -> {
          json.nextToken();
          startMillis = Math.round(json.getDoubleValue() * 1000);
          json.nextToken();
          endMillis = Math.round(json.getDoubleValue() * 1000);
          json.nextToken();
        }
        case "outcome" -> outcome = outcome(json.getText());
        case "reason" -> reason = shared(json.getText());
        case "detail" -> detail = json.getText();
        case "tries" -> tries = json.getIntValue();
        case "seconds" -> seconds = json.getDoubleValue();
        case "bytes" -> bytes = json.getLongValue();
        case "source" -> source = shared(json.getText());
        case "media" -> media = shared(media(json), kinds);
        default -> json.skipChildren();
      }
    }

    ClipResult result() {
      // Early versions left it out where a batch had several clips.
      boolean isOld = source.isEmpty() && job.equals(Jobs.DOWNLOAD) && !outcome.isThere();
      return new ClipResult(
          outcome, reason, detail, tries, seconds, bytes, isOld ? OLD_SOURCE : source, media);
    }

    JournalEntry build() {
      return new JournalEntry(
          time, job, release, split, clip, id, label, startMillis, endMillis, result());
    }
  }

  /**
   * Reads what {@link Instant#toString} writes, several times as fast as {@link Instant#parse}: a
   * full release has 650,000 of them.
   */
  private static Instant instant(String text) {
    if (text.length() < 20 || text.charAt(10) != 'T' || !text.endsWith("Z")) {
      return Instant.parse(text);
    }
    long day =
        LocalDate.of(number(text, 0, 4), number(text, 5, 7), number(text, 8, 10)).toEpochDay();
    int second = number(text, 11, 13) * 3600 + number(text, 14, 16) * 60 + number(text, 17, 19);
    int nanos = 0;
    for (int i = 20; i < 29; i++) {
      nanos = nanos * 10 + (i < text.length() - 1 ? text.charAt(i) - '0' : 0);
    }
    return Instant.ofEpochSecond(day * 86_400 + second, nanos);
  }

  private static Outcome outcome(String name) {
    return name.equals("done") ? Outcome.DONE : Outcome.valueOf(name.toUpperCase(Locale.ROOT));
  }

  private static int number(String text, int from, int to) {
    return Integer.parseInt(text, from, to, 10);
  }

  private static MediaFacts media(JsonParser json) throws IOException {
    int width = 0;
    int height = 0;
    double frameRate = 0;
    double seconds = 0;
    long frames = 0;
    boolean audio = false;
    boolean allShown = false;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      json.nextToken();
      switch (field) {
        case "width" -> width = json.getIntValue();
        case "height" -> height = json.getIntValue();
        case "frame_rate" -> frameRate = json.getDoubleValue();
        case "seconds" -> seconds = json.getDoubleValue();
        case "frames" -> frames = json.getLongValue();
        case "audio" -> audio = json.getBooleanValue();
        case "all_shown" -> allShown = json.getBooleanValue();
        default -> json.skipChildren();
      }
    }
    return new MediaFacts(width, height, frameRate, seconds, frames, audio, allShown);
  }
}
