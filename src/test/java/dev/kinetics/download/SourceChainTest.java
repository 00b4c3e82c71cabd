package dev.kinetics.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kinetics.annotations.Clip;
import dev.kinetics.annotations.Split;
import dev.kinetics.journal.ClipResult;
import dev.kinetics.journal.Outcome;
import dev.kinetics.media.MediaFacts;
import dev.kinetics.run.Booking;
import dev.kinetics.run.Results;
import dev.kinetics.source.ClipSource;
import dev.kinetics.source.Fetched;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a chain of sources asks of each, and when it tells what they said. */
class SourceChainTest {
  private static final MediaFacts MEDIA = new MediaFacts(340, 256, 25, 10, 250, true);

  private final List<String> events = new ArrayList<>();

  private static Clip clip(String id) {
    return new Clip(id, Split.TRAIN, "pole vault", 0, 10_000, id, "");
  }

  /** A source that has some clips and lacks the others. */
  private ClipSource source(String name, Outcome loss, String... has) {
    return new ClipSource() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public Results<Fetched> fetch(List<Clip> clips) {
        events.add(name + " asked for " + clips.stream().map(Clip::id).toList());
        return Results.of(clips.stream().map(this::answer).toList());
      }

      private Fetched answer(Clip clip) {
        Fetched.Origin origin = new Fetched.Origin(name, 2, 0.5);
        return Set.of(has).contains(clip.id())
            ? new Fetched.Made(clip, origin, Path.of("x"), Outcome.DONE, 7, MEDIA)
            : new Fetched.Lost(clip, origin, loss, "deleted", "words");
      }
    };
  }

  private List<Booking> run(Map<Clip, ClipResult> before, ClipSource... sources)
      throws InterruptedException {
    List<Clip> clips = List.of(clip("a"), clip("b"), clip("c"));
    List<Booking> bookings = new ArrayList<>();
    try (SourceChain chain = new SourceChain("download", clips, before, List.of(sources))) {
      for (Booking next = chain.next(); next != null; next = chain.next()) {
        bookings.add(next);
        events.add(next.clip().id() + " " + next.result().outcome() + " " + next.result().source());
      }
    }
    return bookings;
  }

  @Test
  void aLossIsToldBeforeTheNextSourceIsAsked() throws InterruptedException {
    List<Booking> bookings =
        run(Map.of(), source("one", Outcome.GONE, "a"), source("two", Outcome.FAILED, "b"));

    assertThat(events)
        .containsExactly(
            "one asked for [a, b, c]",
            "a done one",
            "b gone one",
            "c gone one",
            "two asked for [b, c]",
            "b done two",
            "c failed one,two");
    assertThat(bookings.get(3).supersedes().outcome()).isEqualTo(Outcome.GONE);
    assertThat(bookings.get(4).result().tries()).isEqualTo(4);
    assertThat(bookings.subList(0, 3)).allMatch(booking -> booking.supersedes() == null);
  }

  @Test
  void aSourceThatIsKnownToLackAClipIsNotAskedForIt() throws InterruptedException {
    ClipResult gone = ClipResult.without(Outcome.GONE, "deleted", "").from("one");

    run(
        Map.of(clip("a"), gone, clip("b"), gone),
        source("one", Outcome.GONE, "c"),
        source("two", Outcome.GONE, "a"));

    assertThat(events)
        .containsExactly(
            "one asked for [c]",
            "c done one",
            "two asked for [a, b]",
            "a done two",
            "b gone one,two");
  }

  @Test
  void anAnswerNeedsItsSourceAndItsTries() {
    assertThatThrownBy(() -> new Fetched.Origin("", 1, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Fetched.Origin("one", 0, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
