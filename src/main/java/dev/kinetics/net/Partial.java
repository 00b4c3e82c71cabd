package dev.kinetics.net;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.regex.Pattern;

/**
 * A file on its way here, which may go on in a later run: the bytes that have come, and beside them
 * what is needed to know that the rest belongs to the same file.
 *
 * @param file where the bytes are
 */
public record Partial(Path file) {
  /**
   * What the server said about the whole file.
   *
   * @param address what was asked for
   * @param validator its strong {@code ETag}, else its {@code Last-Modified}, else empty
   * @param length its bytes, or -1 where the server did not say
   */
  record Origin(URI address, String validator, long length) {
    /** What may be sent back as {@code If-Range}; a weak ETag must not be (RFC 9110, 8.8.1). */
    private static final Pattern VALIDATOR = Pattern.compile("(?!W/)[\\x20-\\x7e]{1,200}");

    /** What an answer with the whole file says. */
    static Origin of(URI address, HttpHeaders headers) {
      String length = headers.firstValue("Content-Length").orElse("");
      String validator =
          headers
              .firstValue("ETag")
              .filter(value -> VALIDATOR.matcher(value).matches())
              .or(() -> headers.firstValue("Last-Modified"))
              .filter(value -> VALIDATOR.matcher(value).matches())
              .orElse("");
      return new Origin(
          address, validator, length.matches("\\d{1,18}") ? Long.parseLong(length) : -1);
    }
  }

  /** How many bytes have come. */
  long size() throws IOException {
    return Files.exists(file) ? Files.size(file) : 0;
  }

  /**
   * Drops what can't be gone on with: bytes of another address, or of which nothing is known.
   *
   * @return what is known about the file that the bytes are of
   */
  Origin prepare(URI address) throws IOException {
    Origin nothing = new Origin(address, "", -1);
    if (size() == 0) {
      return nothing;
    }
    Properties stored = new Properties();
    try (BufferedReader in = Files.newBufferedReader(originFile())) {
      stored.load(in);
      // Without a word of the server that tells it from a later file it could become a mixture.
      String validator = stored.getProperty("validator", "");
      if (address.toString().equals(stored.getProperty("address")) && !validator.isEmpty()) {
        return new Origin(address, validator, Long.parseLong(stored.getProperty("length", "-1")));
      }
    } catch (IOException | IllegalArgumentException e) {
      // As good as none: the file is fetched from its start.
    }
    discard();
    return nothing;
  }

  /** Begins anew; the old bytes go before the new origin is booked, so that they never mix. */
  void begin(Origin origin) throws IOException {
    discard();
    Properties stored = new Properties();
    stored.setProperty("address", origin.address().toString());
    stored.setProperty("validator", origin.validator());
    stored.setProperty("length", Long.toString(origin.length()));
    try (Writer out = Files.newBufferedWriter(originFile())) {
      stored.store(out, null);
    }
  }

  /** The file is whole: what was known about its rest goes. */
  public void forget() throws IOException {
    Files.deleteIfExists(originFile());
  }

  public void discard() throws IOException {
    Files.deleteIfExists(file);
    Files.deleteIfExists(originFile());
  }

  /** Where it is written down what the bytes are of. */
  public Path originFile() {
    return file.resolveSibling(file.getFileName() + ".origin");
  }
}
