package dev.kinetics.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The system's proxies, else those of {@code http_proxy}, {@code https_proxy} and {@code
 * all_proxy}, minus {@code no_proxy}: Java does not read these variables, but a cluster often has
 * nothing else.
 */
public final class EnvironmentProxies extends ProxySelector {
  private final ProxySelector system;
  private final Map<String, String> environment;

  /**
   * Asks the given selector first.
   *
   * @param system Java's own, or null where there is none
   */
  EnvironmentProxies(ProxySelector system, Map<String, String> environment) {
    this.system = system;
    this.environment = environment;
  }

  /** Those of this process. */
  public static EnvironmentProxies ofProcess() {
    return new EnvironmentProxies(ProxySelector.getDefault(), System.getenv());
  }

  /** User and password, as {@code USER:PASSWORD}, of a proxy of the variables that has them. */
  Optional<String> login(String host, int port) {
    return Stream.of("https_proxy", "http_proxy", "all_proxy")
        .flatMap(name -> variable(name).stream())
        .flatMap(value -> address(value).stream())
        .filter(proxy -> proxy.getHost().equalsIgnoreCase(host) && port(proxy) == port)
        .flatMap(proxy -> Optional.ofNullable(proxy.getUserInfo()).stream())
        .findFirst();
  }

  @Override
  public List<Proxy> select(URI address) {
    List<Proxy> chosen = system == null ? List.of() : system.select(address);
    if (chosen.stream().anyMatch(proxy -> proxy.type() != Proxy.Type.DIRECT)) {
      return chosen;
    }
    if (address.getHost() == null || isDirect(address.getHost().toLowerCase(Locale.ROOT))) {
      return List.of(Proxy.NO_PROXY);
    }
    String scheme = address.getScheme().toLowerCase(Locale.ROOT);
    return List.of(
        variable(scheme + "_proxy")
            .or(() -> variable("all_proxy"))
            .flatMap(EnvironmentProxies::parse)
            .orElse(Proxy.NO_PROXY));
  }

  @Override
  public void connectFailed(URI address, SocketAddress proxy, IOException cause) {
    if (system != null) {
      system.connectFailed(address, proxy, cause);
    }
  }

  /** The variable in either case, as curl and wget read it. */
  private Optional<String> variable(String name) {
    return Optional.ofNullable(
            environment.getOrDefault(name, environment.get(name.toUpperCase(Locale.ROOT))))
        .map(String::strip)
        .filter(value -> !value.isEmpty());
  }

  private boolean isDirect(String host) {
    if (host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]")) {
      return true;
    }
    for (String entry : variable("no_proxy").orElse("").toLowerCase(Locale.ROOT).split("[,\\s]+")) {
      String domain = entry.replaceFirst("^\\*?\\.", "");
      if (entry.equals("*")
          || (!domain.isEmpty() && (host.equals(domain) || host.endsWith("." + domain)))) {
        return true;
      }
    }
    return false;
  }

  /** {@code http://HOST:PORT} or {@code HOST:PORT}; java.net.http speaks to http proxies only. */
  private static Optional<Proxy> parse(String value) {
    return address(value)
        .map(
            proxy ->
                new Proxy(Proxy.Type.HTTP, new InetSocketAddress(proxy.getHost(), port(proxy))));
  }

  private static Optional<URI> address(String value) {
    try {
      return Optional.of(URI.create(value.contains("://") ? value : "http://" + value))
          .filter(proxy -> "http".equalsIgnoreCase(proxy.getScheme()))
          .filter(proxy -> proxy.getHost() != null && port(proxy) <= 0xFFFF);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static int port(URI proxy) {
    return proxy.getPort() < 0 ? 80 : proxy.getPort();
  }
}
