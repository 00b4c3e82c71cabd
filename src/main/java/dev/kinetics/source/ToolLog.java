package dev.kinetics.source;

import dev.kinetics.error.KineticsException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.function.Consumer;

/**
 * What the tools say, without secrets: into {@code --log-file}, and with {@code --verbose} shown.
 */
public final class ToolLog implements AutoCloseable {
  private final PrintStream file;
  private final Consumer<String> elsewhere;

  /**
   * Opens the log.
   *
   * @param file where to append; null for nowhere
   * @throws KineticsException when it can't be written
   */
  public ToolLog(Path file, boolean verbose) {
    this.elsewhere = verbose ? System.err::println : line -> {};
    try {
      if (file != null && file.toAbsolutePath().getParent() != null) {
        Files.createDirectories(file.toAbsolutePath().getParent());
      }
      this.file =
          file == null
              ? null
              : new PrintStream(
                  Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND),
                  true,
                  StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw KineticsException.badInput(
          "--log-file " + file + " can't be written: " + e.getMessage());
    }
  }

  /** A log that hands all lines on. */
  public ToolLog(Consumer<String> elsewhere) {
    this.elsewhere = elsewhere;
    this.file = null;
  }

  /** Books a line. */
  public synchronized void line(String line) {
    if (file != null) {
      file.println(Instant.now() + " " + line);
    }
    elsewhere.accept(line);
  }

  @Override
  public void close() {
    if (file != null) {
      file.close();
    }
  }
}
