package dev.kinetics.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** With a jar of the same shape as the real one, but small. */
class BundledFfmpegTest {
  private static final String PREFIX = "org/bytedeco/ffmpeg/linux-x86_64-gpl/";

  @TempDir Path folder;

  @Test
  void unpacksProgramsAndLibrariesAndNothingElse() throws Exception {
    BundledFfmpeg bundled = bundled(1);

    bundled.unpack();

    assertThat(names(bundled.folder()))
        .containsExactlyInAnyOrder("ffmpeg", "ffprobe", "libavcodec.so.62");
    assertThat(bundled.program("ffmpeg")).isExecutable().hasSize(3_000_000);
    assertThat(bundled.environment().values())
        .first()
        .asString()
        .contains(bundled.folder().toString());
    assertThat(names(folder.resolve("cache/ffmpeg"))).hasSize(1);
  }

  @Test
  void manyAtOnceAllEndWithTheWholeFolder() throws Exception {
    int many = 8;
    ExecutorService threads = Executors.newFixedThreadPool(many);
    CountDownLatch start = new CountDownLatch(1);
    List<Future<Boolean>> unpacked = new ArrayList<>();
    for (int i = 0; i < many; i++) {
      BundledFfmpeg bundled = bundled(1);
      unpacked.add(
          threads.submit(
              () -> {
                start.await();
                bundled.unpack();
                return Files.size(bundled.program("ffmpeg")) == 3_000_000
                    && Files.size(bundled.program("ffprobe")) == 1000;
              }));
    }

    start.countDown();

    for (Future<Boolean> one : unpacked) {
      assertThat(one.get()).isTrue();
    }
    threads.shutdown();
    assertThat(names(folder.resolve("cache/ffmpeg"))).hasSize(1);
  }

  @Test
  void aTornFolderIsNotTakenForWhole() throws Exception {
    BundledFfmpeg bundled = bundled(1);
    bundled.unpack();
    bundled.keepAnswer("8.1.2");
    byte[] whole = Files.readAllBytes(bundled.program("ffmpeg"));
    Files.write(bundled.program("ffmpeg"), new byte[] {1, 2, 3});
    Files.delete(bundled.program("ffprobe"));

    bundled.unpack();

    assertThat(bundled.program("ffmpeg")).hasBinaryContent(whole).isExecutable();
    assertThat(bundled.program("ffprobe")).isExecutable();
    assertThat(bundled.keptAnswer()).as("that answer was about the torn one").isEmpty();
    assertThat(names(folder.resolve("cache/ffmpeg"))).hasSize(1);
  }

  @Test
  void aFileOfTheSameSizeButOtherBytesIsNotTakenForWhole() throws Exception {
    BundledFfmpeg bundled = bundled(1);
    bundled.unpack();
    bundled.keepAnswer("8.1.2");
    byte[] whole = Files.readAllBytes(bundled.program("ffmpeg"));
    byte[] other = whole.clone();
    other[1_000_000] ^= 1;
    Files.write(bundled.program("ffmpeg"), other);
    Files.setLastModifiedTime(
        bundled.program("ffmpeg"), FileTime.from(Instant.now().minus(Duration.ofDays(2))));

    assertThat(bundled.keptAnswer()).isEmpty();
    bundled.unpack();

    assertThat(bundled.program("ffmpeg")).hasBinaryContent(whole);
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void nothingIsRunFromWhereOthersCanWrite() throws Exception {
    BundledFfmpeg bundled = bundled(1);
    bundled.unpack();
    Path cache = folder.resolve("cache");
    for (Path open : List.of(cache, cache.resolve("ffmpeg"), bundled.folder())) {
      Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
      assertThatThrownBy(bundled::unpack)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("chmod go-w " + open);
      Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxr-x"));
      bundled.unpack();
      assertThat(Files.getPosixFilePermissions(open))
          .as("a group's right on %s is taken away", open)
          .isEqualTo(PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    Files.setPosixFilePermissions(
        bundled.program("ffmpeg"), PosixFilePermissions.fromString("rwxrwxrwx"));
    bundled.unpack();
    assertThat(Files.getPosixFilePermissions(bundled.program("ffmpeg")))
        .as("it was put there anew")
        .doesNotContain(PosixFilePermission.OTHERS_WRITE);
  }

  @Test
  void anUnpackingThatWasKilledIsNeitherTakenNorKeptForEver() throws Exception {
    BundledFfmpeg bundled = bundled(1);
    Path home = bundled.folder().getParent();
    Path old = Files.createDirectories(home.resolve(".unpacking-old"));
    Path recent = Files.createDirectories(home.resolve(".unpacking-recent"));
    Files.writeString(old.resolve("ffmpeg"), "half of it");
    Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofDays(2))));

    bundled.unpack();

    assertThat(bundled.program("ffmpeg")).hasSize(3_000_000);
    assertThat(old).doesNotExist();
    assertThat(recent).as("somebody may be at it").exists();
  }

  @Test
  void anotherBuildLiesInAnotherFolder() throws Exception {
    assertThat(bundled(1).folder())
        .isEqualTo(bundled(1).folder())
        .isNotEqualTo(bundled(2).folder());
  }

  @Test
  void keepsAndForgetsTheAnswer() throws Exception {
    BundledFfmpeg bundled = bundled(1);
    bundled.unpack();
    assertThat(bundled.keptAnswer()).isEmpty();

    bundled.keepAnswer("8.1.2");
    bundled.unpack();
    assertThat(bundled.keptAnswer()).contains("8.1.2");

    bundled.forgetAnswer();
    assertThat(bundled.keptAnswer()).isEmpty();
  }

  @Test
  void leavesNothingWhenItCanNotBeWritten() throws Exception {
    Files.writeString(folder.resolve("cache"), "a file where the cache would be");

    assertThatThrownBy(() -> bundled(1).unpack()).isInstanceOf(IOException.class);

    assertThat(folder.resolve("cache")).hasContent("a file where the cache would be");
  }

  @Test
  void namesPlatformsAsTheJarDoes() {
    assertThat(BundledFfmpeg.platform("Linux", "amd64")).isEqualTo("linux-x86_64");
    assertThat(BundledFfmpeg.platform("Linux", "aarch64")).isEqualTo("linux-arm64");
    assertThat(BundledFfmpeg.platform("Mac OS X", "aarch64")).isEqualTo("macosx-arm64");
    assertThat(BundledFfmpeg.platform("Windows 11", "amd64")).isEqualTo("windows-x86_64");
  }

  private BundledFfmpeg bundled(int seed) throws IOException {
    Path jar = Files.createTempFile(folder, "bundle", ".jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      byte[] program = new byte[3_000_000];
      new Random(seed).nextBytes(program);
      put(out, PREFIX + "ffmpeg", program);
      put(out, PREFIX + "ffprobe", new byte[1000]);
      put(out, PREFIX + "libavcodec.so.62", new byte[500_000]);
      put(out, PREFIX + "libjniavcodec.so", new byte[10]);
      put(out, PREFIX + "more/file", new byte[10]);
      put(out, "META-INF/other", "other".getBytes(StandardCharsets.UTF_8));
    }
    return new BundledFfmpeg(new JarFile(jar.toFile()), PREFIX, folder.resolve("cache"));
  }

  private static void put(JarOutputStream out, String name, byte[] content) throws IOException {
    out.putNextEntry(new ZipEntry(name));
    out.write(content);
    out.closeEntry();
  }

  private static List<String> names(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }
}
