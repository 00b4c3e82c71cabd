package dev.kinetics.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kinetics.annotations.Clip;
import dev.kinetics.annotations.Split;
import dev.kinetics.engine.Booking;
import dev.kinetics.engine.Ended;
import dev.kinetics.engine.Results;
import dev.kinetics.journal.ClipResult;
import dev.kinetics.journal.Outcome;
import dev.kinetics.media.MediaFacts;
import dev.kinetics.source.Fetched;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a chain of sources asks of each, and when it tells what they said. */
class SourceChainTest {
  private static final MediaFacts MEDIA = new MediaFacts(340, 256, 25, 10, 250, true);

  private final List<String> events = new ArrayList<>();

  private static Clip clip(String id) {
    return new Clip(id, Split.TRAIN, "pole vault", 0, 10_000, id, "");
  }

  /** A source that has some clips and lacks the others. */
  private record Source(String name, Outcome loss, Set<String> has) {
    Ended answer(Clip clip) {
      ClipResult result =
          has.contains(clip.id())
              ? ClipResult.made(Outcome.DONE, 7, MEDIA)
              : ClipResult.without(loss, "deleted", "words");
      return new Ended(clip, result.from(name).after(2, 0.5));
    }
  }

  private static Source source(String name, Outcome loss, String... has) {
    return new Source(name, loss, Set.of(has));
  }

  private List<Booking> run(Map<Clip, ClipResult> before, Source... sources)
      throws InterruptedException {
    List<Clip> clips = List.of(clip("a"), clip("b"), clip("c"));
    List<Booking> bookings = new ArrayList<>();
    List<String> names = Stream.of(sources).map(Source::name).toList();
    SourceChain.Asking asking =
        (name, asked) -> {
          events.add(name + " asked for " + asked.stream().map(Clip::id).toList());
          Source source = sources[names.indexOf(name)];
          return Results.of(asked.stream().map(source::answer).toList());
        };
    try (SourceChain chain = new SourceChain("download", clips, before, names, asking)) {
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
