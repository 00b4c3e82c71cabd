package dev.kinetics.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class YoutubeSiteTest {
  private static final int SIZE = 12 << 20;
  private static final String FILE = "/media/x/file.mp4";

  private final YoutubeSite site = new YoutubeSite();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private byte[] bytes;

  @BeforeEach
  void putFile(@TempDir Path folder) throws IOException {
    bytes = new byte[SIZE];
    for (int i = 0; i < SIZE; i++) {
      bytes[i] = (byte) (i * 31 >> 3);
    }
    site.file(FILE, Files.write(folder.resolve("file.mp4"), bytes));
    site.page("/media/small", "text/plain", "0123456789");
  }

  @AfterEach
  void close() {
    site.close();
  }

  @Test
  void servesWholeFilesAndParts() throws Exception {
    assertThat(get(FILE, "").body()).isEqualTo(bytes);
    HttpResponse<byte[]> part = get("/media/small", "bytes=2-4");
    assertThat(part.statusCode()).isEqualTo(206);
    assertThat(part.headers().firstValue("Content-Range")).contains("bytes 2-4/10");
    assertThat(text(part)).isEqualTo("234");
    assertThat(text(get("/media/small", "bytes=7-"))).isEqualTo("789");
    assertThat(get("/media/small", "bytes=10-").statusCode()).isEqualTo(416);
    assertThat(get("/nothing", "").statusCode()).isEqualTo(404);
    assertThat(site.requests("/media/small"))
        .extracting(YoutubeSite.Request::range)
        .containsExactly("bytes=2-4", "bytes=7-", "bytes=10-");
    assertThat(site.bytesSent("/media/small")).isEqualTo(6);
  }

  @Test
  void failsAsOftenAsItIsTold() throws Exception {
    site.fault("/media/small", Fault.status(503), 2);
    assertThat(get("/media/small", "").statusCode()).isEqualTo(503);
    assertThat(get("/media/small", "").statusCode()).isEqualTo(503);
    assertThat(text(get("/media/small", ""))).isEqualTo("0123456789");
  }

  @Test
  void cutsConnections() {
    site.fault(FILE, Fault.cutAfter(1000));
    assertThatThrownBy(() -> get(FILE, "")).hasCauseInstanceOf(IOException.class);
    assertThat(site.bytesSent(FILE)).isEqualTo(1000);
    site.heal().fault(FILE, Fault.resetAfter(5000));
    assertThatThrownBy(() -> get(FILE, "")).hasCauseInstanceOf(IOException.class);
    assertThat(site.bytesSent(FILE)).isEqualTo(6000);
  }

  @Test
  void liesAboutWhatItHas() throws Exception {
    site.fault("/media/small", new Fault.WrongLength(-3));
    assertThat(text(get("/media/small", ""))).isEqualTo("0123456");
    site.heal().fault("/media/small", new Fault.NoRanges());
    assertThat(text(get("/media/small", "bytes=5-"))).isEqualTo("0123456789");
    site.heal().fault(FILE, Fault.html());
    assertThat(text(get(FILE, "bytes=0-"))).startsWith("<!DOCTYPE html>");
    site.heal().fault(FILE, Fault.empty());
    assertThat(get(FILE, "").body()).isEmpty();
  }

  @Test
  void slowsLargeRequestsDownAndOnlyThese() throws Exception {
    site.slowDown();
    assertThat(get(FILE, "bytes=0-" + ((10 << 20) - 1)).body()).hasSize(10 << 20);
    long start = System.nanoTime();
    assertThat(get(FILE, "bytes=" + (SIZE - 16384) + "-").body()).hasSize(16384);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(300));
    long before = site.bytesSent(FILE);
    assertThatThrownBy(() -> get(FILE, "bytes=0-" + (10 << 20), Duration.ofSeconds(1)))
        .isInstanceOf(TimeoutException.class);
    assertThat(site.bytesSent(FILE) - before).isLessThan(64 << 10);
  }

  @Test
  void stormsPass() throws Exception {
    site.storm(2);
    assertThat(get(FILE, "bytes=0-1").statusCode()).isEqualTo(429);
    assertThat(get("/nothing", "").statusCode()).isEqualTo(429);
    assertThat(get(FILE, "bytes=0-1").statusCode()).isEqualTo(206);
    site.storm(Duration.ofMinutes(1));
    assertThat(get(FILE, "bytes=0-1").statusCode()).isEqualTo(429);
    site.heal();
    assertThat(get(FILE, "bytes=0-1").statusCode()).isEqualTo(206);
  }

  @Test
  void mayNeverAnswer() {
    site.fault(FILE, new Fault.NoAnswer());
    assertThatThrownBy(() -> get(FILE, "", Duration.ofMillis(300)))
        .isInstanceOf(TimeoutException.class);
    assertThat(site.requests(FILE)).hasSize(1);
  }

  private static String text(HttpResponse<byte[]> response) {
    return new String(response.body(), StandardCharsets.UTF_8);
  }

  private HttpResponse<byte[]> get(String path, String range) throws Exception {
    return get(path, range, Duration.ofSeconds(30));
  }

  private HttpResponse<byte[]> get(String path, String range, Duration timeout) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(site.address() + path));
    if (!range.isEmpty()) {
      request.header("Range", range);
    }
    // The request's own timeout ends with the header; this one is for the body as well.
    return client
        .sendAsync(request.build(), HttpResponse.BodyHandlers.ofByteArray())
        .get(timeout.toMillis(), TimeUnit.MILLISECONDS);
  }
}
