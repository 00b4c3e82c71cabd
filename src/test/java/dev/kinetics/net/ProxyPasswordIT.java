package dev.kinetics.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kinetics.error.ExitCode;
import dev.kinetics.support.Kinetics;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program without its launcher, behind a proxy of the environment that wants a password. */
class ProxyPasswordIT {
  private static final String LOGIN =
      "Basic "
          + Base64.getEncoder().encodeToString("me:pass word".getBytes(StandardCharsets.UTF_8));

  private final List<String> asked = new CopyOnWriteArrayList<>();

  /** Asks for the password, and has no way to any server. */
  private void serve(ServerSocket proxy) {
    while (!proxy.isClosed()) {
      try (Socket client = proxy.accept();
          BufferedReader in = new BufferedReader(new InputStreamReader(client.getInputStream()))) {
        String request = in.readLine();
        String login = "";
        for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
          if (line.regionMatches(true, 0, "Proxy-Authorization:", 0, 20)) {
            login = line.substring(20).strip();
          }
        }
        asked.add(request + " " + login);
        String answer =
            login.isEmpty()
                ? "407 Who?\r\nProxy-Authenticate: Basic realm=\"x\"\r\n"
                : "403 No way\r\n";
        client
            .getOutputStream()
            .write(
                ("HTTP/1.1 " + answer + "Connection: close\r\nContent-Length: 0\r\n\r\n")
                    .getBytes(StandardCharsets.ISO_8859_1));
      } catch (IOException e) {
        // The client left, or the test is over.
      }
    }
  }

  @Test
  void itIsSentForServersOfHttpsToo(@TempDir Path folder) throws IOException {
    try (ServerSocket proxy = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread thread = new Thread(() -> serve(proxy));
      thread.setDaemon(true);
      thread.start();
      String address = "http://me:pass%20word@127.0.0.1:" + proxy.getLocalPort();
      Kinetics kinetics =
          Kinetics.in(folder)
              .with("KINETICS_CACHE", folder.resolve("cache").toString())
              .with("no_proxy", "")
              .with("https_proxy", address);
      Kinetics.Result result =
          kinetics.run(
              "annotations", "--release", "700", "--annotations-url", "https://lists.invalid/a");
      assertThat(result.exitCode()).isEqualTo(ExitCode.UNAVAILABLE.code());
      assertThat(asked).contains("CONNECT lists.invalid:443 HTTP/1.1 " + LOGIN);
      assertThat(result.toString()).doesNotContain("pass word").doesNotContain("pass%20word");
    }
  }
}
