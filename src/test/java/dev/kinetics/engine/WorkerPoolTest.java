package dev.kinetics.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kinetics.error.ExitCode;
import dev.kinetics.error.KineticsException;
import dev.kinetics.journal.ClipResult;
import dev.kinetics.journal.Outcome;
import dev.kinetics.media.MediaFacts;
import dev.kinetics.run.Told;
import java.io.OutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.AbstractCollection;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WorkerPoolTest {
  private static final ClipResult DONE =
      ClipResult.made(Outcome.DONE, 1, new MediaFacts(1, 1, 25, 1, 25, false));
  private static final ClipResult GONE = ClipResult.without(Outcome.GONE, "deleted", "");

  private final Map<Integer, List<ClipResult>> results = new HashMap<>();
  private final BlockGate gate = gate(Duration.ofMillis(2), 1_000_000);

  /** A gate that says nothing: thousands of waits are no news here. */
  private static BlockGate gate(Duration wait, int mostWaits) {
    PrintStream before = System.err;
    System.setErr(new PrintStream(OutputStream.nullOutputStream()));
    try {
      return new BlockGate(
          new BlockGate.Patience(wait, mostWaits), new Notes(line -> {}, block -> {}, line -> {}));
    } finally {
      System.setErr(before);
    }
  }

  private Results<Told<Integer>> begin(
      int workers, int batch, BlockGate ownGate, int count, Told.Script<Integer> script) {
    List<Integer> items = IntStream.range(0, count).boxed().toList();
    return new WorkerPool<>(items, workers, batch, ownGate, Told.by(script));
  }

  private void run(int workers, int batch, int count, Told.Script<Integer> script)
      throws InterruptedException {
    take(begin(workers, batch, gate, count, script));
  }

  private void take(Results<Told<Integer>> pool) throws InterruptedException {
    for (Told<Integer> told = pool.next(); told != null; told = pool.next()) {
      results.computeIfAbsent(told.item(), i -> new ArrayList<>()).add(told.result());
    }
  }

  private void assertEachOnce(int count) {
    assertThat(results).hasSize(count);
    assertThat(results.values()).allSatisfy(all -> assertThat(all).hasSize(1));
  }

  @Test
  void everyItemIsHandledOnceWhateverBatchesDo() throws InterruptedException {
    Random random = new Random(5);
    int[] chance = random.ints(50_000, 0, 100).toArray();
    AtomicInteger turn = new AtomicInteger();
    AtomicInteger atOnce = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();

    run(
        8,
        16,
        3_000,
        (batch, report) -> {
          most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
          try {
            for (Integer item : batch) {
              TimeUnit.MICROSECONDS.sleep(100); // else one may be done before the next begins
              int luck = chance[turn.getAndIncrement() % chance.length];
              if (luck < 3) {
                throw new IllegalArgumentException("bad luck");
              } else if (luck < 6) {
                return;
              } else if (luck < 9) {
                throw BlockedException.ofAddress("429", List.of());
              } else if (luck < 20) {
                continue; // left unreported
              }
              report.accept(item, luck < 60 ? DONE : GONE);
              report.accept(item, GONE); // a second word on an item is none
            }
          } finally {
            atOnce.decrementAndGet();
          }
        });

    assertEachOnce(3_000);
    assertThat(most.get()).isBetween(2, 8);
  }

  @Test
  void whatABatchLeavesIsDoneAloneAndOnlyThenFailed() throws InterruptedException {
    run(
        3,
        10,
        100,
        (batch, report) -> {
          if (batch.size() > 1 && batch.stream().anyMatch(item -> item % 10 == 0)) {
            throw new IllegalStateException("one of them is bad");
          }
          batch.stream().filter(item -> item % 10 != 0).forEach(i -> report.accept(i, DONE));
        });

    assertEachOnce(100);
    results.forEach(
        (item, all) ->
            assertThat(all.get(0).outcome())
                .as("%s", item)
                .isEqualTo(item % 10 == 0 ? Outcome.FAILED : Outcome.DONE));
  }

  @Test
  void aBlockedItemIsGivenBackAndNeverFailed() throws InterruptedException {
    Set<Integer> seen = ConcurrentHashMap.newKeySet();

    run(
        4,
        8,
        200,
        (batch, report) -> {
          for (Integer item : batch) {
            if (seen.add(item)) {
              throw BlockedException.ofAddress("429", List.of()); // each one, at its first turn
            }
            report.accept(item, DONE);
          }
        });

    assertEachOnce(200);
    assertThat(results.values()).allSatisfy(all -> assertThat(all).containsExactly(DONE));
  }

  @Test
  void afterABlockOneItemIsAskedForUntilThereIsAnAnswer() throws InterruptedException {
    List<Integer> sizes = new ArrayList<>();

    run(
        1,
        6,
        12,
        (batch, report) -> {
          sizes.add(batch.size());
          if (sizes.size() <= 3) {
            throw BlockedException.ofAddress("429", List.of());
          }
          batch.forEach(item -> report.accept(item, DONE));
        });

    assertEachOnce(12);
    assertThat(sizes).startsWith(6, 1, 1, 1).doesNotContain(0).endsWith(6);
  }

  @Test
  void whatIsBlockedEachTimeWhileOthersComeThroughIsAnsweredAndNotWaitedFor()
      throws InterruptedException {
    AtomicInteger blocks = new AtomicInteger();
    CountDownLatch blocked = new CountDownLatch(1);

    run(
        2,
        4,
        40,
        (batch, report) -> {
          for (Integer item : batch) {
            if (item >= 20) {
              blocked.await(); // else all others may come through before the block
              TimeUnit.MILLISECONDS.sleep(20); // and here before the pool has heard of it
            }
            if (item == 7) {
              blocks.incrementAndGet();
              blocked.countDown();
              throw BlockedException.ofAddress("not a bot", List.of(item));
            }
            report.accept(item, DONE);
          }
        });

    assertEachOnce(40);
    assertThat(blocks).hasValue(2);
    assertThat(results.get(7).get(0).outcome()).isEqualTo(Outcome.FAILED);
  }

  /** Whoever is last in line has nobody behind who would tell: one that came through is asked. */
  @Test
  void theLastOfAllIsNotWaitedForWhereOneThatCameThroughStillDoes() throws InterruptedException {
    for (boolean othersDo : new boolean[] {true, false}) {
      List<Integer> askedAgain = new ArrayList<>();
      AtomicInteger blocks = new AtomicInteger();
      WorkerPool.Task<Integer, Told<Integer>> scripted =
          Told.by(
              (batch, report) -> {
                for (Integer item : batch) {
                  if (item == 9 && blocks.incrementAndGet() < 5) {
                    throw BlockedException.ofAddress("not a bot", List.of(item));
                  }
                  report.accept(item, DONE);
                }
              });
      WorkerPool.Task<Integer, Told<Integer>> task =
          new WorkerPool.Task<>() {
            @Override
            public Results<Told<Integer>> on(List<Integer> batch) throws InterruptedException {
              return scripted.on(batch);
            }

            @Override
            public Told<Integer> failed(Integer item, String fault) {
              return scripted.failed(item, fault);
            }

            @Override
            public boolean comesThrough(Integer item) {
              askedAgain.add(item);
              return othersDo;
            }
          };
      results.clear();

      take(new WorkerPool<>(IntStream.range(0, 10).boxed().toList(), 1, 4, gate, task));

      assertEachOnce(10);
      assertThat(askedAgain).hasSize(othersDo ? 1 : 3).doesNotContain(9);
      assertThat(results.get(9).get(0).outcome())
          .isEqualTo(othersDo ? Outcome.FAILED : Outcome.DONE);
    }
  }

  @Test
  void aBlockThatLastsStopsTheRunAndBooksNothing() {
    AtomicInteger asked = new AtomicInteger();

    assertThatThrownBy(
            () ->
                take(
                    begin(
                        4,
                        8,
                        gate(Duration.ofMillis(5), 3),
                        500,
                        (batch, report) -> {
                          if (asked.incrementAndGet() > 5) {
                            throw BlockedException.ofAddress("429", List.of());
                          }
                          batch.forEach(item -> report.accept(item, DONE));
                        })))
        .isInstanceOfSatisfying(
            KineticsException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.STOPPED));

    assertThat(results).isNotEmpty().hasSizeLessThan(500);
    assertThat(results.values()).allSatisfy(all -> assertThat(all).containsExactly(DONE));
    // Four workers, and a block met four times: nobody asks on while others wait.
    assertThat(asked.get()).isLessThanOrEqualTo(5 + 4 * 4);
  }

  @Test
  void aFaultThatEndsTheRunEndsItForAll() {
    CountDownLatch never = new CountDownLatch(1);

    assertThatThrownBy(
            () ->
                run(
                    4,
                    1,
                    1_000,
                    (batch, report) -> {
                      if (batch.contains(10)) {
                        throw KineticsException.stopped("the disk is full");
                      } else if (batch.get(0) > 10) {
                        never.await();
                      }
                      report.accept(batch.get(0), DONE);
                    }))
        .isInstanceOf(KineticsException.class)
        .hasMessage("the disk is full");

    assertThat(results).hasSizeLessThanOrEqualTo(10).doesNotContainKey(10);
  }

  @Test
  void anErrorIsNotSwallowed() {
    assertThatThrownBy(
            () ->
                run(
                    2,
                    4,
                    50,
                    (batch, report) -> {
                      throw new StackOverflowError();
                    }))
        .hasRootCauseInstanceOf(StackOverflowError.class);
  }

  @Test
  void stoppingEndsWorkAndWaiting() throws InterruptedException {
    for (boolean blocked : new boolean[] {false, true}) {
      BlockGate ownGate = gate(Duration.ofHours(1), 5);
      CountDownLatch busy = new CountDownLatch(1);
      Results<Told<Integer>> pool =
          begin(
              4,
              4,
              ownGate,
              1_000,
              (batch, report) -> {
                busy.countDown();
                if (blocked) {
                  throw BlockedException.ofAddress("429", List.of());
                }
                try {
                  TimeUnit.HOURS.sleep(1);
                } finally {
                  // A tool that is ended says that it failed, which is no news about the clip.
                  batch.forEach(i -> report.accept(i, ClipResult.without(Outcome.FAILED, "", "")));
                }
              });
      long start = System.nanoTime();
      busy.await();
      Thread.sleep(50);
      pool.close();

      take(pool);

      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
      assertThat(results).isEmpty();
    }
  }

  @Test
  void takesNoMoreItemsThanItWorksOn() throws InterruptedException {
    AtomicInteger taken = new AtomicInteger();
    AtomicInteger ended = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    Iterator<Integer> source = IntStream.range(0, 10_000).iterator();
    Collection<Integer> counted =
        new AbstractCollection<>() {
          @Override
          public Iterator<Integer> iterator() {
            return new Iterator<>() {
              @Override
              public boolean hasNext() {
                return source.hasNext();
              }

              @Override
              public Integer next() {
                most.accumulateAndGet(taken.incrementAndGet() - ended.get(), Math::max);
                return source.next();
              }
            };
          }

          @Override
          public int size() {
            return 10_000;
          }
        };

    Results<Told<Integer>> pool =
        new WorkerPool<>(
            counted,
            4,
            16,
            gate,
            Told.by((batch, report) -> batch.forEach(item -> report.accept(item, DONE))));
    while (pool.next() != null) {
      ended.incrementAndGet();
    }

    assertThat(ended).hasValue(10_000);
    // In hand, and waiting to be taken.
    assertThat(most.get()).isLessThanOrEqualTo(4 * 16 + 2 * 4 + 1);
  }

  @Test
  void allWorkersHaveSomeWhenFewAreLeft() throws InterruptedException {
    Set<Integer> sizes = ConcurrentHashMap.newKeySet();

    run(
        4,
        16,
        8,
        (batch, report) -> {
          sizes.add(batch.size());
          batch.forEach(item -> report.accept(item, DONE));
        });

    assertEachOnce(8);
    assertThat(sizes).isNotEmpty().allMatch(size -> size <= 2);
  }
}
