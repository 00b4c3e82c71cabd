package dev.kinetics.source;

import dev.kinetics.annotations.Clip;
import dev.kinetics.engine.Answer;
import dev.kinetics.journal.ClipResult;
import dev.kinetics.journal.Outcome;
import dev.kinetics.media.MediaFacts;
import java.nio.file.Path;
import java.util.List;

/** What a source answers for a clip. */
public sealed interface Fetched extends Answer<Clip> {
  /** The clip. */
  Clip clip();

  @Override
  default Clip item() {
    return clip();
  }

  @Override
  default boolean isThere() {
    return this instanceof Made || this instanceof Resolved;
  }

  @Override
  default boolean isAgain() {
    return this instanceof Again;
  }

  /**
   * Who answered.
   *
   * @param source the source's name
   * @param tries how often it was asked
   * @param seconds how long that took
   */
  record Origin(String source, int tries, double seconds) {
    public Origin {
      if (source.isBlank() || tries < 1) {
        throw new IllegalArgumentException("an answer has a source and at least one try");
      }
    }

    /** After so many tries that began then, by {@link System#nanoTime}. */
    public static Origin since(String source, int tries, long startNanos) {
      return new Origin(source, tries, (System.nanoTime() - startNanos) / 1e9);
    }

    private ClipResult of(ClipResult result) {
      return result.from(source).after(tries, seconds);
    }
  }

  /**
   * The clip, whole and checked.
   *
   * @param file where it lies, in a scratch folder of its own
   * @param outcome done or short
   * @param extras what was made beside it, in the same scratch folder
   */
  record Made(
      Clip clip,
      Origin origin,
      Path file,
      Outcome outcome,
      long bytes,
      MediaFacts media,
      List<Extra> extras)
      implements Fetched {
    public Made {
      extras = List.copyOf(extras);
    }

    /** A clip alone. */
    public Made(
        Clip clip, Origin origin, Path file, Outcome outcome, long bytes, MediaFacts media) {
      this(clip, origin, file, outcome, bytes, media, List.of());
    }

    /** The same, with a track made of its samples, of which this is to be told. */
    Made with(ClipResult track) {
      List<Extra> made =
          extras.stream()
              .map(extra -> extra.samples() == null ? extra : extra.made(track))
              .toList();
      return new Made(clip, origin, file, outcome, bytes, media, made);
    }

    /** For the journal. */
    public ClipResult result() {
      return origin.of(ClipResult.made(outcome, bytes, media));
    }
  }

  /** There is none, and asking once more now would not help. */
  record Lost(Clip clip, Origin origin, Outcome outcome, String reason, String detail)
      implements Fetched {
    /** For the journal. */
    public ClipResult result() {
      return origin.of(ClipResult.without(outcome, reason, detail));
    }
  }

  /**
   * The video is there; more was not asked.
   *
   * @param bytes what its section takes at the source, about; 0 where unknown
   */
  record Resolved(Clip clip, Origin origin, long bytes) implements Fetched {
    /** For the journal. */
    public ClipResult result() {
      return origin.of(ClipResult.made(Outcome.RESOLVED, bytes, null));
    }
  }

  /** Not yet: another try, with this clip alone, may get it. */
  record Again(Clip clip, String reason, String detail) implements Fetched {}
}
