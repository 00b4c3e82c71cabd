package dev.kinetics.journal;

import dev.kinetics.media.MediaFacts;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * How an attempt at one clip ended, and what is to be known of it.
 *
 * @param outcome how it ended
 * @param reason why, in a word or two of our own that the summary counts by; empty when done
 * @param detail the tool's first error line, or what else tells more; empty where nothing does
 * @param tries how often it was tried in this run
 * @param seconds how long that took
 * @param bytes the size of the file that was made
 * @param source where it came from ({@code youtube}, {@code mirror}), or all that lack it, with
 *     commas; empty for other jobs
 * @param media what the file is; null when nothing was made
 */
public record ClipResult(
    Outcome outcome,
    String reason,
    String detail,
    int tries,
    double seconds,
    long bytes,
    String source,
    MediaFacts media)
    implements Serializable {

  /** The reason of a loss that was not believed, since the same was said of all clips. */
  public static final String SAME_FOR_ALL = "same for all";

  /** The reason of frames for which the clip was given up when they were whole. */
  public static final String CLIP_DELETED = "clip deleted";

  public ClipResult {
    Objects.requireNonNull(outcome);
    Objects.requireNonNull(reason);
    Objects.requireNonNull(detail);
    Objects.requireNonNull(source);
  }

  /** An attempt that left nothing. */
  public static ClipResult without(Outcome outcome, String reason, String detail) {
    return new ClipResult(outcome, reason, detail, 1, 0, 0, "", null);
  }

  /** An attempt that made a file. */
  public static ClipResult made(Outcome outcome, long bytes, MediaFacts media) {
    return new ClipResult(outcome, "", "", 1, 0, bytes, "", media);
  }

  /** The same, without the tool's words. */
  public ClipResult withoutDetail() {
    return new ClipResult(outcome, reason, "", tries, seconds, bytes, source, media);
  }

  /** The same, for this reason. */
  public ClipResult because(String newReason) {
    return new ClipResult(outcome, newReason, detail, tries, seconds, bytes, source, media);
  }

  /** The same loss, of which the words are no proof, since they were said of all. */
  public ClipResult notBelieved() {
    return new ClipResult(
        Outcome.FAILED, SAME_FOR_ALL, detail, tries, seconds, bytes, source, media);
  }

  /** The same, from this source. */
  public ClipResult from(String newSource) {
    return new ClipResult(outcome, reason, detail, tries, seconds, bytes, newSource, media);
  }

  /** Whether this source was asked: it made the file, or is one of those that lack the clip. */
  public boolean isFrom(String name) {
    return Arrays.asList(source.split(",")).contains(name);
  }

  /** The same, after so many tries that took so long. */
  public ClipResult after(int newTries, double newSeconds) {
    return new ClipResult(outcome, reason, detail, newTries, newSeconds, bytes, source, media);
  }

  /**
   * What is known of a clip that was lost at one source and then asked for at another. A file
   * stands for itself; of two losses the one that a person can mend counts, then the first.
   */
  public ClipResult afterLoss(ClipResult earlier) {
    if (outcome.isThere()) {
      return this;
    }
    ClipResult chosen =
        MENDABLE_FIRST.indexOf(outcome) < MENDABLE_FIRST.indexOf(earlier.outcome) ? this : earlier;
    return chosen
        .from(earlier.source + "," + source)
        .after(earlier.tries + tries, earlier.seconds + seconds);
  }

  private static final List<Outcome> MENDABLE_FIRST =
      List.of(Outcome.OUTDATED, Outcome.FAILED, Outcome.CLOSED, Outcome.DAMAGED, Outcome.GONE);
}
