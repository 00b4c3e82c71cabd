package dev.kinetics.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.kinetics.net.FetchFault.Kind;
import dev.kinetics.net.Partial.Origin;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class HttpStreamTest {
  private static final Patience SHORT =
      new Patience(Duration.ofSeconds(2), Duration.ofSeconds(2), Duration.ofMillis(1), 4, 4, 1);

  private final byte[] content = new byte[200];
  private final List<String> ranges = new CopyOnWriteArrayList<>();
  private final AtomicBoolean stopped = new AtomicBoolean();
  private HttpServer server;
  private Answer answer;

  @FunctionalInterface
  private interface Answer {
    void write(HttpExchange exchange, int number, int from) throws IOException;
  }

  @BeforeEach
  void start() throws IOException {
    new Random(1).nextBytes(content);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          String range = exchange.getRequestHeaders().getFirst("Range");
          ranges.add(range == null ? "" : range);
          int from = range == null ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
          try (exchange) {
            answer.write(exchange, ranges.size(), from);
          }
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  /** A part of the content, or of what is there in its place, up to a byte. */
  private static void send(HttpExchange exchange, byte[] file, String tag, int from, int to)
      throws IOException {
    exchange.getResponseHeaders().set("ETag", tag);
    if (from > 0) {
      exchange
          .getResponseHeaders()
          .set("Content-Range", "bytes " + from + "-" + (file.length - 1) + "/" + file.length);
    }
    exchange.sendResponseHeaders(from > 0 ? 206 : 200, file.length - from);
    OutputStream body = exchange.getResponseBody();
    body.write(file, from, to - from);
    body.flush();
  }

  private HttpStream stream(int position, String validator) {
    return stream(position, validator, SHORT);
  }

  private HttpStream stream(int position, String validator, Patience patience) {
    URI address = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/archive");
    return new HttpStream(
        Http.through(ProxySelector.of(null)),
        new Origin(address, validator, -1),
        position,
        Map.of(),
        patience,
        stopped::get);
  }

  private static Consumer<Throwable> isFault(Kind kind) {
    return fault ->
        assertThat(fault)
            .isInstanceOfSatisfying(FetchFault.class, e -> assertThat(e.kind()).isEqualTo(kind));
  }

  private byte[] read() throws IOException {
    try (InputStream in = stream(0, "")) {
      return in.readAllBytes();
    }
  }

  @Test
  void goesOnAfterACutAtEveryByte() throws IOException {
    for (int cut = 0; cut < content.length; cut++) {
      int end = cut;
      ranges.clear();
      answer =
          (exchange, number, from) ->
              send(exchange, content, "\"a\"", from, number == 1 ? end : content.length);
      assertThat(read()).as("cut at %s", cut).isEqualTo(content);
      assertThat(ranges).containsExactly("", cut == 0 ? "" : "bytes=" + cut + "-");
    }
  }

  @Test
  void goesOnHoweverOftenItIsCutWhenEachTimeAByteComes() throws IOException {
    answer =
        (exchange, number, from) ->
            send(exchange, content, "\"a\"", from, Math.min(content.length, from + 7));
    assertThat(read()).isEqualTo(content);
    assertThat(ranges).hasSizeGreaterThan(20);
  }

  @Test
  void givesUpWhenNoByteComesAnyMore() {
    answer = (exchange, number, from) -> send(exchange, content, "\"a\"", from, Math.max(50, from));
    assertThatThrownBy(this::read).isInstanceOf(IOException.class);
    assertThat(ranges).hasSize(1 + SHORT.tries());
  }

  @Test
  void passesOverWhatItHasWhenTheServerKnowsNoRanges() throws IOException {
    answer =
        (exchange, number, from) ->
            send(exchange, content, "\"a\"", 0, number < 3 ? number * 60 : content.length);
    assertThat(read()).isEqualTo(content);
    assertThat(ranges).containsExactly("", "bytes=60-", "bytes=120-");
  }

  @Test
  void refusesAWholeFileThatIsAnotherOne() {
    byte[] other = new byte[content.length];
    answer =
        (exchange, number, from) ->
            send(
                exchange,
                number == 1 ? content : other,
                number == 1 ? "\"a\"" : "\"b\"",
                0,
                number == 1 ? 60 : other.length);
    assertThatThrownBy(this::read).satisfies(isFault(Kind.CHANGED)).hasMessageContaining("changed");
    assertThat(ranges).hasSize(2);
  }

  @Test
  void refusesAWholeFileWhenNothingTellsThatItIsTheSame() {
    answer =
        (exchange, number, from) ->
            send(exchange, content, "W/\"weak\"", 0, number == 1 ? 60 : content.length);
    assertThatThrownBy(this::read).satisfies(isFault(Kind.CHANGED));
  }

  @Test
  void refusesAPartOfAnotherLengthOrPlaceOrTag() {
    byte[] longer = Arrays.copyOf(content, 300);
    answer =
        (exchange, number, from) ->
            send(
                exchange,
                number == 1 ? content : longer,
                "\"a\"",
                from,
                number == 1 ? 60 : longer.length);
    assertThatThrownBy(this::read).as("length").satisfies(isFault(Kind.CHANGED));

    ranges.clear();
    answer =
        (exchange, number, from) ->
            send(
                exchange,
                content,
                "\"a\"",
                number == 1 ? 0 : from - 1,
                number == 1 ? 60 : content.length);
    assertThatThrownBy(this::read).as("place").satisfies(isFault(Kind.CHANGED));

    ranges.clear();
    answer =
        (exchange, number, from) ->
            send(
                exchange,
                content,
                number == 1 ? "\"a\"" : "\"b\"",
                from,
                number == 1 ? 60 : content.length);
    assertThatThrownBy(this::read).as("tag").satisfies(isFault(Kind.CHANGED));
  }

  @Test
  void beginsInTheMiddleOfWhatAnEarlierRunKept() throws IOException {
    answer = (exchange, number, from) -> send(exchange, content, "\"a\"", from, content.length);
    try (HttpStream in = stream(150, "\"a\"")) {
      assertThat(in.readAllBytes()).isEqualTo(Arrays.copyOfRange(content, 150, 200));
      assertThat(in.open().validator()).isEqualTo("\"a\"");
    }
    assertThat(ranges).containsExactly("bytes=150-");
  }

  @Test
  void aFileOfWhichAnEarlierRunHadTheLastByteIsWhole() throws IOException {
    answer =
        (exchange, number, from) -> {
          exchange.getResponseHeaders().set("Content-Range", "bytes */200");
          exchange.sendResponseHeaders(416, -1);
        };
    try (InputStream in = stream(200, "\"a\"")) {
      assertThat(in.readAllBytes()).isEmpty();
      assertThat(in.read()).isEqualTo(-1);
    }
    assertThat(ranges).containsExactly("bytes=200-");

    try (InputStream in = stream(250, "\"a\"")) {
      assertThatThrownBy(in::readAllBytes).as("longer").satisfies(isFault(Kind.CHANGED));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {404, 410})
  void aFileThatIsNotThereIsNotAskedForAgain(int status) {
    answer = (exchange, number, from) -> exchange.sendResponseHeaders(status, -1);
    assertThatThrownBy(this::read).satisfies(isFault(Kind.MISSING));
    assertThat(ranges).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 500, 503})
  void aBusyServerIsAskedAgain(int status) throws IOException {
    answer =
        (exchange, number, from) -> {
          if (number == 2 || number == 3) {
            exchange.sendResponseHeaders(status, -1);
          } else {
            send(exchange, content, "\"a\"", from, number == 1 ? 80 : content.length);
          }
        };
    assertThat(read()).isEqualTo(content);
  }

  @Test
  void aSilentConnectionCountsAsBroken() throws IOException {
    answer =
        (exchange, number, from) -> {
          send(exchange, content, "\"a\"", from, number == 1 ? 80 : content.length);
          if (number == 1) {
            sleep(SHORT.silence().toMillis() + 1_000);
          }
        };
    assertThat(read()).isEqualTo(content);
  }

  @Test
  void endsAtOnceWhenTheRunIsStoppedWhileItWaits() {
    Patience patient =
        new Patience(Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ofMillis(1), 4, 4, 1);
    answer =
        (exchange, number, from) -> {
          send(exchange, content, "\"a\"", 0, 80);
          sleep(300);
          stopped.set(true);
          sleep(5_000);
        };
    long start = System.nanoTime();
    assertThatThrownBy(
            () -> {
              try (InputStream in = stream(0, "", patient)) {
                in.readAllBytes();
              }
            })
        .isInstanceOf(InterruptedIOException.class);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
    assertThat(ranges).hasSize(1);
  }

  @Test
  void anotherServerThatARedirectNamesHearsNoSecret() throws IOException {
    List<String> heard = new CopyOnWriteArrayList<>();
    answer =
        (exchange, number, from) -> {
          var headers = exchange.getRequestHeaders();
          heard.add(
              headers.getFirst("Cookie")
                  + " "
                  + headers.getFirst("X-Key")
                  + " "
                  + headers.getFirst("Referer"));
          if (number < 3) {
            String host = number == 1 ? "127.0.0.1" : "localhost";
            String there = "http://" + host + ":" + server.getAddress().getPort() + "/" + number;
            exchange.getResponseHeaders().set("Location", there);
            exchange.sendResponseHeaders(302, -1);
          } else {
            send(exchange, content, "\"a\"", from, content.length);
          }
        };
    URI address = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/archive");
    Map<String, String> headers = Map.of("Cookie", "SECRET", "X-Key", "SECRET", "Referer", "me");
    try (InputStream in =
        new HttpStream(
            Http.through(ProxySelector.of(null)),
            new Origin(address, "", -1),
            0,
            headers,
            SHORT,
            stopped::get)) {
      assertThat(in.readAllBytes()).isEqualTo(content);
    }
    assertThat(heard).containsExactly("SECRET SECRET me", "SECRET SECRET me", "null null me");
  }

  @Test
  @Timeout(30)
  void aServerThatTricklesIsGivenUpThoughEachConnectionBringsABitMore() {
    Patience hasty =
        new Patience(
            Duration.ofSeconds(10), Duration.ofMillis(500), Duration.ofMillis(1), 1000, 4, 1);
    answer =
        (exchange, number, from) -> {
          sleep(50);
          send(exchange, content, "\"a\"", from, from + 1);
          sleep(200);
        };
    assertThatThrownBy(
            () -> {
              try (InputStream in = stream(0, "", hasty)) {
                in.readAllBytes();
              }
            })
        .satisfies(isFault(Kind.SLOW));
    assertThat(ranges).hasSizeLessThan(20);
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
