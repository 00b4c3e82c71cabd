package dev.kinetics.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class DiskFullTest {
  @TempDir Path folder;

  @Test
  void knowsTheWordsOfToolsAndSystems() {
    assertThat(DiskFull.in("av_interleaved_write_frame(): No space left on device")).isTrue();
    assertThat(DiskFull.in("ERROR: [Errno 122] Disk quota exceeded")).isTrue();
    assertThat(DiskFull.in("There is not enough space on the disk")).isTrue();
    assertThat(DiskFull.in("Input/output error")).isFalse();
    assertThat(DiskFull.in(new UncheckedIOException(new IOException("No space left on device"))))
        .isTrue();
    assertThat(DiskFull.in(new IOException("Permission denied"))).isFalse();
    assertThat(DiskFull.in(new IOException())).isFalse();
  }

  /** A person with a German system is as entitled to exit code 4. */
  @Test
  @EnabledOnOs(OS.LINUX) // Which alone has translated words.
  void knowsTheWordsOfThisLanguage() throws Exception {
    Path german = Path.of("/usr/share/locale/de/LC_MESSAGES/libc.mo");
    Path source = Path.of("/usr/share/i18n/locales/de_DE");
    boolean isThere = Files.exists(german) && Files.exists(source);
    if (isThere) {
      run(List.of("localedef", "-i", "de_DE", "-f", "UTF-8", folder + "/de_DE.UTF-8"));
    }

    Process asked =
        run(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Asked.class.getName()));

    String said = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(said).startsWith(isThere ? "true Auf dem Ger" : "true ");
  }

  private Process run(List<String> command) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("LOCPATH", folder.toString());
    builder.environment().put("LC_ALL", "de_DE.UTF-8");
    Process process = builder.start();
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    return process;
  }

  /** Meets a full disk in the language of its environment. */
  static final class Asked {
    private Asked() {}

    public static void main(String[] arguments) throws IOException {
      try (RandomAccessFile full = new RandomAccessFile("/dev/full", "rw")) {
        full.write(1);
      } catch (IOException e) {
        System.out.println(DiskFull.in(e) + " " + e.getMessage());
      }
    }
  }
}
