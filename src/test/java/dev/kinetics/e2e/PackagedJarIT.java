package dev.kinetics.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kinetics.support.Kinetics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the jar says about itself. */
class PackagedJarIT {
  @TempDir private Path folder;

  @Test
  void namesItsCommitAndWhoseWorkIsInIt() throws IOException {
    try (JarFile jar = new JarFile(System.getProperty("kinetics.jar"))) {
      String commit = jar.getManifest().getMainAttributes().getValue("Commit");
      assertThat(commit).matches("[0-9a-f]{7}|unknown");
      String version = Kinetics.in(folder).run("--version").out().lines().findFirst().orElseThrow();
      assertThat(version)
          .startsWith("kinetics ")
          .endsWith(commit.equals("unknown") ? "" : " (commit " + commit + ")");
      String licences =
          new String(
              jar.getInputStream(jar.getEntry("META-INF/THIRD-PARTY.txt")).readAllBytes(),
              StandardCharsets.UTF_8);
      assertThat(licences).contains("picocli", "jackson-databind", "GNU General Public License");
      assertThat(
              jar.stream()
                  .filter(entry -> entry.getName().matches("dev/kinetics/(?!shaded/).*"))
                  .map(entry -> entry.getTimeLocal())
                  .collect(Collectors.toSet()))
          .as("times in the jar, which must not be those of the build")
          .hasSize(1);
    }
  }

  /** On a cluster Spark's own libraries come first on the class path, in other versions. */
  @Test
  void holdsNothingOfSparkAndWhatSparkHasTooUnderAnotherName() throws IOException {
    try (JarFile jar = new JarFile(System.getProperty("kinetics.jar"))) {
      List<String> names = jar.stream().map(JarEntry::getName).toList();
      assertThat(names)
          .noneMatch(
              name ->
                  name.matches(
                      "(org/apache/spark|scala|com/fasterxml/jackson|com/google/protobuf"
                          + "|org/apache/commons|org/slf4j)/.*\\.class"));
      for (String service :
          List.of("com.fasterxml.jackson.core.ObjectCodec", "org.slf4j.spi.SLF4JServiceProvider")) {
        String file = "META-INF/services/dev.kinetics.shaded." + service;
        assertThat(names).contains(file);
        assertThat(
                new String(
                    jar.getInputStream(jar.getEntry(file)).readAllBytes(), StandardCharsets.UTF_8))
            .startsWith("dev.kinetics.shaded.");
      }
      assertThat(
              new String(
                  jar.getInputStream(jar.getEntry("META-INF/THIRD-PARTY.txt")).readAllBytes(),
                  StandardCharsets.UTF_8))
          .doesNotContain("spark", "scala");
    }
  }
}
