package dev.kinetics.standing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kinetics.annotations.Clip;
import dev.kinetics.annotations.Split;
import dev.kinetics.dataset.DatasetLayout;
import dev.kinetics.dataset.RunMark;
import dev.kinetics.journal.Block;
import dev.kinetics.journal.ClipResult;
import dev.kinetics.journal.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StandingTest {
  @TempDir private Path folder;
  private DatasetLayout layout;

  @BeforeEach
  void layOut() {
    layout = new DatasetLayout(folder);
  }

  private static List<Clip> clips(int from, int to) {
    List<Clip> clips = new ArrayList<>();
    for (int i = from; i < to; i++) {
      String id = "clip_%06d".formatted(i);
      clips.add(new Clip(id, Split.TRAIN, "yoga", 0, 10_000, id, ""));
    }
    return clips;
  }

  private Standing begin(String job, List<Clip> clips) {
    return Standing.begin(
        layout,
        Standing.identity(RunMark.newName(), job, "400", List.of(job, "--all")),
        clips,
        clip -> !clip.label().equals("shared"),
        new RunState.Task(clips.size(), 0, clips.size(), 0),
        () -> 0,
        () -> {});
  }

  @Test
  void clipsThatAreSharedOtherwiseAreTakenOnByAll() {
    List<Clip> clips = new ArrayList<>(clips(0, 2));
    clips.add(new Clip("id_of_part", Split.TRAIN, "shared", 0, 10_000, "id_of_part", ""));
    try (Standing first = begin("download", clips);
        Standing second = begin("download", clips)) {
      assertThat(first.claim().clips()).isEqualTo(clips);
      assertThat(second.claim().clips()).isEqualTo(clips.subList(2, 3));
    }
  }

  @Test
  void aSecondRunLeavesTheFirstItsClips() {
    try (Standing first = begin("download", clips(0, 60));
        Standing second = begin("download", clips(40, 100));
        Standing other = begin("frames", clips(40, 100))) {
      assertThat(first.claim().clips()).isEqualTo(clips(0, 60));
      assertThat(first.claim().others()).isEmpty();
      assertThat(second.claim().clips()).isEqualTo(clips(60, 100));
      assertThat(second.claim().others()).hasSize(1);
      assertThat(other.claim().clips()).isEqualTo(clips(40, 100));
      try (Standing third = begin("download", clips(0, 101))) {
        assertThat(third.claim().clips()).isEqualTo(clips(100, 101));
        assertThat(third.claim().others()).hasSize(2);
      }
    }
    try (Standing again = begin("download", clips(0, 100))) {
      assertThat(again.claim().clips()).hasSize(100);
    }
  }

  @Test
  void ofManyThatBeginAtOnceEachClipIsOnes() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Callable<Standing>> runs = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        int from = i * 10;
        runs.add(() -> begin("download", clips(from, from + 50)));
      }
      List<Clip> taken = new ArrayList<>();
      List<Standing> all = new ArrayList<>();
      for (Future<Standing> run : threads.invokeAll(runs)) {
        all.add(run.get());
        taken.addAll(run.get().claim().clips());
      }
      all.forEach(Standing::close);
      assertThat(taken).doesNotHaveDuplicates().hasSize(120);
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void whatIsWrittenIsReadAgain() throws Exception {
    ClipResult made = ClipResult.made(Outcome.DONE, 1000, null).from("mirror");
    ClipResult lost = ClipResult.without(Outcome.GONE, "deleted", "").from("youtube");
    Instant now = Instant.now();
    String name;
    try (Standing run = begin("download", clips(0, 5))) {
      run.booked(lost, null);
      run.booked(made, lost);
      run.booked(made, null);
      run.booked(lost.from("youtube,mirror"), null);
      run.blocked(new Block(now, now.plusSeconds(60), "Sign in"));
      name = new RunFiles(layout).names().get(0);
      assertThat(new RunFiles(layout).names()).hasSize(1);
    }
    RunState state = new RunFiles(layout).read(name).orElseThrow();
    assertThat(state.outcomes()).isEqualTo(Map.of("done", 2L, "gone", 1L));
    assertThat(state.made()).isEqualTo(Map.of("mirror", new RunState.Amount(2, 2000)));
    assertThat(state.lost()).isEqualTo(Map.of("youtube", 1L, "mirror", 1L));
    assertThat(state.since(now.minusSeconds(60))).isEqualTo(new RunState.Amount(3, 2000));
    assertThat(state.blocks()).containsExactly(new Block(now, now.plusSeconds(60), "Sign in"));
    assertThat(state.ended()).isNotNull();
    assertThat(new RunFiles(layout).isLive(name)).isFalse();
    try (var files = Files.list(layout.ours().resolve("runs"))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder(name + ".json", "lock");
    }
  }

  @Test
  void aRunInAFolderWithoutRoomForItGoesOn() throws Exception {
    Files.writeString(Files.createDirectories(layout.ours()).resolve("runs"), "in the way");
    try (Standing run = begin("download", clips(0, 5))) {
      run.booked(ClipResult.made(Outcome.DONE, 1, null), null);
      assertThat(run.claim().clips()).hasSize(5);
    }
  }
}
