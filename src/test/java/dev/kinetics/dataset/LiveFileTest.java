package dev.kinetics.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LiveFileTest {
  private static final String ELSEWHERE = "20240101T000000.000Z-elsewhere-1-00000000";

  @TempDir Path folder;

  private static void age(Path file, Duration age) throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(age)));
  }

  @Test
  void aBeatTouchesTheFileAndNothingInIt() throws Exception {
    Path file = folder.resolve("lock");
    try (LiveFile live = LiveFile.create(file, Duration.ofMillis(10))) {
      live.append(new byte[] {'a', '\n'});
      age(file, Duration.ofDays(2));
      while (RunMark.isAbandoned(file, ELSEWHERE)) {
        Thread.sleep(5);
      }
      live.append(new byte[] {'b', '\n'});
    }
    assertThat(file).hasContent("a\nb\n");
    age(file, Duration.ofDays(2));
    Thread.sleep(100);
    assertThat(RunMark.isAbandoned(file, ELSEWHERE)).isTrue();
  }

  @Test
  void aRunElsewhereLivesForTenBeats() throws IOException {
    Path file = Files.writeString(folder.resolve("lock"), "x");
    age(file, Duration.ofMinutes(9));
    assertThat(RunMark.isAbandoned(file, ELSEWHERE)).isFalse();
    age(file, Duration.ofMinutes(11));
    assertThat(RunMark.isAbandoned(file, ELSEWHERE)).isTrue();
    assertThat(folder).isDirectoryNotContaining("glob:**.now*");
  }

  /** An empty file is that of a run which is being born, as long as its process lives. */
  @Test
  void aRunThatWasKilledAtItsBirthHasEnded() throws IOException {
    Path file = Files.createFile(folder.resolve("lock"));
    String own = RunMark.newName();
    String process = "-" + ProcessHandle.current().pid() + "-";
    assertThat(RunMark.isAbandoned(file, own)).isFalse();
    // A number that no process of Linux has.
    assertThat(RunMark.isAbandoned(file, own.replace(process, "-999999999-"))).isTrue();
  }

  /** A number that is given again may be that of a thread of the kernel. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void aProcessThatRunsNoProgramIsNoRun() throws Exception {
    // Its dead child stays, since nobody asks for it: a shell would.
    String script = "exec 3<&0; cat <&3 >/dev/null & echo $!; exec sleep 60";
    Process parent = new ProcessBuilder("sh", "-c", script).start();
    try {
      String dead = parent.inputReader().readLine();
      Path file = Files.writeString(folder.resolve("lock"), "x");
      String own = RunMark.newName();
      String process = "-" + ProcessHandle.current().pid() + "-";
      while (!program(Long.toString(parent.pid())).startsWith("sleep")) {
        Thread.sleep(5);
      }
      parent.getOutputStream().close();
      while (!program(dead).isEmpty()) {
        Thread.sleep(5);
      }
      assertThat(ProcessHandle.of(Long.parseLong(dead))).isPresent();

      assertThat(RunMark.isAbandoned(file, own.replace(process, "-" + dead + "-"))).isTrue();
      assertThat(RunMark.isAbandoned(file, own.replace(process, "-" + parent.pid() + "-")))
          .isFalse();
    } finally {
      parent.destroyForcibly();
    }
  }

  private static String program(String process) throws IOException {
    return Files.readString(Path.of("/proc/" + process + "/cmdline"));
  }

  /** Containers and copies of one image are often called alike. */
  @Test
  void aMachineOfTheSameNameIsAnotherOne() throws IOException {
    Path file = Files.writeString(folder.resolve("lock"), "x");
    String here = RunMark.newName();
    String there = here.replaceFirst("_[0-9a-f]{8}-", "_0badcafe-");
    assertThat(there).isNotEqualTo(here);
    assertThat(RunMark.isAbandoned(file, here)).isTrue();
    assertThat(RunMark.isAbandoned(file, there)).isFalse();
  }

  /** Whether the system itself, which other processes ask, lists a lock on a file. */
  private static boolean locked(Path file) throws IOException {
    Path locks = Path.of("/proc/locks");
    String inode = ":" + Files.getAttribute(file, "unix:ino") + " ";
    return !Files.isReadable(locks) || Files.readString(locks).contains(inode);
  }

  @Test
  void aRunHereLivesAsLongAsItsLock() throws IOException {
    Path file = folder.resolve("lock");
    String here = RunMark.newName();
    try (LiveFile live = LiveFile.create(file)) {
      live.append(new byte[] {'\n'});
      assertThat(RunMark.isAbandoned(file, here)).isFalse();
      assertThat(locked(file)).isTrue();
      age(file, Duration.ofDays(2));
      assertThat(RunMark.isAbandoned(file, here)).isFalse();
    }
    assertThat(RunMark.isAbandoned(file, here)).isTrue();
  }

  @Test
  void whatALivingProcessHasUnlockedByReadingItIsLeftAlone() throws IOException {
    String ours = "-" + ProcessHandle.current().pid() + "-";
    long other = ProcessHandle.current().parent().orElseThrow().pid();
    Path file = folder.resolve(RunMark.newName().replace(ours, "-" + other + "-"));
    Files.writeString(file, "a line");

    assertThat(RunMark.isAbandoned(file, file.getFileName().toString())).isFalse();

    Instant longAgo = Instant.now().minus(Duration.ofHours(1));
    Files.setLastModifiedTime(file, FileTime.from(longAgo));
    assertThat(RunMark.isAbandoned(file, file.getFileName().toString()))
        .as("its heart beats no more")
        .isTrue();
  }
}
