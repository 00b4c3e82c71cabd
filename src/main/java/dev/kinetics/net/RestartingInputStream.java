package dev.kinetics.net;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.RetryPolicy;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * A file at a server as one stream, however often the connection breaks: it is asked for again from
 * the byte where it broke, and only as long as the server says that it is the same file. A break is
 * an error, an end before the announced length, or a silence.
 */
public final class RestartingInputStream extends InputStream {

  /** The server has no such file, so that asking again is of no use. */
  public static final class MissingException extends IOException {
    private static final long serialVersionUID = 1L;

    MissingException(String message) {
      super(message);
    }
  }

  /** The server answers with something that another try would not mend. */
  public static final class RefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    RefusedException(String message) {
      super(message);
    }
  }

  /**
   * How long is waited for a connection that broke.
   *
   * @param firstWait before the second try; twice as long before each later one
   * @param mostTries in a row without a single byte
   * @param silence after which a connection that sends nothing counts as broken
   */
  public record Patience(Duration firstWait, int mostTries, Duration silence) {
    public static final Patience DEFAULT =
        new Patience(Duration.ofSeconds(1), 8, Duration.ofSeconds(60));
  }

  private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

  private final HttpClient client;
  private final URI address;
  private final Patience patience;
  private final BooleanSupplier stopped;
  private final RetryPolicy<Object> retries;
  private final StallGuard guard;
  private InputStream body;
  private long position;
  private long length = -1;
  private String validator = "";
  private boolean closed;

  /**
   * Makes a stream; the server is asked with the first read.
   *
   * @param stopped whether the run ends; java.net.http may swallow an interrupt
   * @param position from which byte on
   * @param validator the entity tag or date of the file that the bytes before it are of; empty when
   *     there is none yet
   */
  public RestartingInputStream(
      HttpClient client,
      URI address,
      Patience patience,
      BooleanSupplier stopped,
      long position,
      String validator) {
    this.client = client;
    this.address = address;
    this.patience = patience;
    this.stopped = stopped;
    this.position = position;
    this.validator = validator;
    this.guard = new StallGuard(patience.silence(), stopped);
    this.retries =
        RetryPolicy.builder()
            .handle(IOException.class)
            .abortOn(MissingException.class, RefusedException.class, InterruptedIOException.class)
            .withBackoff(patience.firstWait(), LONGEST_WAIT, 2)
            .withMaxRetries(patience.mostTries() - 1)
            .build();
  }

  /**
   * What tells this file from a later one at the same address; empty where the server is silent.
   */
  public String validator() {
    return validator;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int count) throws IOException {
    if (count == 0) {
      return 0;
    }
    if (closed) {
      throw new IOException("closed");
    }
    requireRunning();
    if (body != null) {
      try {
        return readOn(bytes, offset, count);
      } catch (InterruptedIOException e) {
        throw e;
      } catch (IOException e) {
        drop();
      }
    }
    if (length >= 0 && position >= length) {
      return -1;
    }
    try {
      return Failsafe.with(retries)
          .get(
              () -> {
                drop();
                requireRunning();
                body = open();
                return readOn(bytes, offset, count);
              });
    } catch (FailsafeException e) {
      drop();
      if (e.getCause() instanceof IOException fault) {
        throw fault;
      }
      if (e.getCause() instanceof InterruptedException) {
        Thread.currentThread().interrupt();
        throw interrupted();
      }
      throw e;
    }
  }

  private int readOn(byte[] bytes, int offset, int count) throws IOException {
    int read;
    guard.watch(body);
    try {
      read = body.read(bytes, offset, count);
    } catch (IOException e) {
      requireRunning();
      throw e;
    } finally {
      guard.rest();
    }
    if (read > 0) {
      position += read;
    } else if (length >= 0 && position < length) {
      throw new EOFException(
          address + " ended after " + position + " of " + length + " bytes, again and again");
    }
    return read;
  }

  private InputStream open() throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(address).timeout(patience.silence());
    if (position > 0) {
      request.header("Range", "bytes=" + position + "-");
      if (!validator.isEmpty()) {
        request.header("If-Range", validator);
      }
    }
    HttpResponse<InputStream> response =
        client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    if (endsHere(response)) {
      response.body().close();
      length = position;
      return InputStream.nullInputStream();
    }
    try {
      accept(response);
    } catch (IOException e) {
      response.body().close();
      throw e;
    }
    return response.body();
  }

  /**
   * Whether the server says that the file has no byte more than we have: a 416 names the whole
   * length (RFC 9110, 15.5.17).
   */
  private boolean endsHere(HttpResponse<?> response) {
    return response.statusCode() == 416
        && position > 0
        && !isOther(validatorOf(response))
        && response
            .headers()
            .firstValue("Content-Range")
            .filter(range -> range.equals("bytes */" + position))
            .isPresent();
  }

  private void accept(HttpResponse<InputStream> response) throws IOException {
    int status = response.statusCode();
    if (status == 404 || status == 410) {
      throw new MissingException(address + " is not there (" + status + ")");
    }
    if (status == 206 && position > 0) {
      String range = response.headers().firstValue("Content-Range").orElse("");
      if (!range.startsWith("bytes " + position + "-")) {
        throw new RefusedException(address + " answers with another range than was asked for");
      }
      if (isOther(validatorOf(response))) {
        throw new RefusedException(address + " changed while it was being read");
      }
      requireSame(wholeLength(range));
    } else if (status == 200) {
      long announced = response.headers().firstValueAsLong("Content-Length").orElse(-1);
      String newValidator = validatorOf(response);
      if (position > 0) {
        // Without ranges, or with a new file: only what is surely the same may be passed over.
        if (validator.isEmpty() || !validator.equals(newValidator)) {
          throw new RefusedException(address + " changed while it was being read");
        }
        requireSame(announced);
        response.body().skipNBytes(position);
      } else {
        validator = newValidator;
        length = announced;
      }
    } else if (status == 429 || status == 408 || status >= 500) {
      throw new IOException(address + " answers " + status);
    } else {
      throw new RefusedException(address + " answers " + status);
    }
  }

  /** Whether a tag, or a date, is another one than before; the one says nothing about the other. */
  private boolean isOther(String newValidator) {
    boolean comparable =
        !validator.isEmpty()
            && !newValidator.isEmpty()
            && validator.startsWith("\"") == newValidator.startsWith("\"");
    return comparable && !validator.equals(newValidator);
  }

  private void requireSame(long announced) throws IOException {
    if (length >= 0 && announced >= 0 && announced != length) {
      throw new RefusedException(address + " changed while it was being read");
    }
    length = Math.max(length, announced);
  }

  private static long wholeLength(String contentRange) {
    try {
      return Long.parseLong(contentRange.substring(contentRange.indexOf('/') + 1).strip());
    } catch (NumberFormatException e) {
      return -1; // The server writes '*': it does not know.
    }
  }

  /** A weak tag does not promise the same bytes (RFC 9110, 8.8.1), so the date is taken then. */
  private static String validatorOf(HttpResponse<?> response) {
    String tag = response.headers().firstValue("ETag").orElse("");
    return tag.startsWith("\"") ? tag : response.headers().firstValue("Last-Modified").orElse("");
  }

  private void requireRunning() throws InterruptedIOException {
    if (stopped.getAsBoolean() || Thread.currentThread().isInterrupted()) {
      throw interrupted();
    }
  }

  private InterruptedIOException interrupted() {
    return new InterruptedIOException("stopped while reading " + address);
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

  /**
   * Closes a body under its reader when a read takes too long, for which java.net.http has no
   * limit, or the run ends.
   */
  private static final class StallGuard implements AutoCloseable {
    private static final long LONGEST_SLEEP_MILLIS = 200;

    private final long silenceNanos;
    private final BooleanSupplier stopped;
    private final Thread thread;
    private volatile InputStream watched;
    private volatile long since;

    StallGuard(Duration silence, BooleanSupplier stopped) {
      silenceNanos = silence.toNanos();
      this.stopped = stopped;
      thread = new Thread(this::look, "stall-guard");
      thread.setDaemon(true);
      thread.start();
    }

    void watch(InputStream body) {
      since = System.nanoTime();
      watched = body;
    }

    void rest() {
      watched = null;
    }

    private void look() {
      try {
        while (true) {
          Thread.sleep(Math.max(1, Math.min(LONGEST_SLEEP_MILLIS, silenceNanos / 4_000_000)));
          InputStream body = watched;
          boolean late = System.nanoTime() - since > silenceNanos || stopped.getAsBoolean();
          if (body != null && late && body == watched) {
            end(body);
          }
        }
      } catch (InterruptedException e) {
        // The stream is closed.
      }
    }

    private static void end(InputStream body) {
      try {
        body.close();
      } catch (IOException e) {
        // The reader sees the same; later bodies are watched as before.
      }
    }

    @Override
    public void close() {
      thread.interrupt();
    }
  }
}
