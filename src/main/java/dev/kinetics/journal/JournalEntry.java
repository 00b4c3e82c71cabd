package dev.kinetics.journal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.kinetics.annotations.Clip;
import dev.kinetics.annotations.Split;
import dev.kinetics.media.MediaFacts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;

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

  /** The version of what a line holds; it grows when a reader has to know. */
  static final int SCHEMA = 1;

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

  /** When it ended, in nanoseconds since 1970. */
  public long nanos() {
    return EntryParser.nanos(time);
  }

  /** Whether it counts and not another one of the same job about the same clip. */
  public boolean isAfter(long nanos, Outcome outcome) {
    return isLater(nanos(), result.outcome(), nanos, outcome);
  }

  /** Of two at the same moment, which one counts must not hang on the order of the files. */
  public static boolean isLater(long time, Outcome outcome, long knownTime, Outcome known) {
    return time > knownTime || time == knownTime && outcome.compareTo(known) < 0;
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
  public byte[] toLine() {
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
        if (media.allShown()) {
          json.writeBooleanField("all_shown", true);
        }
        json.writeEndObject();
      }
      json.writeNumberField("schema", SCHEMA);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    line.write('\n');
    return line.toByteArray();
  }
}
