package dev.kinetics.net;

import dev.kinetics.error.KineticsException;
import java.net.Authenticator;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;

/**
 * The proxy for what the program asks itself, without yt-dlp.
 *
 * @param address as a person gave it, maybe with user and password; null for the environment's
 */
public record HttpProxy(URI address) {
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

  public HttpClient.Builder applyTo(HttpClient.Builder client) {
    if (address == null) {
      return client.proxy(EnvironmentProxies.ofProcess());
    }
    int port = address.getPort() < 0 ? 80 : address.getPort();
    client.proxy(ProxySelector.of(new InetSocketAddress(address.getHost(), port)));
    String user = address.getUserInfo();
    return user == null ? client : client.authenticator(new Login(user));
  }

  /** Answers the proxy alone: no other server is to see the password. */
  private static final class Login extends Authenticator {
    private final String user;

    Login(String user) {
      this.user = user;
    }

    @Override
    protected PasswordAuthentication getPasswordAuthentication() {
      String[] parts = user.split(":", 2);
      return getRequestorType() == RequestorType.PROXY
          ? new PasswordAuthentication(
              parts[0], parts.length == 2 ? parts[1].toCharArray() : new char[0])
          : null;
    }
  }
}
