package dev.kinetics.net;

import dev.kinetics.net.FetchFault.Kind;
import dev.kinetics.net.Partial.Origin;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file at a server as one stream, however often the connection breaks: it is asked for again from
 * the byte where it broke, and only as long as the server says that it is the same file. A break is
 * an error, an end before the announced length, or a silence. Every fault of the network or the
 * server is a {@link FetchFault}. Range requests are those of RFC 9110, section 14.
 */
public final class HttpStream extends InputStream {
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);
  private static final long LONGEST_SLEEP_MILLIS = 200;
  private static final long SLOW_BYTES_A_SECOND = 1024;

  private static final Pattern CONTENT_RANGE =
      Pattern.compile("bytes (?:(\\d{1,18})-(\\d{1,18})|\\*)/(\\d{1,18}|\\*)");

  private final Http http;
  private final Patience patience;
  private final BooleanSupplier stopped;
  private final StallGuard guard;
  private final Map<String, String> headers;
  private Origin origin;
  private long position;
  private InputStream body;
  private String type = "";
  private long toSkip;
  private boolean ended;
  private boolean closed;
  private int failures;
  private long positionOfFailure;
  private long waitedNanos;
  private long bytesOfWait;

  /**
   * The whole file; the server is asked with the first read.
   *
   * @param stopped whether the run ends; java.net.http may swallow an interrupt
   */
  public HttpStream(Http http, URI address, Patience patience, BooleanSupplier stopped) {
    this(http, new Origin(address, "", -1), 0, Map.of(), patience, stopped);
  }

  /**
   * What is left of a file.
   *
   * @param origin what is known of it
   * @param position from which byte on
   * @param headers what each request says besides
   */
  HttpStream(
      Http http,
      Origin origin,
      long position,
      Map<String, String> headers,
      Patience patience,
      BooleanSupplier stopped) {
    this.http = http;
    this.origin = origin;
    this.headers = headers;
    this.position = position;
    this.positionOfFailure = position;
    this.patience = patience;
    this.stopped = stopped;
    this.guard = new StallGuard(patience.silence(), stopped);
  }

  /** Asks the server, when it was not asked yet; what it says of the file. */
  Origin open() throws IOException {
    retrying(() -> 0);
    return origin;
  }

  /** The content's type as the server says it, in lower case; maybe empty. */
  String type() {
    return type;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int count) throws IOException {
    if (closed) {
      throw new IOException("closed");
    }
    if (count == 0) {
      return 0;
    }
    return ended ? -1 : retrying(() -> readOn(bytes, offset, count));
  }

  @FunctionalInterface
  private interface Step {
    int take() throws IOException;
  }

  /** Takes a step on an open body, and opens it again as long as that is of use. */
  private int retrying(Step step) throws IOException {
    while (true) {
      requireRunning();
      try {
        if (body == null) {
          body = ask();
        }
        return step.take();
      } catch (FetchFault fault) {
        drop();
        failures = position - positionOfFailure >= patience.worthwhile() ? 0 : failures + 1;
        positionOfFailure = position;
        boolean again =
            switch (fault.kind()) {
              case BROKEN -> failures < patience.tries();
              case UNREACHABLE -> failures < patience.triesWithoutAnswer();
              default -> false;
            };
        if (!again) {
          throw fault;
        }
        waitForNextTry();
      }
    }
  }

  private void waitForNextTry() throws InterruptedIOException {
    long millis = patience.firstWait().toMillis() << Math.min(Math.max(0, failures - 1), 16);
    long left = Math.min(millis, LONGEST_WAIT.toMillis());
    // Not all who were cut off together come back together.
    left += (long) (left * Math.random() / 4);
    long end = System.nanoTime() + left * 1_000_000;
    while (left > 0) {
      try {
        Thread.sleep(Math.min(left, LONGEST_SLEEP_MILLIS));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      requireRunning();
      left = (end - System.nanoTime()) / 1_000_000;
    }
  }

  private int readOn(byte[] bytes, int offset, int count) throws IOException {
    while (toSkip > 0) {
      // A server without ranges: what we have is passed over.
      byte[] passed = new byte[(int) Math.min(toSkip, 1 << 16)];
      int skipped = guarded(passed, 0, passed.length);
      if (skipped < 0) {
        throw cutOff(null);
      }
      toSkip -= skipped;
    }
    int read = guarded(bytes, offset, count);
    if (read > 0) {
      position += read;
    } else if (position < origin.length()) {
      throw cutOff(null);
    } else {
      ended = true;
    }
    return read;
  }

  private int guarded(byte[] bytes, int offset, int count) throws IOException {
    long begun = System.nanoTime();
    guard.watch(body);
    try {
      int read = body.read(bytes, offset, count);
      refuseTrickle(System.nanoTime() - begun, Math.max(0, read));
      return read;
    } catch (FetchFault e) {
      throw e;
    } catch (IOException e) {
      requireRunning();
      refuseTrickle(System.nanoTime() - begun, 0);
      throw guard.stalled()
          ? new FetchFault(
              Kind.BROKEN,
              "sent nothing for "
                  + seconds(patience.silence())
                  + " s, after "
                  + position
                  + " bytes",
              e)
          : cutOff(e);
    } finally {
      guard.rest();
    }
  }

  /** Only time that is waited counts, not what a reader does with its bytes. */
  private void refuseTrickle(long nanos, int bytes) throws FetchFault {
    waitedNanos += nanos;
    bytesOfWait += bytes;
    double seconds = waitedNanos / 1e9;
    if (seconds > 2 * seconds(patience.silence())) {
      if (bytesOfWait < seconds * SLOW_BYTES_A_SECOND) {
        throw new FetchFault(
            Kind.SLOW,
            "sends less than " + SLOW_BYTES_A_SECOND + " bytes a second, after " + position);
      }
      waitedNanos = 0;
      bytesOfWait = 0;
    }
  }

  private FetchFault cutOff(IOException cause) {
    String of = origin.length() < 0 ? "" : " of " + origin.length();
    return new FetchFault(
        Kind.BROKEN, "cut the transfer off after " + position + of + " bytes", cause);
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }

  private InputStream ask() throws IOException {
    Map<String, String> said = new HashMap<>(headers);
    if (position > 0) {
      said.put("Range", "bytes=" + position + "-");
      if (!origin.validator().isEmpty()) {
        said.put("If-Range", origin.validator());
      }
    }
    HttpResponse<InputStream> response;
    try {
      response = http.get(origin.address(), said, patience.answer());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw interrupted();
    }
    try {
      toSkip = 0;
      type = response.headers().firstValue("Content-Type").orElse("").toLowerCase(Locale.ROOT);
      if (accept(response.statusCode(), response.headers())) {
        return response.body();
      }
    } catch (FetchFault e) {
      response.body().close();
      throw e;
    }
    response.body().close();
    return InputStream.nullInputStream();
  }

  /** Whether there are bytes to be read; what is no part of the same file is refused. */
  private boolean accept(int status, HttpHeaders headers) throws FetchFault {
    Origin said = Origin.of(origin.address(), headers);
    Matcher range = CONTENT_RANGE.matcher(headers.firstValue("Content-Range").orElse(""));
    long whole =
        range.matches() && !range.group(3).equals("*") ? Long.parseLong(range.group(3)) : -1;
    if (status == 200 && position == 0) {
      origin = said;
      return true;
    }
    if (status == 200) {
      // Without ranges, or with a new file: only what is surely the same may be passed over.
      if (said.validator().isEmpty() || !said.validator().equals(origin.validator())) {
        throw changed();
      }
      requireSame(said.validator(), said.length());
      toSkip = position;
      return true;
    }
    if (status == 206 && position > 0) {
      if (!range.matches() || !Long.toString(position).equals(range.group(1))) {
        throw new FetchFault(Kind.CHANGED, "sent another part than it was asked for");
      }
      requireSame(said.validator(), whole);
      return true;
    }
    if (status == 416 && position > 0) {
      // It ends where our bytes end (RFC 9110, 15.5.17): we have them all.
      requireSame(said.validator(), whole);
      if (position != (whole >= 0 ? whole : origin.length())) {
        throw changed();
      }
      return false;
    }
    if (status == 404 || status == 410) {
      throw new FetchFault(Kind.MISSING, "answered with HTTP status " + status);
    }
    boolean passes = status >= 500 || status == 408 || status == 429;
    throw new FetchFault(
        passes ? Kind.BROKEN : Kind.REFUSED, "answered with HTTP status " + status);
  }

  /** A tag says nothing about a date, nor a date about a tag. */
  private void requireSame(String validator, long length) throws FetchFault {
    String known = origin.validator();
    boolean comparable =
        !known.isEmpty()
            && !validator.isEmpty()
            && known.startsWith("\"") == validator.startsWith("\"");
    boolean otherLength = origin.length() >= 0 && length >= 0 && length != origin.length();
    if (otherLength || (comparable && !validator.equals(known))) {
      throw changed();
    }
    origin = new Origin(origin.address(), known, Math.max(length, origin.length()));
  }

  private static FetchFault changed() {
    return new FetchFault(Kind.CHANGED, "has another file than before: it changed");
  }

  private void requireRunning() throws InterruptedIOException {
    if (stopped.getAsBoolean() || Thread.currentThread().isInterrupted()) {
      throw interrupted();
    }
  }

  private InterruptedIOException interrupted() {
    return new InterruptedIOException("stopped while reading " + origin.address());
  }

  private void drop() {
    if (body != null) {
      try {
        body.close();
      } catch (IOException e) {
        // It is given up anyway.
      }
      body = null;
    }
  }

  @Override
  public void close() {
    closed = true;
    guard.close();
    drop();
  }
}
