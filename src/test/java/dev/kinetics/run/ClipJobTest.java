package dev.kinetics.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kinetics.annotations.Clip;
import dev.kinetics.annotations.Release;
import dev.kinetics.annotations.Split;
import dev.kinetics.dataset.DatasetLayout;
import dev.kinetics.dataset.DatasetLayout.Kind;
import dev.kinetics.dataset.Made;
import dev.kinetics.engine.BlockGate;
import dev.kinetics.engine.BlockedException;
import dev.kinetics.engine.Booking;
import dev.kinetics.engine.Results;
import dev.kinetics.engine.WorkerPool;
import dev.kinetics.error.ExitCode;
import dev.kinetics.error.KineticsException;
import dev.kinetics.history.Journals;
import dev.kinetics.journal.ClipResult;
import dev.kinetics.journal.JournalEntry;
import dev.kinetics.journal.Outcome;
import dev.kinetics.media.MediaFacts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A long job whose clips cost nothing: what is asked, booked, logged and summed up. */
@Timeout(60)
class ClipJobTest {
  @TempDir Path folder;
  private final StopSignal signal = new StopSignal();
  private final Set<String> asked = ConcurrentHashMap.newKeySet();
  private Set<Outcome> retried = Set.of();
  private BlockGate.Patience patience = new BlockGate.Patience(Duration.ofMillis(5), 3);
  private DatasetLayout layout;

  @AfterEach
  void endSignal() throws InterruptedException {
    end(signal);
  }

  /** Ends a job's signal, for which the JVM would wait. */
  static void end(StopSignal signal) throws InterruptedException {
    Thread stop = new Thread(signal::stop);
    stop.start();
    while (!signal.isReceived()) {
      Thread.sleep(1);
    }
    signal.exit(0);
    stop.join();
  }

  private static List<Clip> clips(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> String.format("clip%05d", i))
        .map(id -> new Clip(id, Split.TRAIN, "pole vault", 0, 10_000, id, ""))
        .toList();
  }

  private ClipJob job() {
    layout = new DatasetLayout(folder.resolve("dataset"));
    Set<Outcome> logged = EnumSet.complementOf(EnumSet.of(Outcome.DONE, Outcome.SHORT));
    return new ClipJob(
        new ClipJob.Options(
            "download",
            layout,
            Made.of(Release.KINETICS_400, null),
            retried,
            true,
            List.of(new ClipJob.Log(layout.root().resolve("failed.txt"), logged))),
        signal);
  }

  private ClipJob.Plan plan(ClipJob job, List<Clip> clips) {
    return job.plan(
        clips,
        (clip, known) ->
            Files.exists(layout.path(clip, Kind.VIDEO))
                ? ClipJob.State.THERE
                : ClipJob.State.WANTED);
  }

  private boolean isThere(JournalEntry entry) {
    return Files.exists(layout.path(entry.asClip(), Kind.VIDEO));
  }

  private ClipJob.Work workers(Told.Script<Clip> script) {
    return workers(patience, script);
  }

  static ClipJob.Work workers(BlockGate.Patience patience, Told.Script<Clip> script) {
    return (plan, notes) -> {
      BlockGate gate = new BlockGate(patience, notes);
      Results<Told<Clip>> pool = new WorkerPool<>(plan.wanted(), 4, 8, gate, Told.by(script));
      return new Results<>() {
        @Override
        public Booking next() throws InterruptedException {
          Told<Clip> told = pool.next();
          return told == null ? null : new Booking("download", told.item(), told.result());
        }

        @Override
        public void close() {
          pool.close();
        }
      };
    };
  }

  private RunSummary run(List<Clip> clips, Function<Clip, ClipResult> source) {
    ClipJob job = job();
    ClipJob.Plan plan = plan(job, clips);
    job.run(
        plan,
        this::isThere,
        workers(
            (batch, report) -> {
              for (Clip clip : batch) {
                asked.add(clip.name());
                report.accept(clip, source.apply(clip));
              }
            }));
    return plan.summary();
  }

  private ClipResult make(Clip clip) {
    Path file = layout.path(clip, Kind.VIDEO);
    try {
      Files.createDirectories(file.getParent());
      Files.write(file, new byte[1]);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return ClipResult.made(Outcome.DONE, 1, new MediaFacts(1, 1, 25, 1, 25, false));
  }

  private static ClipResult lost(Outcome outcome) {
    return ClipResult.without(outcome, "some reason", "some words");
  }

  private List<JournalEntry> booked() {
    List<JournalEntry> booked = new ArrayList<>();
    new Journals(layout.journals()).read(booked::add);
    return booked;
  }

  private List<String> failedLog() throws IOException {
    return Files.readAllLines(layout.root().resolve("failed.txt"));
  }

  @Test
  void booksEachClipOnceAndAddsUp() throws IOException {
    Outcome[] outcomes = {Outcome.DONE, Outcome.GONE, Outcome.CLOSED, Outcome.FAILED};

    RunSummary summary =
        run(
            clips(1_000),
            clip -> {
              Outcome outcome = outcomes[Math.floorMod(clip.id().hashCode(), outcomes.length)];
              return outcome == Outcome.DONE ? make(clip) : lost(outcome);
            });

    assertThat(booked()).extracting(JournalEntry::clip).hasSize(1_000).doesNotHaveDuplicates();
    Map<Outcome, Integer> counts = new HashMap<>();
    booked().forEach(entry -> counts.merge(entry.result().outcome(), 1, Integer::sum));
    counts.forEach((outcome, count) -> assertThat(summary.count(outcome)).isEqualTo((long) count));
    assertThat(summary.lines().toString()).doesNotContain("not reached");
    assertThat(failedLog()).hasSize(1_000 - counts.get(Outcome.DONE)).isSorted();
    assertThat(summary.exitCode(false)).isEqualTo(ExitCode.INCOMPLETE);
  }

  @Test
  void whatNobodyKnowsIsShownInItsWords() throws IOException {
    RunSummary summary =
        run(
            clips(9),
            clip -> {
              boolean often = !clip.id().endsWith("0");
              String words = often ? "Watch it on the moon.\u001b[2J" : "KeyError: 'x'";
              return ClipResult.without(
                  Outcome.FAILED, "unknown", "ERROR: [youtube] " + clip.id() + ": " + words);
            });

    assertThat(summary.lines())
        .containsSequence(
            "  failed                   9  unknown 9",
            "    8 clips: Watch it on the moon.\\u001b[2J",
            "    1 clip: KeyError: 'x'");
  }

  @Test
  void aRerunAsksForWhatMayComeAndNotForWhatIsLost() throws IOException {
    List<Clip> clips = clips(4);
    Map<String, ClipResult> answers =
        Map.of(
            "clip00000", lost(Outcome.GONE),
            "clip00001", lost(Outcome.CLOSED),
            "clip00002", lost(Outcome.FAILED));
    Function<Clip, ClipResult> site =
        clip -> answers.containsKey(clip.id()) ? answers.get(clip.id()) : make(clip);
    run(clips, site);
    assertThat(asked).hasSize(4);

    asked.clear();
    RunSummary second = run(clips, site);
    assertThat(asked).containsExactly("clip00002");
    assertThat(second.countThere()).isEqualTo(1);
    assertThat(second.lines().toString()).contains("gone before").contains("closed before");
    assertThat(failedLog()).containsExactly("clip00000", "clip00001", "clip00002");

    retried = Set.of(Outcome.CLOSED);
    asked.clear();
    run(clips, site);
    assertThat(asked).containsExactlyInAnyOrder("clip00001", "clip00002");

    retried = Set.of(Outcome.GONE, Outcome.CLOSED);
    asked.clear();
    RunSummary last = run(clips, this::make);
    assertThat(asked).hasSize(3);
    assertThat(last.exitCode(false)).isEqualTo(ExitCode.DONE);
    assertThat(failedLog()).isEmpty();
  }

  @Test
  void filesOnDiskBeatTheJournal() throws IOException {
    List<Clip> clips = clips(3);
    run(clips, clip -> clip.id().equals("clip00000") ? make(clip) : lost(Outcome.GONE));

    Files.delete(layout.path(clips.get(0), Kind.VIDEO)); // by hand
    make(clips.get(1)); // from elsewhere
    asked.clear();
    RunSummary summary = run(clips, this::make);

    assertThat(asked).containsExactly("clip00000");
    assertThat(summary.countThere()).isEqualTo(1);
    assertThat(failedLog()).containsExactly("clip00002");
  }

  @Test
  void aBlockIsWaitedForAndBookedOnNobody() {
    Set<String> blockedOnce = ConcurrentHashMap.newKeySet();
    patience = new BlockGate.Patience(Duration.ofMillis(2), 100);

    RunSummary summary =
        run(
            clips(60),
            clip -> {
              if (blockedOnce.add(clip.id())) {
                throw BlockedException.ofAddress("HTTP Error 429", List.of());
              }
              return make(clip);
            });

    assertThat(summary.count(Outcome.DONE)).isEqualTo(60);
    assertThat(booked()).hasSize(60);
  }

  @Test
  void aBlockThatLastsStopsTheRun() {
    AtomicInteger made = new AtomicInteger();
    ClipJob job = job();
    ClipJob.Plan plan = plan(job, clips(100));

    assertThatThrownBy(
            () ->
                job.run(
                    plan,
                    this::isThere,
                    workers(
                        (batch, report) -> {
                          for (Clip clip : batch) {
                            if (made.incrementAndGet() > 20) {
                              throw BlockedException.ofAddress("HTTP Error 429", List.of());
                            }
                            report.accept(clip, make(clip));
                          }
                        })))
        .isInstanceOfSatisfying(
            KineticsException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.STOPPED));

    assertThat(booked()).hasSize(20).allMatch(e -> e.result().outcome() == Outcome.DONE);
    assertThat(plan.summary().lines()).anyMatch(line -> line.matches(" +not reached +80"));
    assertThat(layout.root().resolve("failed.txt")).doesNotExist();
  }

  @Test
  void outdatedInARowStopsTheRun() {
    assertThatThrownBy(() -> run(clips(500), clip -> lost(Outcome.OUTDATED)))
        .isInstanceOfSatisfying(
            KineticsException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.UNAVAILABLE))
        .hasMessageContaining("update");

    assertThat(booked()).hasSizeBetween(5, 8); // four workers may each have had one in hand
  }

  @Test
  void outdatedNowAndThenDoesNotStopTheRun() {
    AtomicInteger turn = new AtomicInteger();

    RunSummary summary =
        run(
            clips(300),
            clip -> {
              synchronized (turn) {
                return turn.getAndIncrement() % 3 == 0 ? lost(Outcome.OUTDATED) : make(clip);
              }
            });

    assertThat(summary.count(Outcome.OUTDATED)).isEqualTo(100);
    assertThat(summary.count(Outcome.DONE)).isEqualTo(200);
    assertThat(summary.exitCode(false)).isEqualTo(ExitCode.UNAVAILABLE);
  }

  @Test
  void oddVideosComeLastInARerun() {
    List<Clip> clips = clips(10);
    Set<String> odd = Set.of("clip00000", "clip00004");
    run(clips, clip -> lost(odd.contains(clip.id()) ? Outcome.OUTDATED : Outcome.FAILED));

    List<Clip> wanted = plan(job(), clips).wanted();

    assertThat(wanted).hasSize(10);
    assertThat(wanted.subList(8, 10))
        .extracting(Clip::id)
        .containsExactly("clip00000", "clip00004");
  }

  @Test
  void aLogThatCannotBeWrittenEndsTheRunBeforeItBeginsButNotTheLook() throws IOException {
    Files.createDirectories(folder.resolve("dataset/failed.txt"));
    ClipJob job = job();
    ClipJob.Plan plan = plan(job, clips(3));

    assertThat(plan.wanted()).hasSize(3);
    assertThatThrownBy(() -> run(clips(3), this::make)).hasMessageContaining("can't be written");
    assertThat(asked).isEmpty();
    assertThat(booked()).isEmpty();
  }

  @Test
  void aSignalEndsItAndKeepsWhatWasDone() throws InterruptedException {
    CountDownLatch some = new CountDownLatch(20);
    Thread stopper =
        new Thread(
            () -> {
              try {
                some.await();
              } catch (InterruptedException e) {
                return;
              }
              signal.stop();
            });
    stopper.setDaemon(true);
    stopper.start();
    ClipJob job = job();
    ClipJob.Plan plan = plan(job, clips(1_000));

    job.run(
        plan,
        this::isThere,
        workers(
            (batch, report) -> {
              for (Clip clip : batch) {
                if (some.getCount() == 0) {
                  TimeUnit.HOURS.sleep(1);
                }
                report.accept(clip, make(clip));
                some.countDown();
              }
            }));
    signal.exit(143);

    assertThat(Thread.interrupted()).isFalse();
    assertThat(booked()).hasSizeBetween(20, 100);
    assertThat(booked()).allMatch(this::isThere);
    assertThat(plan.summary().count(Outcome.DONE)).isEqualTo(booked().size());
    assertThat(plan.summary().lines().toString()).contains("not reached");
    assertThat(plan.summary().exitCode(false)).isEqualTo(ExitCode.INCOMPLETE);
  }

  @Test
  void aLaterLineOfTheSameRunTakesTheEarlierOnesPlace() {
    ClipJob job = job();
    ClipJob.Plan plan = plan(job, clips(3));
    ClipResult gone = lost(Outcome.GONE).from("one");

    job.run(
        plan,
        this::isThere,
        (planned, notes) -> {
          List<Booking> bookings = new ArrayList<>();
          planned.wanted().forEach(clip -> bookings.add(new Booking("download", clip, gone)));
          Clip second = planned.wanted().get(1);
          bookings.add(new Booking("download", second, make(second).from("two"), gone));
          bookings.add(new Booking("frames", second, make(second)));
          return Results.of(bookings);
        });

    assertThat(plan.summary().count(Outcome.GONE)).isEqualTo(2);
    assertThat(plan.summary().count(Outcome.DONE)).isEqualTo(1);
    assertThat(booked()).extracting(JournalEntry::job).contains("frames").hasSize(5);
    assertThat(plan(job, clips(3)).summary().lines().toString()).contains("gone before");
  }

  @Test
  void theLastWordOfAnEarlierRunIsInThePlan() {
    run(clips(2), clip -> lost(Outcome.FAILED).from("one"));

    ClipJob.Plan plan = plan(job(), clips(2));

    assertThat(plan.lost().keySet()).containsExactlyInAnyOrderElementsOf(clips(2));
    assertThat(plan.lost().values()).allMatch(lost -> lost.source().equals("one"));
  }
}
