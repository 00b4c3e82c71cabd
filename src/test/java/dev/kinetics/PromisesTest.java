package dev.kinetics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each promise of {@code docs/promises.md} names tests, and these exist. */
class PromisesTest {
  private static final Pattern TEST = Pattern.compile("`(\\w+(?:Test|IT))`");

  @Test
  void eachNamesTestsThatExist() throws IOException {
    Path top = Path.of(System.getProperty("basedir", ""));
    Set<String> tests;
    try (Stream<Path> files = Files.walk(top.resolve("src/test/java"))) {
      tests =
          files
              .map(file -> file.getFileName().toString().replace(".java", ""))
              .collect(Collectors.toSet());
    }
    int promises = 0;
    for (String line : Files.readAllLines(top.resolve("docs/promises.md"))) {
      if (line.startsWith("| ") && !line.startsWith("| promise") && !line.startsWith("| ---")) {
        promises++;
        assertThat(TEST.matcher(line).results().map(result -> result.group(1)).toList())
            .as(line)
            .isNotEmpty()
            .isSubsetOf(tests);
      }
    }
    assertThat(promises).isGreaterThan(25);
  }
}
