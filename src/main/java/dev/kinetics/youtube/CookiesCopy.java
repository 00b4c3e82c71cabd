package dev.kinetics.youtube;

import dev.kinetics.error.KineticsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A person's cookies for one call of yt-dlp, which writes the file anew at its end: several calls
 * would read what another has half written, and the person's file is not ours to write.
 */
final class CookiesCopy implements AutoCloseable {
  private final Path file;

  private CookiesCopy(Path file) {
    this.file = file;
  }

  /**
   * Copies the cookies of a site's options into a file that nobody else may read.
   *
   * @throws KineticsException when they can't be read any more, or not be copied
   */
  static CookiesCopy of(SiteOptions site) {
    if (site.cookies() == null) {
      return new CookiesCopy(null);
    }
    try {
      byte[] content = Files.readAllBytes(site.cookies());
      Path copy = Files.createTempFile("kinetics-cookies", ".txt"); // Mode 600.
      Files.write(copy, content);
      return new CookiesCopy(copy);
    } catch (IOException e) {
      throw KineticsException.badInput(
          "--cookies " + site.cookies() + " can't be copied for yt-dlp: " + e, e);
    }
  }

  /** What yt-dlp is told; nothing where there are none. */
  List<String> arguments() {
    return file == null ? List.of() : List.of("--cookies", file.toString());
  }

  @Override
  public void close() {
    try {
      if (file != null) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      // It is in the folder for what is temporary, and no one else can read it.
    }
  }
}
