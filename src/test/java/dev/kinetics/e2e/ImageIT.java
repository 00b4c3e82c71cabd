package dev.kinetics.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kinetics.support.Kinetics;
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
    unpack(make(), home);
    Path image = home.resolve(NAME);

    Kinetics.Result mapped =
        run(
            image.resolve("lib"),
            "sh",
            "-c",
            "exec 9<. && exec ../runtime/bin/java -XX:+UseSerialGC -Xshare:on"
                + " -XX:SharedArchiveFile=kinetics.jsa -jar /proc/self/fd/9/kinetics.jar"
                + " list-classes");
    assertThat(mapped.exitCode()).as("its archive of classes, elsewhere: %s", mapped).isZero();
    Path link = Files.createSymbolicLink(folder.resolve("link"), image.resolve("kinetics"));
    assertThat(run(folder, link.toString(), "list-classes").lines()).hasSize(400);

    Kinetics.Result demo = inEmptyRoot("/home/" + NAME + "/kinetics", "demo");

    assertThat(demo.exitCode()).as("%s", demo).isZero();
    assertThat(demo.out()).contains("setup: all tools are there").doesNotContain("not reached");
    assertThat(home.resolve("kinetics-demo/report.html")).content().contains("data:image/jpeg");
    assertThat(image.resolve("cache/demo/annotations/train.csv")).exists();
    try (Stream<Path> all = Files.list(folder.resolve("root"))) {
      assertThat(all.map(path -> path.getFileName().toString()))
          .as("nothing is written elsewhere")
          .isSubsetOf("home", "bin", "dev", "proc", "tmp", "lib", "lib64", "usr");
    }
  }

  /** Makes it from a copy of the jar and the launcher. Nothing is fetched. */
  private Path make() throws IOException {
    Path built = Path.of(System.getProperty("kinetics.jar")).toAbsolutePath();
    Path repository = built.getParent().getParent();
    Path top = Files.createDirectory(folder.resolve("a folder"));
    Files.createDirectory(top.resolve("target"));
    Files.copy(built, top.resolve("target/kinetics.jar"));
    Path launcher = Files.copy(repository.resolve("kinetics"), top.resolve("kinetics"));
    Kinetics.Result made =
        Kinetics.in(folder)
            .within(Duration.ofMinutes(5))
            .with(
                Map.of(
                    "KINETICS_YT_DLP_RELEASES", "http://127.0.0.1:1/",
                    "KINETICS_NPM_REGISTRY", "http://127.0.0.1:1/",
                    // Speed in place of size.
                    "IMAGE_COMPRESSION", "1"))
            .start(
                List.of(
                    repository.resolve("src/main/image/make").toString(),
                    System.getProperty("java.home"),
                    launcher.toString(),
                    NAME))
            .await();
    assertThat(made.exitCode()).as("%s", made).isZero();
    return top.resolve("target").resolve(NAME + ".tar.gz");
  }

  private void unpack(Path archive, Path place) {
    Kinetics.Result unpacked =
        run(folder, "tar", "-xzf", archive.toString(), "-C", place.toString());
    assertThat(unpacked.exitCode()).as("%s", unpacked).isZero();
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
    return Kinetics.in(directory).start(List.of(command)).await();
  }
}
