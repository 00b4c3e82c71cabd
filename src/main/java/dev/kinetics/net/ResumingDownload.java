package dev.kinetics.net;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.FailsafeExecutor;
import dev.failsafe.RetryPolicy;
import dev.kinetics.net.FetchFault.Kind;
import dev.kinetics.net.Partial.Origin;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.ProxySelector;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;

/**
 * Fetches a file over http or https, and goes on where an earlier try, or an earlier run, was cut
 * off. Range requests are those of RFC 9110, section 14.
 */
public final class ResumingDownload {
  private static final int TRIES = 4;
  private static final int TRIES_WITHOUT_ANSWER = 2;
  private static final int REDIRECTS = 5;
  private static final Set<Integer> REDIRECT_STATUSES = Set.of(301, 302, 303, 307, 308);

  /** A cut transfer that brought this many bytes is gone on with and counts as no failed try. */
  private static final long WORTHWHILE_BYTES = 1 << 20;

  private static final Pattern CONTENT_RANGE =
      Pattern.compile("bytes (?:(\\d{1,18})-(\\d{1,18})|\\*)/(\\d{1,18}|\\*)");

  /** What may be sent back as {@code If-Range}; a weak ETag must not be. */
  private static final Pattern VALIDATOR = Pattern.compile("(?!W/)[\\x20-\\x7e]{1,200}");

  private final HttpClient client;
  private final FetchLimits limits;
  private final FetchProgress progress;
  private final FailsafeExecutor<Object> tries;

  public ResumingDownload(ProxySelector proxies, FetchLimits limits, FetchProgress progress) {
    this.client =
        HttpProxy.newClient(proxies)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(limits.answer())
            .build();
    this.limits = limits;
    this.progress = progress;
    this.tries =
        Failsafe.with(
            retry(Kind.BROKEN, TRIES, limits),
            retry(Kind.UNREACHABLE, TRIES_WITHOUT_ANSWER, limits));
  }

  private static RetryPolicy<Object> retry(Kind kind, int tries, FetchLimits limits) {
    return RetryPolicy.builder()
        .handleIf(fault -> fault instanceof FetchFault known && known.kind() == kind)
        .withMaxAttempts(tries)
        .withBackoff(limits.firstWait(), limits.firstWait().multipliedBy(8))
        .withJitter(0.25)
        .build();
  }

  /**
   * Fetches the whole file. After a fault the bytes that came stay, so that another call goes on
   * with them.
   *
   * @return whether bytes of an earlier call were used
   * @throws FetchFault when the server does not give it
   * @throws IOException when the disk does not take it
   */
  public boolean fetch(URI address, Partial partial) throws IOException, InterruptedException {
    partial.prepare(address);
    boolean resumed = partial.size() > 0;
    try {
      tries.run(() -> fetchWhileItGrows(address, partial));
    } catch (FailsafeException e) {
      // An interrupt that meets the writing of the file closes it: no fault of the disk.
      if (e.getCause() instanceof IOException fault
          && !(fault instanceof ClosedByInterruptException)) {
        throw fault;
      }
      throw interrupted();
    }
    return resumed;
  }

  private void fetchWhileItGrows(URI address, Partial partial)
      throws IOException, InterruptedException {
    boolean whole = false;
    while (!whole) {
      long before = partial.size();
      try {
        attempt(address, partial);
        whole = true;
      } catch (FetchFault fault) {
        if (fault.kind() != Kind.BROKEN || partial.size() - before < WORTHWHILE_BYTES) {
          throw fault;
        }
      }
    }
  }

  private void attempt(URI address, Partial partial) throws IOException, InterruptedException {
    Origin known = partial.prepare(address);
    HttpResponse<InputStream> response = ask(address, known.validator(), partial.size());
    try (InputStream body = response.body()) {
      switch (response.statusCode()) {
        case 200 -> {
          refuseWebPage(response.headers());
          Origin origin =
              new Origin(address, validator(response.headers()), contentLength(response.headers()));
          refuseTooLong(origin.length());
          partial.begin(origin);
          receive(body, partial, origin.length());
        }
        case 206 -> {
          refuseWebPage(response.headers());
          receive(body, partial, lengthOfSameFile(response.headers(), known, partial));
        }
        case 416 -> {
          if (!isWhole(response.headers(), partial)) {
            partial.discard();
            throw new FetchFault(Kind.BROKEN, "has another file than before");
          }
        }
        default -> throw refusal(response.statusCode());
      }
    }
  }

  /** Sends the request, and again where it is sent elsewhere. */
  private HttpResponse<InputStream> ask(URI address, String validator, long from)
      throws IOException, InterruptedException {
    URI target = address;
    for (int i = 0; i <= REDIRECTS; i++) {
      HttpRequest.Builder request = HttpRequest.newBuilder(target).GET();
      request.header("User-Agent", "kinetics");
      if (from > 0) {
        request.header("Range", "bytes=" + from + "-");
        if (!validator.isEmpty()) {
          request.header("If-Range", validator);
        }
      }
      HttpResponse<InputStream> response = send(request.build());
      if (!REDIRECT_STATUSES.contains(response.statusCode())) {
        return response;
      }
      response.body().close();
      target = redirect(target, response.headers());
    }
    throw new FetchFault(Kind.REFUSED, "redirects more than " + REDIRECTS + " times");
  }

  private static URI redirect(URI from, HttpHeaders headers) throws FetchFault {
    Optional<URI> target =
        headers
            .firstValue("Location")
            .filter(location -> !location.isBlank())
            .flatMap(
                location -> {
                  try {
                    return Optional.of(from.resolve(location));
                  } catch (IllegalArgumentException e) {
                    return Optional.empty();
                  }
                });
    // From https back to http would let anybody on the way put another file in place.
    return target
        .filter(
            to ->
                to.getHost() != null
                    && ("https".equalsIgnoreCase(to.getScheme())
                        || ("http".equalsIgnoreCase(to.getScheme())
                            && "http".equalsIgnoreCase(from.getScheme()))))
        .orElseThrow(() -> new FetchFault(Kind.REFUSED, "redirects to where it can't be followed"));
  }

  private HttpResponse<InputStream> send(HttpRequest request)
      throws IOException, InterruptedException {
    // Not the request's own time limit: newer versions of Java count the body in.
    CompletableFuture<HttpResponse<InputStream>> answer =
        client.sendAsync(request, HttpResponse.BodyHandlers.ofInputStream());
    try {
      // The connection has its own limit of the same length, so this one is for both.
      return answer.get(limits.answer().toNanos() * 3 / 2, TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new FetchFault(Kind.UNREACHABLE, "does not answer", e);
    } catch (ExecutionException e) {
      throw describe(e.getCause());
    } finally {
      answer.cancel(true);
    }
  }

  private void receive(InputStream body, Partial partial, long length)
      throws IOException, InterruptedException {
    String what = partial.file().getFileName().toString();
    byte[] buffer = new byte[1 << 16];
    try (StallGuard guard = new StallGuard(body, limits.stall());
        FileChannel file =
            FileChannel.open(partial.file(), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      long size = file.size();
      file.position(size);
      progress.bytes(what, size, length);
      int count;
      while ((count = read(body, buffer, guard, size)) >= 0) {
        guard.alive();
        size += count;
        if (size > limits.bytes()) {
          file.truncate(0);
          throw tooLong();
        }
        ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, count);
        while (bytes.hasRemaining()) {
          file.write(bytes);
        }
        progress.bytes(what, size, length);
      }
      if (length >= 0 && size != length) {
        if (size > length) {
          file.truncate(0);
        }
        throw new FetchFault(Kind.BROKEN, "sent " + size + " bytes of a file that has " + length);
      }
    }
  }

  /** Reads; a fault of the disk must not pass for one of the network. */
  private int read(InputStream body, byte[] buffer, StallGuard guard, long size)
      throws FetchFault, InterruptedException {
    try {
      return body.read(buffer);
    } catch (IOException e) {
      if (Thread.currentThread().isInterrupted()) {
        throw interrupted();
      }
      throw guard.stalled()
          ? new FetchFault(
              Kind.BROKEN,
              "sent nothing for " + seconds(limits.stall()) + " s, after " + size + " bytes",
              e)
          : new FetchFault(Kind.BROKEN, "cut the transfer off after " + size + " bytes", e);
    }
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }

  /** Checks that a 206 goes on exactly where our bytes end, in the same file. */
  private long lengthOfSameFile(HttpHeaders headers, Origin known, Partial partial)
      throws IOException {
    Matcher range = CONTENT_RANGE.matcher(headers.firstValue("Content-Range").orElse(""));
    String validator = validator(headers);
    if (!range.matches()
        || range.group(1) == null
        || Long.parseLong(range.group(1)) != partial.size()
        || partial.size() == 0
        || (!validator.isEmpty() && !validator.equals(known.validator()))
        || (known.length() >= 0
            && !range.group(3).equals("*")
            && Long.parseLong(range.group(3)) != known.length())) {
      partial.discard();
      throw new FetchFault(Kind.BROKEN, "sent another part than it was asked for");
    }
    long length = range.group(3).equals("*") ? known.length() : Long.parseLong(range.group(3));
    refuseTooLong(length);
    return length;
  }

  /** Whether a 416 means that all bytes are here already: the file ends where ours end. */
  private static boolean isWhole(HttpHeaders headers, Partial partial) throws IOException {
    Matcher range = CONTENT_RANGE.matcher(headers.firstValue("Content-Range").orElse(""));
    return partial.size() > 0
        && range.matches()
        && range.group(3).equals(Long.toString(partial.size()));
  }

  private static void refuseWebPage(HttpHeaders headers) throws FetchFault {
    String type = headers.firstValue("Content-Type").orElse("").toLowerCase(Locale.ROOT);
    if (type.startsWith("text/html")) {
      throw new FetchFault(Kind.REFUSED, "sent a web page in place of the file");
    }
  }

  private void refuseTooLong(long length) throws FetchFault {
    if (length > limits.bytes()) {
      throw tooLong();
    }
  }

  private FetchFault tooLong() {
    return new FetchFault(
        Kind.REFUSED, "sent a file of more than " + limits.bytes() + " bytes, too long for a list");
  }

  private static FetchFault refusal(int status) {
    boolean passes = status >= 500 || status == 408 || status == 429;
    return new FetchFault(
        passes ? Kind.BROKEN : Kind.REFUSED, "answered with HTTP status " + status);
  }

  private static long contentLength(HttpHeaders headers) {
    String length = headers.firstValue("Content-Length").orElse("");
    return length.matches("\\d{1,18}") ? Long.parseLong(length) : -1;
  }

  private static String validator(HttpHeaders headers) {
    return headers
        .firstValue("ETag")
        .filter(value -> VALIDATOR.matcher(value).matches())
        .or(() -> headers.firstValue("Last-Modified"))
        .filter(value -> VALIDATOR.matcher(value).matches())
        .orElse("");
  }

  /** Says in words what java.net.http often throws without any. */
  private static FetchFault describe(Throwable cause) {
    if (cause instanceof UnknownHostException
        || cause.getCause() instanceof UnresolvedAddressException) {
      return new FetchFault(Kind.UNREACHABLE, "is an unknown host", cause);
    }
    if (cause instanceof HttpConnectTimeoutException) {
      return new FetchFault(Kind.UNREACHABLE, "does not answer", cause);
    }
    if (cause instanceof ConnectException || cause instanceof NoRouteToHostException) {
      return new FetchFault(Kind.UNREACHABLE, "can't be connected to", cause);
    }
    if (cause instanceof SSLException) {
      return new FetchFault(
          Kind.UNREACHABLE, "fails the TLS handshake: " + cause.getMessage(), cause);
    }
    return new FetchFault(
        Kind.BROKEN,
        "breaks the connection off" + (cause.getMessage() == null ? "" : ": " + cause.getMessage()),
        cause);
  }

  private static InterruptedException interrupted() {
    Thread.interrupted();
    return new InterruptedException("the fetch was interrupted");
  }
}
