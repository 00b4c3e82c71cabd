package dev.kinetics.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kinetics.annotations.Clip;
import dev.kinetics.annotations.Release;
import dev.kinetics.annotations.Split;
import dev.kinetics.dataset.DatasetLayout;
import dev.kinetics.dataset.Made;
import dev.kinetics.engine.BlockGate;
import dev.kinetics.engine.BlockedException;
import dev.kinetics.history.Journals;
import dev.kinetics.journal.ClipResult;
import dev.kinetics.journal.Outcome;
import dev.kinetics.media.MediaFacts;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A run over very many clips whose source costs nothing: what grows is the journal alone. Memory is
 * measured as the heap in use right after {@code System.gc()}, at each eighth of the run.
 */
class LongRunTest {
  private static final int CLIPS = Integer.getInteger("soak.clips", 2_000);
  private static final int MEASUREMENTS = 8;
  private static final long MOST_GROWTH = 2L << 20;

  @TempDir Path folder;

  @Test
  void memoryStaysFlatAndTheSummaryAddsUp() throws Exception {
    DatasetLayout layout = new DatasetLayout(folder.resolve("dataset"));
    StopSignal signal = new StopSignal();
    Path failed = layout.root().resolve("failed.txt");
    ClipJob job =
        new ClipJob(
            new ClipJob.Options(
                "download",
                layout,
                Made.of(Release.KINETICS_400, null),
                Set.of(),
                true,
                List.of(new ClipJob.Log(failed, Set.of(Outcome.GONE, Outcome.FAILED)))),
            signal);
    List<Clip> clips =
        IntStream.range(0, CLIPS)
            .mapToObj(i -> String.format("clip%07d", i))
            .map(id -> new Clip(id, Split.TRAIN, "pole vault", 0, 10_000, id, ""))
            .toList();
    ClipJob.Plan plan = job.plan(clips, (clip, known) -> ClipJob.State.WANTED);
    List<Long> heap = Collections.synchronizedList(new ArrayList<>());
    List<Long> files = Collections.synchronizedList(new ArrayList<>());
    AtomicInteger turn = new AtomicInteger();

    job.run(
        plan,
        entry -> entry.result().outcome().isThere(),
        ClipJobTest.workers(
            new BlockGate.Patience(Duration.ofMillis(1), 1_000_000),
            (batch, report) -> {
              for (Clip clip : batch) {
                int number = turn.getAndIncrement();
                if (number % (CLIPS / MEASUREMENTS) == 0) {
                  heap.add(usedHeap());
                  files.add(openFiles());
                }
                if (number % 997 == 996) {
                  throw BlockedException.ofAddress("HTTP Error 429", List.of());
                }
                report.accept(clip, answer(number));
              }
            }));

    RunSummary summary = plan.summary();
    Map<Outcome, Long> booked = new EnumMap<>(Outcome.class);
    Set<String> names = new java.util.HashSet<>();
    new Journals(layout.journals())
        .read(
            entry -> {
              booked.merge(entry.result().outcome(), 1L, Long::sum);
              names.add(entry.clip());
            });
    assertThat(names).hasSize(CLIPS);
    assertThat(booked.values().stream().mapToLong(n -> n).sum()).isEqualTo(CLIPS);
    booked.forEach((outcome, count) -> assertThat(summary.count(outcome)).isEqualTo(count));
    assertThat(summary.lines().toString()).doesNotContain("not reached");
    assertThat(lines(layout.journals())).isEqualTo(CLIPS);
    assertThat(Files.readAllLines(failed))
        .hasSize((int) (CLIPS - booked.get(Outcome.DONE)))
        .doesNotHaveDuplicates();

    // The first one is from before what is made once: classes, buffers.
    assertThat(heap).hasSizeGreaterThanOrEqualTo(MEASUREMENTS);
    System.out.println(CLIPS + " clips, bytes of heap in use: " + heap + ", open files: " + files);
    assertThat(heap.get(heap.size() - 1) - heap.get(1)).isLessThan(MOST_GROWTH);
    assertThat(files.get(files.size() - 1) - files.get(1)).isLessThanOrEqualTo(1);

    ClipJobTest.end(signal);
  }

  private static ClipResult answer(int number) {
    return switch (number % 10) {
      case 3, 6 -> ClipResult.without(Outcome.GONE, "deleted", "ERROR: Video unavailable");
      case 9 -> ClipResult.without(Outcome.FAILED, "network", "ERROR: timed out " + number);
      default -> ClipResult.made(Outcome.DONE, 1, new MediaFacts(340, 256, 25, 10, 250, true));
    };
  }

  private static long usedHeap() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private static long openFiles() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.UnixOperatingSystemMXBean unix
        ? unix.getOpenFileDescriptorCount()
        : 0;
  }

  private static long lines(Path journals) throws IOException {
    long lines = 0;
    try (Stream<Path> files = Files.list(journals)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".jsonl")).toList()) {
        lines +=
            Files.readAllLines(file).stream().filter(line -> line.contains("\"clip\":")).count();
      }
    }
    return lines;
  }
}
