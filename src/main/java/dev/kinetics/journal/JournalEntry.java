package dev.kinetics.journal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.kinetics.annotations.Clip;
import dev.kinetics.annotations.Split;
import dev.kinetics.media.MediaFacts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Map;

/**
 * One attempt at one clip, a line of JSON in a journal.
 *
 * @param time when it ended
 * @param job the subcommand, such as {@code download}
 * @param release the release's name, or the annotation file's
 * @param split the clip's split
 * @param clip the clip's name ({@link Clip#name})
 * @param id the video's id
 * @param label the clip's class; empty where the list gives none
 * @param startMillis where the section starts, in milliseconds; written in seconds
 * @param endMillis where it ends, in milliseconds; written in seconds
 * @param result how it ended
 */
public record JournalEntry(
    Instant time,
    String job,
    String release,
    Split split,
    String clip,
    String id,
    String label,
    long startMillis,
    long endMillis,
    ClipResult result) {

  private static final JsonFactory JSON = new JsonFactory();

  /** An entry about a clip, ended now. */
  public static JournalEntry of(String job, String release, Clip clip, ClipResult result) {
    return new JournalEntry(
        Instant.now(),
        job,
        release,
        clip.split(),
        clip.name(),
        clip.id(),
        clip.label(),
        clip.startMillis(),
        clip.endMillis(),
        result);
  }

  /** The clip as far as the entry knows it: all but an address of its own. */
  public Clip asClip() {
    return new Clip(id, split, label, startMillis, endMillis, clip, "");
  }

  /** The key of a job's entries about a clip. */
  public static String key(String job, Clip clip) {
    return key(job, clip.split(), clip.name());
  }

  /** What tells the clip and job apart from others, in one string. */
  public String key() {
    return key(job, split, clip);
  }

  static String key(String job, Split split, String clip) {
    return job + ' ' + split + ' ' + clip;
  }

  /**
   * The line, with its line end. What identifies the clip comes first, so that a reader may stop.
   */
  byte[] toLine() {
    ByteArrayOutputStream line = new ByteArrayOutputStream(512);
    try (JsonGenerator json = JSON.createGenerator(line)) {
      json.writeStartObject();
      json.writeStringField("time", time.toString());
      json.writeStringField("job", job);
      json.writeStringField("split", split.toString());
      json.writeStringField("clip", clip);
      json.writeStringField("outcome", result.outcome().toString());
      json.writeStringField("reason", result.reason());
      json.writeStringField("release", release);
      json.writeStringField("id", id);
      json.writeStringField("class", label);
      json.writeFieldName("section");
      json.writeStartArray();
      json.writeNumber(startMillis / 1000.0);
      json.writeNumber(endMillis / 1000.0);
      json.writeEndArray();
      if (!result.detail().isEmpty()) {
        json.writeStringField("detail", result.detail());
      }
      json.writeNumberField("tries", result.tries());
      json.writeNumberField("seconds", Math.round(result.seconds() * 1000) / 1000.0);
      json.writeNumberField("bytes", result.bytes());
      json.writeStringField("source", result.source());
      if (result.media() != null) {
        MediaFacts media = result.media();
        json.writeObjectFieldStart("media");
        json.writeNumberField("width", media.width());
        json.writeNumberField("height", media.height());
        json.writeNumberField("frame_rate", media.frameRate());
        json.writeNumberField("seconds", media.seconds());
        json.writeNumberField("frames", media.frames());
        json.writeBooleanField("audio", media.audio());
        json.writeEndObject();
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    line.write('\n');
    return line.toByteArray();
  }

  /**
   * Reads a line.
   *
   * @param words the words that many lines share, each kept once
   * @throws IOException when it is torn, or no entry
   */
  static JournalEntry parse(byte[] line, int offset, int length, Map<String, String> words)
      throws IOException {
    Builder entry = new Builder(words);
    try (JsonParser json = JSON.createParser(line, offset, length)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("not an object");
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String field = json.currentName();
        json.nextToken();
        entry.set(field, json);
      }
      if (json.currentToken() != JsonToken.END_OBJECT) {
        throw new IOException("torn");
      }
      return entry.build();
    } catch (RuntimeException e) {
      throw new IOException(e);
    }
  }

  private static final class Builder {
    private final Map<String, String> words;
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

    Builder(Map<String, String> words) {
      this.words = words;
    }

    private String shared(String word) {
      String known = words.putIfAbsent(word, word);
      return known == null ? word : known;
    }

    void set(String field, JsonParser json) throws IOException {
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
        case "media" -> media = media(json);
        default -> json.skipChildren();
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
          default -> json.skipChildren();
        }
      }
      return new MediaFacts(width, height, frameRate, seconds, frames, audio);
    }

    JournalEntry build() throws IOException {
      if (time == null || split == null || clip == null || outcome == null) {
        throw new IOException("not whole");
      }
      ClipResult result =
          new ClipResult(outcome, reason, detail, tries, seconds, bytes, source, media);
      return new JournalEntry(
          time, job, release, split, clip, id, label, startMillis, endMillis, result);
    }
  }
}
