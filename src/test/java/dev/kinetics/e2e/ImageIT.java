package dev.kinetics.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kinetics.support.Kinetics;
import dev.kinetics.support.YoutubeSite;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The image that {@code -Pimage} makes runs where there is nothing but the C library. */
@EnabledOnOs(OS.LINUX)
class ImageIT {
  private static final String NAME = "kinetics-image";

  @TempDir private Path folder;

  @Test
  void theDemoRunsInAnEmptyRoot() throws IOException {
    Path home = Files.createDirectories(folder.resolve("root").resolve("home"));
    Kinetics.Result unpacked = run(folder, "tar", "-xzf", make().toString(), "-C", home.toString());
    assertThat(unpacked.exitCode()).as("%s", unpacked).isZero();
    Path image = home.resolve(NAME);

    assertThatItsArchiveOfClassesIsUsed(image);
    Path link = Files.createSymbolicLink(folder.resolve("link"), image.resolve("kinetics"));
    assertThat(run(folder, link.toString(), "list-classes").lines()).hasSize(400);

    Kinetics.Result demo = inEmptyRoot("/home/" + NAME + "/kinetics", "demo");

    assertThat(demo.exitCode()).as("%s", demo).isZero();
    assertThat(demo.out())
        .contains("setup: all tools are there", "done                    11")
        .doesNotContain("not reached");
    Path made = home.resolve("kinetics-demo");
    assertThat(made.resolve("report.html")).content().contains("data:image/jpeg");
    assertThat(made.resolve("train_sound.tfrecords")).isNotEmptyFile();
    assertThat(made.resolve("webdataset/train/00000.tar")).isNotEmptyFile();
    assertThat(image.resolve("cache/demo/annotations/train.csv")).exists();
    try (Stream<Path> all = Files.list(folder.resolve("root"))) {
      assertThat(all.map(path -> path.getFileName().toString()))
          .as("nothing is written elsewhere")
          .isSubsetOf("home", "bin", "dev", "proc", "tmp", "lib", "lib64", "usr");
    }
  }

  /** Java would start without it, too, and take three times as long. */
  private static void assertThatItsArchiveOfClassesIsUsed(Path image) {
    Kinetics.Result mapped =
        run(
            image.resolve("lib"),
            "sh",
            "-c",
            "exec 9<. && exec ../runtime/bin/java -XX:+UseSerialGC -Xshare:on"
                + " -XX:SharedArchiveFile=kinetics.jsa -jar /proc/self/fd/9/kinetics.jar"
                + " list-classes");
    assertThat(mapped.exitCode()).as("%s", mapped).isZero();
  }

  /** Makes it from a copy of the jar and the launcher. There is nothing to fetch. */
  private Path make() throws IOException {
    try (YoutubeSite nothing = new YoutubeSite()) {
      return make(nothing.address());
    }
  }

  private Path make(String address) throws IOException {
    Path built = Path.of(System.getProperty("kinetics.jar")).toAbsolutePath();
    Path repository = built.getParent().getParent();
    Path target = Files.createDirectories(folder.resolve("a folder").resolve("target"));
    Files.copy(built, target.resolve("kinetics.jar"));
    Path launcher = Files.copy(repository.resolve("kinetics"), target.resolveSibling("kinetics"));
    Map<String, String> environment =
        Map.of(
            "KINETICS_YT_DLP_RELEASES", address,
            "KINETICS_NPM_REGISTRY", address,
            // Speed in place of size.
            "IMAGE_COMPRESSION", "1");
    Kinetics.Result made =
        Kinetics.in(folder)
            .within(Duration.ofMinutes(5))
            .with(environment)
            .start(
                List.of(
                    repository.resolve("src/main/image/make").toString(),
                    System.getProperty("java.home"),
                    launcher.toString(),
                    NAME))
            .await();
    assertThat(made.exitCode()).as("%s", made).isZero();
    return target.resolve(NAME + ".tar.gz");
  }

  private Kinetics.Result inEmptyRoot(String... command) throws IOException {
    Path script = folder.resolve("empty-root.sh");
    try (InputStream in = ImageIT.class.getResourceAsStream("/empty-root.sh")) {
      Files.copy(in, script);
    }
    List<String> all =
        new ArrayList<>(List.of("sh", script.toString(), folder.resolve("root").toString()));
    all.addAll(List.of(command));
    return run(folder, all.toArray(String[]::new));
  }

  private static Kinetics.Result run(Path directory, String... command) {
    return Kinetics.in(directory).within(Duration.ofMinutes(5)).start(List.of(command)).await();
  }
}
