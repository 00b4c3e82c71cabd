package dev.kinetics.support;

import java.nio.charset.StandardCharsets;

/** How an answer of {@link YoutubeSite} goes wrong. Several can hold for one path. */
public sealed interface Fault {

  /** Answers with an HTTP status that is an error, and a short text. */
  record Status(int status) implements Fault {}

  /** Answers 200 with this instead of the file. */
  record Body(String contentType, byte[] bytes) implements Fault {}

  /** Ends the connection after so many bytes of the body: in good order, or with a reset. */
  record Cut(long afterBytes, boolean reset) implements Fault {}

  /** Says a {@code Content-Length} that is more (or less) than what is sent, by so many bytes. */
  record WrongLength(long by) implements Fault {}

  /** Knows no ranges: always sends the whole file. */
  record NoRanges() implements Fault {}

  /** Sends no faster than this. */
  record Slow(long bytesPerSecond) implements Fault {}

  /** Promises to keep the connection, answers, and closes it. */
  record HangUp() implements Fault {}

  /** Takes the request and never answers. */
  record NoAnswer() implements Fault {}

  /** Answers with an HTTP status that is an error. */
  static Fault status(int status) {
    return new Status(status);
  }

  /** Answers with a page where a video should be. */
  static Fault html() {
    String page = "<!DOCTYPE html><html><head><title>Sorry</title></head><body>Sorry</body></html>";
    return new Body("text/html; charset=utf-8", page.getBytes(StandardCharsets.UTF_8));
  }

  /** Answers 200 with no byte at all. */
  static Fault empty() {
    return new Body("video/mp4", new byte[0]);
  }

  /** Closes the connection after so many bytes of each body. */
  static Fault cutAfter(long bytes) {
    return new Cut(bytes, false);
  }

  /** Resets the connection after so many bytes of each body. */
  static Fault resetAfter(long bytes) {
    return new Cut(bytes, true);
  }
}
