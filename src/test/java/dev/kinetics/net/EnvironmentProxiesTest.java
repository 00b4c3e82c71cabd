package dev.kinetics.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnvironmentProxiesTest {
  private static final Map<String, String> CLUSTER =
      Map.of(
          "https_proxy", "http://proxy.example:3128/",
          "HTTP_PROXY", "proxy.example:8080",
          "no_proxy", "lab.example, .inside.example,*.far.example");

  @ParameterizedTest
  @CsvSource({
    "https://s3.amazonaws.com/kinetics, 3128",
    "http://s3.amazonaws.com/kinetics, 8080",
    "https://notlab.example/, 3128",
    "https://lab.example/, 0",
    "https://www.LAB.example/, 0",
    "https://inside.example/, 0",
    "https://a.far.example/, 0",
    "http://localhost:99/, 0",
    "http://127.0.0.1:99/, 0",
    "http://[::1]:99/, 0"
  })
  void readsTheVariables(URI address, int port) {
    Proxy proxy = new EnvironmentProxies(null, CLUSTER).select(address).get(0);
    assertThat(proxy.address() instanceof InetSocketAddress used ? used.getPort() : 0)
        .isEqualTo(port);
  }

  @ParameterizedTest
  @CsvSource({"socks5://proxy.example:1080", "'http://proxy example'", "proxy.example:99999", "''"})
  void whatIsNoHttpProxyIsLeftOut(String value) {
    assertThat(
            new EnvironmentProxies(null, Map.of("all_proxy", value))
                .select(URI.create("http://s3.amazonaws.com/")))
        .containsExactly(Proxy.NO_PROXY);
  }

  @Test
  void theSystemsProxyComesFirst() {
    ProxySelector system = ProxySelector.of(InetSocketAddress.createUnresolved("system", 1));
    Proxy proxy =
        new EnvironmentProxies(system, CLUSTER)
            .select(URI.create("https://s3.amazonaws.com/"))
            .get(0);
    assertThat(proxy.address()).hasToString("system/<unresolved>:1");
  }

  @Test
  void aPasswordIsForItsOwnProxyAlone() {
    EnvironmentProxies proxies =
        new EnvironmentProxies(
            null,
            Map.of("https_proxy", "http://me:a%20b@proxy.example:3128", "http_proxy", "other:80"));
    assertThat(proxies.login("proxy.example", 3128)).contains("me:a b");
    assertThat(proxies.login("proxy.example", 3129)).isEmpty();
    assertThat(proxies.login("other", 80)).isEmpty();
    assertThat(proxies.login("elsewhere.example", 3128)).isEmpty();
  }
}
