package dev.kinetics.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kinetics.support.HandMadeDataset;
import dev.kinetics.support.Kinetics;
import dev.kinetics.support.LinuxTools;
import dev.kinetics.support.Media;
import dev.kinetics.support.TestTools;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Two machines at work on one folder, of which one has a wrong clock: each lets the other's files
 * alone as long as that one lives, and puts them away when it is dead.
 */
@EnabledOnOs(OS.LINUX)
class TwoHostsIT {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(ints = {26, -26})
  void aRunOfAnotherMachineIsLeftAlone(int hours) throws Exception {
    HandMadeDataset dataset = new HandMadeDataset(folder);
    byte[] clip = Files.readAllBytes(dataset.piece(Media.MP4, 1));
    dataset.add("first", clip);
    dataset.add("second", clip);
    Path go = folder.resolve("go");
    // The real ffmpeg, which waits with the first clip until it may.
    Path ffmpeg = folder.resolve("ffmpeg");
    Files.writeString(
        ffmpeg,
        "#!/bin/sh\ncase \"$*\" in *first.mp4*) while [ ! -f '"
            + go
            + "' ]; do sleep 0.1; done;; esac\nexec "
            + TestTools.shell(TestTools.tools().ffmpeg().tool())
            + " \"$@\"\n");
    assertThat(ffmpeg.toFile().setExecutable(true)).isTrue();
    Kinetics kinetics = Kinetics.in(folder).within(Duration.ofMinutes(1));

    try (Kinetics.Run here =
        kinetics.start(
            LinuxTools.onHost(
                "first-host",
                kinetics.command(
                    dataset.arguments("frames", "--all", "--ffmpeg", ffmpeg.toString()))))) {
      while (scratch().isEmpty() && here.handle().isAlive()) {
        Thread.sleep(50);
      }
      assertThat(scratch()).hasSize(1);
      for (String[] job :
          List.of(
              dataset.arguments("sound", "--all"),
              new String[] {"clean", "--yes", "--older-than", "0s", "--dataset-dir", "dataset"},
              dataset.arguments("rename", "--naming", "id-times"))) {
        List<String> command = kinetics.command(job);
        List<String> other =
            LinuxTools.onHost(
                "second-host", LinuxTools.withClock(Duration.ofHours(hours), folder, command));
        Kinetics.Result there = kinetics.start(other).await();
        assertThat(there.exitCode()).as("%s", there).isEqualTo(job[0].equals("rename") ? 2 : 0);
        assertThat(scratch()).as("%s", there).hasSize(1);
      }
      Files.writeString(go, "");
      Kinetics.Result result = here.await();
      assertThat(result.exitCode()).as("%s", result).isZero();
      assertThat(result.out()).containsPattern("done +2");
    }
    assertThat(scratch()).isEmpty();
    assertThat(journal()).contains("\"job\":\"frames\"", "\"job\":\"sound\"");
  }

  private List<Path> scratch() throws IOException {
    Path scratch = folder.resolve("dataset/.kinetics/scratch");
    if (!Files.isDirectory(scratch)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(scratch)) {
      return files.filter(Files::isDirectory).toList();
    }
  }

  private String journal() throws IOException {
    StringBuilder lines = new StringBuilder();
    try (Stream<Path> files = Files.list(folder.resolve("dataset/.kinetics/journal"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".jsonl")).toList()) {
        lines.append(Files.readString(file, StandardCharsets.UTF_8));
      }
    }
    return lines.toString();
  }
}
