package dev.kinetics.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a program that reads from a server has to show for its time. One that is sent headers
 * without end works all the time, and nothing ever comes of it.
 *
 * @param within how long nothing new may come; what it writes to its standard streams counts, too
 * @param places the files that it makes, or the folders that they are in
 */
public record ExpectedOutput(Duration within, List<Path> places) {
  /**
   * Long, since of a server without ranges all has to be passed over up to the section, and of a
   * slow one a picture takes its time.
   */
  public static final Duration LONGEST_WAIT = Duration.ofMinutes(10);

  public ExpectedOutput {
    places = List.copyOf(places);
  }

  /** How many bytes lie there. */
  long bytes() {
    return places.stream().mapToLong(ExpectedOutput::bytes).sum();
  }

  private static long bytes(Path place) {
    try (Stream<Path> all = Files.walk(place)) {
      return all.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    } catch (IOException | UncheckedIOException e) {
      return 0; // Nothing is there yet, or has been moved just now.
    }
  }
}
