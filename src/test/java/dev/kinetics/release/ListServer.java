package dev.kinetics.release;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A web server on the loopback interface with the publisher's and the mirror's paths. It answers as
 * those do (lengths, ETags, ranges), or, where a test wants that, badly: down to the single byte.
 */
final class ListServer implements AutoCloseable {
  /** One request; header names are in small letters. */
  record Request(String path, Map<String, String> headers) {
    String header(String name) {
      return headers.getOrDefault(name, "");
    }
  }

  /** Writes a whole answer, or as much of it as a test wants. */
  @FunctionalInterface
  interface Answer {
    void write(Request request, OutputStream out) throws IOException, InterruptedException;
  }

  final List<Request> requests = new CopyOnWriteArrayList<>();
  private final Map<String, Answer> answers = new ConcurrentHashMap<>();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final ServerSocket socket;

  ListServer() throws IOException {
    socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    start(this::accept);
  }

  URI publisher() {
    return URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/datasets");
  }

  URI mirror() {
    return URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/mirror/");
  }

  void on(String path, Answer answer) {
    answers.put(path, answer);
  }

  void serve(String path, byte[] content) {
    on(path, (request, out) -> send(content, request, out));
  }

  /** How often a path was asked for. */
  long asked(String path) {
    return requests.stream().filter(request -> request.path().equals(path)).count();
  }

  /** A correct answer: 206 to a range of the same file, 416 to one behind its end, else 200. */
  static void send(byte[] content, Request request, OutputStream out) throws IOException {
    send(content, request, out, content.length);
  }

  /** A correct answer whose connection ends after some bytes of its body. */
  static void send(byte[] content, Request request, OutputStream out, int most) throws IOException {
    String etag = "\"" + Arrays.hashCode(content) + "\"";
    String condition = request.header("if-range");
    String range = request.header("range");
    int from = 0;
    String head = "HTTP/1.1 200 OK\r\n";
    if (!range.isEmpty() && (condition.isEmpty() || condition.equals(etag))) {
      from = Integer.parseInt(range.substring("bytes=".length(), range.length() - 1));
      if (from >= content.length) {
        write(out, "HTTP/1.1 416 No\r\nContent-Range: bytes */" + content.length + "\r\n\r\n");
        return;
      }
      head =
          "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes "
              + (from + "-" + (content.length - 1) + "/" + content.length + "\r\n");
    }
    write(
        out,
        head
            + ("ETag: " + etag + "\r\nContent-Length: " + (content.length - from) + "\r\n")
            + "Content-Type: application/octet-stream\r\n\r\n");
    out.write(content, from, Math.min(most, content.length - from));
    out.flush();
  }

  static Answer status(String status) {
    return (request, out) -> write(out, "HTTP/1.1 " + status + "\r\nContent-Length: 0\r\n\r\n");
  }

  static Answer redirect(String location) {
    return (request, out) ->
        write(out, "HTTP/1.1 302 Found\r\nLocation: " + location + "\r\nContent-Length: 0\r\n\r\n");
  }

  static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket connection = socket.accept();
        open.add(connection);
        start(() -> answer(connection));
      } catch (IOException e) {
        // Closed: the test is over.
      }
    }
  }

  private void answer(Socket connection) {
    try (connection) {
      String[] lines = head(connection.getInputStream()).split("\r\n");
      Map<String, String> headers = new HashMap<>();
      for (String line : List.of(lines).subList(1, lines.length)) {
        headers.put(
            line.substring(0, line.indexOf(':')).toLowerCase(Locale.ROOT),
            line.substring(line.indexOf(':') + 1).strip());
      }
      Request request = new Request(lines[0].split(" ")[1], headers);
      requests.add(request);
      answers
          .getOrDefault(request.path(), status("404 Not Found"))
          .write(request, connection.getOutputStream());
      connection.shutdownOutput();
    } catch (IOException | InterruptedException e) {
      // The client has gone.
    } finally {
      open.remove(connection);
    }
  }

  private static String head(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
      int b = in.read();
      if (b < 0) {
        throw new IOException("no request");
      }
      head.write(b);
    }
    return head.toString(StandardCharsets.ISO_8859_1);
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, "list-server");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    socket.close();
    for (Socket connection : open) {
      connection.close();
    }
  }
}
