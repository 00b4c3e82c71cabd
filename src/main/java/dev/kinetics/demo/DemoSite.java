package dev.kinetics.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A site on 127.0.0.1 that serves each id's video at {@code /video/ID.mp4}: whole or in ranges of
 * bytes (RFC 9110, section 14). A video that was taken down answers 410, an unknown one 404.
 */
final class DemoSite implements AutoCloseable {
  private static final String FOLDER = "/video/";
  private static final String ENDING = ".mp4";
  private static final int BUFFER_BYTES = 1 << 16;

  private final Path videos;
  private final Properties videoOfId;
  private final HttpServer server;
  private final ExecutorService threads;

  /**
   * Starts the site on a free port.
   *
   * @param videos the folder of the videos
   * @param videoOfId which of them each id shows, without its ending; empty for one taken down
   * @throws IOException when there is no port to be had
   */
  DemoSite(Path videos, Properties videoOfId) throws IOException {
    this.videos = videos;
    this.videoOfId = videoOfId;
    // The server writes header and body apart: without this each answer would wait for the
    // client's delayed acknowledgement, some 40 ms.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
    threads =
        Executors.newCachedThreadPool(
            task -> {
              Thread thread = new Thread(task, "demo site");
              thread.setDaemon(true);
              return thread;
            });
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  String urlTemplate() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + FOLDER + "{id}" + ENDING;
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try {
      String path = exchange.getRequestURI().getPath();
      boolean isVideo =
          path.startsWith(FOLDER)
              && path.endsWith(ENDING)
              && path.length() > FOLDER.length() + ENDING.length();
      String video =
          isVideo
              ? videoOfId.getProperty(
                  path.substring(FOLDER.length(), path.length() - ENDING.length()))
              : null;
      if (video == null) {
        say(exchange, 404, "There is no such video.\n");
      } else if (video.isEmpty()) {
        say(exchange, 410, "This video has been taken down.\n");
      } else {
        send(exchange, videos.resolve(video + ENDING));
      }
    } catch (IOException e) {
      // The client has what it wanted and went away: yt-dlp does so after the header. Where all
      // went well the exchange is not closed, as that would end the connection with it.
      exchange.close();
    }
  }

  private static void send(HttpExchange exchange, Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      long size = channel.size();
      String asked = exchange.getRequestHeaders().getFirst("Range");
      Optional<ByteRange> range = ByteRange.parse(asked, size);
      exchange.getResponseHeaders().set("Accept-Ranges", "bytes");
      if (range.isEmpty()) {
        exchange.getResponseHeaders().set("Content-Range", "bytes */" + size);
        say(exchange, 416, "There are no such bytes.\n");
        return;
      }
      long first = range.get().first();
      long length = range.get().length();
      exchange.getResponseHeaders().set("Content-Type", "video/mp4");
      if (asked != null) {
        exchange
            .getResponseHeaders()
            .set("Content-Range", "bytes " + first + "-" + range.get().last() + "/" + size);
      }
      int status = asked == null ? 200 : 206;
      if (exchange.getRequestMethod().equals("HEAD")) {
        exchange.getResponseHeaders().set("Content-Length", Long.toString(length));
        exchange.sendResponseHeaders(status, -1);
        return;
      }
      exchange.sendResponseHeaders(status, length);
      try (OutputStream out = exchange.getResponseBody()) {
        ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(BUFFER_BYTES, length));
        for (long sent = 0; sent < length; ) {
          buffer.clear().limit((int) Math.min(buffer.capacity(), length - sent));
          int count = channel.read(buffer, first + sent);
          if (count < 0) {
            throw new IOException(file + " became shorter");
          }
          out.write(buffer.array(), 0, count);
          sent += count;
        }
      }
    }
  }

  private static void say(HttpExchange exchange, int status, String text) throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.sendResponseHeaders(status, -1);
      return;
    }
    exchange.sendResponseHeaders(status, body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(body);
    }
  }
}
