package dev.kinetics.net;

import dev.kinetics.error.KineticsException;
import java.io.Serializable;
import java.net.Authenticator;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * The proxy for what the program asks itself, without yt-dlp.
 *
 * @param address as a person gave it, maybe with user and password; null for the environment's
 */
public record HttpProxy(URI address) implements Serializable {
  /** Those of the environment. */
  public static final HttpProxy OF_ENVIRONMENT = new HttpProxy(null);

  /**
   * Checks the address.
   *
   * @throws KineticsException when it is no http proxy: java.net.http speaks to no other
   */
  public HttpProxy {
    if (address != null && !"http".equalsIgnoreCase(address.getScheme())) {
      throw KineticsException.badInput(
          "the mirror can be asked through an http proxy only, not one of "
              + address.getScheme()
              + "; give --proxy http://host:port, or leave the mirror out of --source");
    }
  }

  /** A client through the proxy that a person gave, else through those of the environment. */
  HttpClient.Builder newClient() {
    if (address == null) {
      return newClient(EnvironmentProxies.ofProcess());
    }
    int port = address.getPort() < 0 ? 80 : address.getPort();
    return builder()
        .proxy(ProxySelector.of(new InetSocketAddress(address.getHost(), port)))
        .authenticator(new Login((asking, its) -> Optional.ofNullable(address.getUserInfo())));
  }

  /** A client through these proxies; those of the environment may want a password. */
  static HttpClient.Builder newClient(ProxySelector proxies) {
    HttpClient.Builder client = builder().proxy(proxies);
    return proxies instanceof EnvironmentProxies environment
        ? client.authenticator(new Login(environment::login))
        : client;
  }

  /**
   * By default Java sends no password to a proxy that is to connect it to a server of https.
   * Whoever writes one into a proxy's address wants it sent. java.net.http reads the property when
   * the first client is made.
   */
  private static HttpClient.Builder builder() {
    String withoutPassword = "jdk.http.auth.tunneling.disabledSchemes";
    if (System.getProperty(withoutPassword) == null) {
      System.setProperty(withoutPassword, "");
    }
    return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1);
  }

  /** Answers the proxy alone: no other server is to see the password. */
  private static final class Login extends Authenticator {
    private final BiFunction<String, Integer, Optional<String>> logins;

    Login(BiFunction<String, Integer, Optional<String>> logins) {
      this.logins = logins;
    }

    @Override
    protected PasswordAuthentication getPasswordAuthentication() {
      if (getRequestorType() != RequestorType.PROXY) {
        return null;
      }
      return logins
          .apply(getRequestingHost(), getRequestingPort())
          .map(login -> login.split(":", 2))
          .map(
              parts ->
                  new PasswordAuthentication(
                      parts[0], parts.length == 2 ? parts[1].toCharArray() : new char[0]))
          .orElse(null);
    }
  }
}
