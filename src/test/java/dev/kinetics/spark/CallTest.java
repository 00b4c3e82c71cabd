package dev.kinetics.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kinetics.annotations.Clip;
import dev.kinetics.annotations.Split;
import dev.kinetics.engine.Ended;
import dev.kinetics.engine.Notes;
import dev.kinetics.error.KineticsException;
import dev.kinetics.journal.ClipResult;
import dev.kinetics.journal.Outcome;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What the driver tells of clips that several attempts have worked on. */
class CallTest {
  private static final Notes NOTES = new Notes(line -> {}, block -> {}, line -> {});

  private static List<Clip> clips(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "clip" + i)
        .map(id -> new Clip(id, Split.TRAIN, "pole vault", 0, 10_000, id, ""))
        .toList();
  }

  private static Ended lost(Clip clip, String reason) {
    return new Ended(clip, ClipResult.without(Outcome.FAILED, reason, ""));
  }

  @Test
  void batchesHoldEachClipOnceAndEndSmall() {
    for (int count : new int[] {0, 1, 2, 15, 100, 1_000}) {
      List<List<Clip>> batches = Call.batches(clips(count), 16, 4);

      assertThat(batches.stream().flatMap(List::stream)).containsExactlyElementsOf(clips(count));
      assertThat(batches).allMatch(batch -> !batch.isEmpty() && batch.size() <= 16);
      if (count > 0) {
        assertThat(batches.get(batches.size() - 1)).hasSize(1);
      }
    }
  }

  @Test
  void aClipIsToldOfOnceAndAnotherAttemptGetsTheRest() throws InterruptedException {
    List<Clip> clips = clips(2);
    Call<Ended> call = new Call<>(7, 1, List.of(clips), NOTES);

    call.book(new Message.Book(7, List.of(lost(clips.get(0), "first"))));
    call.book(new Message.Book(7, List.of(lost(clips.get(0), "second"))));
    call.book(new Message.Book(6, List.of(lost(clips.get(1), "of another call"))));

    assertThat(call.turn(new Message.Take(7, 0)).items()).containsExactly((Object) clips.get(1));
    call.book(new Message.Book(7, List.of(lost(clips.get(1), "third"))));
    call.over(null);
    assertThat(call.rest())
        .extracting(ended -> ended.result().reason())
        .containsExactly("first", "third");
  }

  @Test
  void whatEndedBeforeAFaultIsToldBeforeIt() throws InterruptedException {
    List<Clip> clips = clips(2);
    Call<Ended> call = new Call<>(7, 1, List.of(clips), NOTES);
    boolean[] stopped = {false};
    call.stopBy(() -> stopped[0] = true);

    call.book(new Message.Book(7, List.of(lost(clips.get(0), "first"))));
    call.fail(KineticsException.unavailable("node-3: no ffmpeg runs here"));

    assertThat(stopped[0]).isTrue();
    assertThat(call.turn(new Message.Take(7, 0)).items()).isEmpty();
    assertThat(call.next().result().reason()).isEqualTo("first");
    assertThatThrownBy(call::next).hasMessageContaining("node-3");
  }
}
