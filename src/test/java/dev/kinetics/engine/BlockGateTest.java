package dev.kinetics.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kinetics.error.ExitCode;
import dev.kinetics.error.KineticsException;
import dev.kinetics.journal.Block;
import dev.kinetics.run.Progress;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BlockGateTest {
  private final List<Block> booked = new CopyOnWriteArrayList<>();
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();

  private BlockGate gate(Duration firstWait, int mostWaits) {
    PrintStream before = System.err;
    System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
    try {
      return new BlockGate(
          new BlockGate.Patience(firstWait, mostWaits),
          new Notes(new Progress("test", 1, "clips", true)::say, booked::add, line -> {}));
    } finally {
      System.setErr(before);
    }
  }

  private static BlockedException block(String line) {
    return BlockedException.ofAddress(line, List.of());
  }

  private List<String> waits() {
    return said.toString(StandardCharsets.UTF_8)
        .lines()
        .map(line -> line.replaceFirst(".*waiting ([^,]+),.*", "$1"))
        .toList();
  }

  @Test
  void isOpenAtFirst() throws InterruptedException {
    BlockGate gate = gate(Duration.ofHours(1), 3);

    assertThat(gate.pass(1)).isZero();
    assertThat(gate.isClosed()).isFalse();
    assertThat(said.size()).isZero();
  }

  @Test
  void eachWaitIsTwiceAsLongUntilAClipGetsThrough() {
    BlockGate gate = gate(Duration.ofMinutes(10), 100);
    for (long ticket = 0; ticket < 8; ticket++) {
      gate.blocked(ticket, block("429"));
    }
    gate.answered(8, true);
    gate.blocked(8, block("429"));

    assertThat(waits())
        .containsExactly(
            "10m 00s", "20m 00s", "40m 00s", "1h 20m", "2h 40m", "5h 20m", "6h 00m", "6h 00m",
            "10m 00s");
    assertThat(gate.isClosed()).isTrue();
  }

  /** Else the pace would have the others wait for what was not asked. */
  @Test
  void whoProbesCountsAsOneWhateverItsBatch() throws InterruptedException {
    BlockGate gate = gate(Duration.ofMillis(10), 3);
    gate.keepTo(Pace.fixed(36_000, new SteadyClock()));
    gate.blocked(gate.pass(1), block("429"));
    long probe = gate.pass(100);
    gate.answered(probe, true);
    gate.left(probe);

    long start = System.nanoTime();
    gate.pass(20);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    gate.pass(1);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofSeconds(2));
  }

  @Test
  void severalWorkersThatMeetOneBlockMakeOneWaitOfIt() {
    BlockGate gate = gate(Duration.ofMinutes(10), 1);

    gate.blocked(0, block("429"));
    gate.blocked(0, block("429"));
    gate.blocked(0, block("not a bot"));

    assertThat(waits()).containsExactly("10m 00s");
  }

  @Test
  void givesUpAfterTheLastWaitAllowed() {
    BlockGate gate = gate(Duration.ofMillis(1), 2);
    gate.blocked(0, block("429"));
    gate.blocked(1, block("429"));

    assertThat(booked).hasSize(2).allMatch(each -> each.until().isAfter(each.time()));
    assertThat(booked.get(0).words()).isEqualTo("429");
    assertThatThrownBy(() -> gate.blocked(2, block("HTTP Error 429")))
        .isInstanceOfSatisfying(
            KineticsException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.STOPPED))
        .hasMessageContaining("after 2 waits (HTTP Error 429)");
  }

  @Test
  void withoutAnyWaitAllowedGivesUpAtOnce() {
    BlockGate gate = gate(Duration.ofHours(1), 0);

    assertThatThrownBy(() -> gate.blocked(0, block("429"))).isInstanceOf(KineticsException.class);
    assertThat(gate.isClosed()).isFalse();
  }

  @Test
  void allWaitUntilTheTimeIsOverAndGetANewTicket() throws Exception {
    BlockGate gate = gate(Duration.ofMillis(300), 3);
    long start = System.nanoTime();
    gate.blocked(gate.pass(1), block("429"));

    assertThat(gate.isClosed()).isTrue();
    assertThat(gate.pass(1)).isEqualTo(1);
    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(300_000_000);
    assertThat(gate.isClosed()).isFalse();
  }

  @Test
  void afterAWaitOneAsksAndTheOthersFollowItsAnswer() throws Exception {
    BlockGate gate = gate(Duration.ofMillis(1), 3);
    gate.blocked(gate.pass(1), block("429"));
    long probe = gate.pass(1);
    ExecutorService workers = Executors.newCachedThreadPool();
    try {
      Future<Long> other = workers.submit(() -> gate.pass(1));
      Thread.sleep(50);
      assertThat(other).as("before the answer").isNotDone();

      gate.answered(0, true); // of what began before the block
      Thread.sleep(50);
      assertThat(other).as("an old answer").isNotDone();

      gate.answered(probe, false);
      other.get(10, TimeUnit.SECONDS);
    } finally {
      workers.shutdownNow();
    }
  }

  @Test
  void whoAsksFirstAfterAWaitAndGetsNoAnswerLetsAnotherAsk() throws Exception {
    BlockGate gate = gate(Duration.ofMillis(1), 3);
    gate.blocked(gate.pass(1), block("429"));
    gate.left(gate.pass(1));

    assertThat(gate.pass(1)).isEqualTo(1);
  }

  @Test
  void whatKeepsAllOutAndIsNoBlockEndsTheRunAfterShortWaits() {
    BlockGate gate = gate(Duration.ofHours(1), 100);
    KineticsException end = KineticsException.unavailable("log in");
    for (long ticket = 0; ticket < 3; ticket++) {
      gate.blocked(ticket, BlockedException.ofAll("a page", List.of(), end));
    }

    assertThat(waits()).containsExactly("5.0s", "15s", "45s");
    assertThatThrownBy(() -> gate.blocked(3, BlockedException.ofAll("a page", List.of(), end)))
        .isSameAs(end);
  }

  @Test
  void anInterruptWakesWhoWaits() throws Exception {
    BlockGate gate = gate(Duration.ofHours(1), 3);
    gate.blocked(0, block("429"));
    ExecutorService workers = Executors.newCachedThreadPool();
    try {
      List<Future<Long>> passed = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        passed.add(workers.submit(() -> gate.pass(1)));
      }
      Thread.sleep(50);
      assertThat(passed).noneMatch(Future::isDone);

      workers.shutdownNow();

      for (Future<Long> one : passed) {
        assertThatThrownBy(() -> one.get(10, TimeUnit.SECONDS))
            .hasCauseInstanceOf(InterruptedException.class);
      }
    } finally {
      workers.shutdownNow();
    }
  }
}
