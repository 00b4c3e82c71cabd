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
  public static ProxySelector ofProcess() {
    return new EnvironmentProxies(ProxySelector.getDefault(), System.getenv());
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
    URI proxy;
    try {
      proxy = URI.create(value.contains("://") ? value : "http://" + value);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    if (!"http".equalsIgnoreCase(proxy.getScheme()) || proxy.getHost() == null) {
      return Optional.empty();
    }
    int port = proxy.getPort() == -1 ? 80 : proxy.getPort();
    return port > 0xFFFF
        ? Optional.empty()
        : Optional.of(new Proxy(Proxy.Type.HTTP, new InetSocketAddress(proxy.getHost(), port)));
  }
}
