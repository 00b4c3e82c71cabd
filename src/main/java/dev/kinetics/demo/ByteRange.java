package dev.kinetics.demo;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The part of a file that a request asks for: one range of bytes, as RFC 9110, section 14 has it.
 *
 * @param first the first byte, counted from 0
 * @param last the last byte, inclusive
 */
public record ByteRange(long first, long last) {
  private static final Pattern HEADER = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

  /**
   * The range that the header {@code Range} asks of a file of {@code size} bytes, cut to the file.
   * Empty where the file has no such bytes. A header of another form asks for the whole file, since
   * a server may ignore what it does not know.
   */
  public static Optional<ByteRange> parse(String header, long size) {
    Matcher matcher = HEADER.matcher(header == null ? "" : header.strip());
    if (!matcher.matches() || (matcher.group(1).isEmpty() && matcher.group(2).isEmpty())) {
      return Optional.of(new ByteRange(0, size - 1));
    }
    if (matcher.group(1).isEmpty()) { // the last bytes of the file, so many
      long count = Math.min(size, Long.parseLong(matcher.group(2)));
      return count == 0 ? Optional.empty() : Optional.of(new ByteRange(size - count, size - 1));
    }
    long first = Long.parseLong(matcher.group(1));
    long last =
        matcher.group(2).isEmpty()
            ? size - 1
            : Math.min(size - 1, Long.parseLong(matcher.group(2)));
    return first > last ? Optional.empty() : Optional.of(new ByteRange(first, last));
  }

  /** How many bytes it has. */
  public long length() {
    return last - first + 1;
  }
}
