package dev.kinetics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** docs/architecture.md names classes and rooms that there are. */
class WayOfAClipTest {
  private static final Pattern NAMED = Pattern.compile("`([a-z]+)\\.([A-Z]\\w+)[^`]*`");
  private static final Path SOURCES = Path.of("src/main/java/dev/kinetics");

  @Test
  void theClassesExist() throws IOException {
    Matcher named = NAMED.matcher(Files.readString(Path.of("docs/architecture.md")));
    List<String> missing = new ArrayList<>();
    int count = 0;
    for (; named.find(); count++) {
      if (Files.notExists(SOURCES.resolve(named.group(1)).resolve(named.group(2) + ".java"))) {
        missing.add(named.group());
      }
    }
    assertThat(missing).isEmpty();
    assertThat(count).isGreaterThan(20);
  }
}
