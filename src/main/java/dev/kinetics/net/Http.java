package dev.kinetics.net;

import dev.kinetics.net.FetchFault.Kind;
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
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/** The one client: it asks, follows redirects, and says what went wrong in words. */
public final class Http {
  private static final Duration TO_CONNECT = Duration.ofSeconds(10);
  private static final int REDIRECTS = 5;
  private static final Set<Integer> REDIRECT_STATUSES = Set.of(301, 302, 303, 307, 308);

  /** What may go on to another server: whoever asks, and for what, but nobody's secret. */
  private static final Set<String> HARMLESS =
      Set.of(
          "user-agent",
          "accept",
          "accept-language",
          "accept-charset",
          "accept-encoding",
          "origin",
          "range",
          "referer",
          "if-range",
          "sec-fetch-mode");

  private final HttpClient client;

  private Http(HttpClient.Builder client) {
    this.client =
        client.followRedirects(HttpClient.Redirect.NEVER).connectTimeout(TO_CONNECT).build();
  }

  /** Through the environment's proxies. */
  public static Http ofEnvironment() {
    return through(HttpProxy.OF_ENVIRONMENT);
  }

  /** Through a proxy that a person gave, else through those of the environment. */
  public static Http through(HttpProxy proxy) {
    return new Http(proxy.newClient());
  }

  /** Through these proxies; those of the environment may want a password. */
  public static Http through(ProxySelector proxies) {
    return new Http(HttpProxy.newClient(proxies));
  }

  /** Whether a header may be seen by others; cookies, logins and keys may not. */
  public static boolean isHarmless(String header) {
    return HARMLESS.contains(header.toLowerCase(Locale.ROOT));
  }

  /**
   * Asks for the head alone.
   *
   * @param patience until the answer comes
   * @return whatever status it has
   * @throws FetchFault when nothing answers
   */
  public HttpResponse<?> head(URI address, Duration patience)
      throws IOException, InterruptedException {
    HttpResponse<InputStream> response = ask("HEAD", address, Map.of(), patience);
    response.body().close();
    return response;
  }

  /** Asks for a file, and again where it is sent elsewhere. */
  HttpResponse<InputStream> get(URI address, Map<String, String> headers, Duration patience)
      throws IOException, InterruptedException {
    return ask("GET", address, headers, patience);
  }

  private HttpResponse<InputStream> ask(
      String method, URI address, Map<String, String> headers, Duration patience)
      throws IOException, InterruptedException {
    URI target = address;
    for (int i = 0; i <= REDIRECTS; i++) {
      boolean sameServer = i == 0 || isSameServer(address, target);
      HttpResponse<InputStream> response =
          send(request(method, target, headers, sameServer), patience);
      if (!REDIRECT_STATUSES.contains(response.statusCode())) {
        return response;
      }
      response.body().close();
      target = redirect(target, response.headers());
    }
    throw new FetchFault(Kind.REFUSED, "redirects more than " + REDIRECTS + " times");
  }

  /** A request; to another server than was asked first go no cookies, logins or keys. */
  private static HttpRequest request(
      String method, URI target, Map<String, String> headers, boolean sameServer)
      throws FetchFault {
    try {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(target)
              .method(method, HttpRequest.BodyPublishers.noBody())
              .setHeader("User-Agent", "kinetics");
      headers.forEach(
          (name, value) -> {
            if (sameServer || isHarmless(name)) {
              request.setHeader(name, value);
            }
          });
      return request.build();
    } catch (IllegalArgumentException e) {
      throw new FetchFault(Kind.REFUSED, "can't be asked: " + e.getMessage(), e);
    }
  }

  private static boolean isSameServer(URI first, URI other) {
    return first.getScheme().equalsIgnoreCase(other.getScheme())
        && first.getHost().equalsIgnoreCase(other.getHost())
        && first.getPort() == other.getPort();
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

  private HttpResponse<InputStream> send(HttpRequest request, Duration patience)
      throws IOException, InterruptedException {
    // Not the request's own time limit: newer versions of Java count the body in.
    CompletableFuture<HttpResponse<InputStream>> answer =
        client.sendAsync(request, HttpResponse.BodyHandlers.ofInputStream());
    try {
      // Half as long again: the connection has a limit of its own.
      return answer.get(patience.toNanos() * 3 / 2, TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new FetchFault(Kind.UNREACHABLE, "does not answer", e);
    } catch (ExecutionException e) {
      throw describe(e.getCause());
    } finally {
      answer.cancel(true);
    }
  }

  /** Says in words what java.net.http often throws without any. */
  private static FetchFault describe(Throwable cause) {
    if (cause instanceof UnknownHostException
        || cause.getCause() instanceof UnresolvedAddressException) {
      return new FetchFault(Kind.UNREACHABLE, "can't be resolved", cause);
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
}
