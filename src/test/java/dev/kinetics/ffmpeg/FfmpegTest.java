package dev.kinetics.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kinetics.error.KineticsException;
import dev.kinetics.process.ProcessRunner;
import dev.kinetics.process.Scripts;
import dev.kinetics.process.Tool;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FfmpegTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "8.1,true",
    "8.1.2,true",
    "n8.2-dev,true",
    "9.0,true",
    "10.0.1,true",
    "8.0.1,false",
    "5.1.6-0+deb12u1,false",
    "N-120000-gabc,false",
    "2023-01-01-git-abc,false",
  })
  void knowsWhichReleasesReadBoundedRequests(String version, boolean reads) {
    Tool tool = new Tool("ffmpeg", Path.of("ffmpeg"), Map.of(), version, "PATH");
    try (ProcessRunner runner = new ProcessRunner()) {
      assertThat(new Ffmpeg(tool, runner, () -> {}).readsBoundedRequests()).isEqualTo(reads);
    }
  }

  @Test
  void anFfmpegThatLostItsLibrariesIsNoFaultOfTheClip() throws Exception {
    Path program =
        Scripts.script(
            folder.resolve("ffmpeg"),
            "echo 'ffmpeg: error while loading shared libraries: libpulse.so.0: cannot open"
                + " shared object file' >&2; exit 127");
    Tool tool = new Tool("ffmpeg", program, Map.of(), "8.1", "bundled");
    AtomicBoolean noted = new AtomicBoolean();
    try (ProcessRunner runner = new ProcessRunner()) {
      Ffmpeg ffmpeg = new Ffmpeg(tool, runner, () -> noted.set(true));

      assertThatThrownBy(() -> ffmpeg.run(List.of("-version")))
          .isInstanceOf(KineticsException.class)
          .hasMessageContaining("libpulse.so.0")
          .hasMessageContaining("kinetics setup");
    }
    assertThat(noted).isTrue();
  }
}
