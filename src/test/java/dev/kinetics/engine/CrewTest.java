package dev.kinetics.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class CrewTest {
  private final AtomicBoolean stopped = new AtomicBoolean();

  private void stop() {
    stopped.set(true);
  }

  @Test
  void closingWhatHasEndedStopsNothing() throws InterruptedException {
    try (Crew<Integer> crew = Crew.start(2, 4, "test", this::stop, out -> out.put(1))) {
      assertThat(crew.rest()).containsExactly(1, 1);
    }

    assertThat(stopped).isFalse();
  }

  @Test
  void whatHasEndedIsHandedOutAlsoWhenItIsStopped() throws InterruptedException {
    CountDownLatch made = new CountDownLatch(1);
    Crew<Integer> crew =
        Crew.start(
            1,
            1,
            "test",
            this::stop,
            out -> {
              out.put(1);
              made.countDown();
              out.put(2); // There is no room, but it is made.
              Thread.sleep(60_000);
            });
    made.await();

    crew.close();

    assertThat(crew.rest()).containsExactly(1, 2);
    assertThat(stopped).isTrue();
  }

  @Test
  void aFaultComesAfterTheResultsBeforeIt() {
    Crew<Integer> crew =
        Crew.start(
            1,
            4,
            "test",
            this::stop,
            out -> {
              out.put(1);
              throw new IllegalStateException("broken");
            });

    assertThatThrownBy(
            () -> {
              assertThat(crew.next()).isEqualTo(1);
              crew.next();
            })
        .hasMessage("broken");
  }

  @Test
  void eachResultIsWorkedOnOnce() throws InterruptedException {
    List<Integer> items = IntStream.range(0, 1_000).boxed().toList();

    List<Integer> doubled = Crew.each(Results.of(items), 8, "test", item -> 2 * item).rest();

    assertThat(doubled)
        .containsExactlyInAnyOrderElementsOf(items.stream().map(item -> 2 * item).toList());
  }

  @Test
  void waitsNoLongerThanItIsTold() throws InterruptedException {
    CountDownLatch go = new CountDownLatch(1);
    Crew<Integer> crew =
        Crew.start(
            1,
            1,
            "test",
            this::stop,
            out -> {
              go.await();
              out.put(1);
            });

    assertThat(crew.await(Duration.ofMillis(5))).isFalse();
    go.countDown();
    assertThat(crew.await(Duration.ofSeconds(20))).isTrue();
    assertThat(crew.next()).isEqualTo(1);
  }
}
