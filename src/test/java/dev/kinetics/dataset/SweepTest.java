package dev.kinetics.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What killed starts left is removed, by however many starts at once. */
class SweepTest {
  private static final int STARTS = 8;

  @TempDir Path folder;

  @Test
  void manySweepAtOnceAndWhatIsNewOrNotOursStays() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(STARTS);
    Callable<Void> sweep =
        () -> {
          Scratch.sweep(folder, ".making-");
          return null;
        };
    leave("other", true);
    leave(".making-now", false);
    for (int round = 0; round < 20; round++) {
      for (int i = 0; i < 50; i++) {
        leave(".making-" + i, true);
      }
      for (Future<Void> start : threads.invokeAll(Collections.nCopies(STARTS, sweep))) {
        start.get();
      }
      try (Stream<Path> left = Files.list(folder)) {
        assertThat(left.map(path -> path.getFileName().toString()))
            .containsExactlyInAnyOrder("other", ".making-now");
      }
    }
    threads.shutdown();
  }

  /** Also where the scratch folder is a link to somebody's other disk. */
  @Test
  void onlyFoldersThatRunsHaveNamedAreSwept() throws IOException {
    DatasetLayout layout = new DatasetLayout(Files.createDirectory(folder.resolve("dataset")));
    Path real = Files.createDirectory(folder.resolve("fast"));
    Files.createDirectories(layout.scratch().getParent());
    Files.createSymbolicLink(layout.scratch(), real);
    String died = RunMark.newName().replaceFirst("-\\d+-(?=[0-9a-f]+$)", "-999999999-");
    for (String name : List.of("fast/otherjob", "fast/" + died)) {
      leave(name, true);
    }
    Files.writeString(Files.createDirectory(real.resolve("mine")).resolve("lock"), "");
    Files.setLastModifiedTime(real.resolve("mine/lock"), FileTime.fromMillis(0));
    Files.writeString(real.resolve("thesis.tex"), "mine");
    Files.setLastModifiedTime(real.resolve("thesis.tex"), FileTime.fromMillis(0));
    Scratch.open(layout).close();
    try (Stream<Path> left = Files.list(real)) {
      assertThat(left.map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrder("otherjob", "mine", "thesis.tex");
    }
  }

  private void leave(String name, boolean longAgo) throws IOException {
    Path left = Files.createDirectories(folder.resolve(name).resolve("within"));
    Files.writeString(left.resolve("file"), "half of it");
    if (longAgo) {
      Files.setLastModifiedTime(folder.resolve(name), FileTime.fromMillis(0));
    }
  }
}
