package dev.kinetics.support;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kinetics.demo.ByteRange;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * A site on the loopback interface that serves videos as YouTube does, counts what it sends, and
 * fails as it is told to. It speaks plain HTTP/1.1 on sockets, since a well-behaved server could
 * not send what {@link Fault} asks for.
 *
 * <p>The real yt-dlp reaches it for {@code https://www.youtube.com/watch?v=ID} through the plugin
 * that {@link #environment()} points to, which asks for {@code /watch/ID}. Media lie at {@link
 * #mediaPath(String, Format)}; any other file can be put at any path.
 */
public final class YoutubeSite implements AutoCloseable {
  private static final long SLOWED_BYTES_PER_SECOND = 32 << 10;
  private static final long LARGEST_UNSLOWED_REQUEST = 10 << 20;
  private static final long FOREVER = Long.MAX_VALUE;

  private final ServerSocket server;
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "site");
            thread.setDaemon(true);
            return thread;
          });
  private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
  private final Map<String, Resource> resources = new ConcurrentHashMap<>();
  private final List<Rule> rules = new CopyOnWriteArrayList<>();
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final AtomicLong proxied = new AtomicLong();
  private final AtomicLong stormRequests = new AtomicLong();
  private final AtomicLong stormLength = new AtomicLong();
  private volatile long stormEnds = System.nanoTime();
  private volatile boolean slowsDown;

  /** A site on a free port of 127.0.0.1, with nothing on it. */
  public YoutubeSite() {
    try {
      server = new ServerSocket(0, 512, InetAddress.getByName("127.0.0.1"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads.execute(this::accept);
  }

  /**
   * One request, and how far its answer got.
   *
   * @param method {@code GET} or {@code HEAD}
   * @param path without a query, decoded
   * @param range the header {@code Range} as sent; empty where there was none
   * @param status the HTTP status of the answer; 0 where there was none
   * @param sent bytes of the body that were handed to the connection so far, also where it was
   *     given up
   */
  public record Request(
      String method, String path, String range, AtomicLong status, AtomicLong sent) {}

  /** Either a file or bytes. */
  private record Resource(String contentType, Path file, byte[] bytes) {
    long size() throws IOException {
      return file == null ? bytes.length : Files.size(file);
    }

    InputStream open() throws IOException {
      return file == null ? new ByteArrayInputStream(bytes) : Files.newInputStream(file);
    }
  }

  private record Rule(String pathPrefix, Fault fault, AtomicLong times) {
    boolean takes(String path) {
      return path.startsWith(pathPrefix)
          && times.getAndUpdate(left -> left == 0 ? 0 : left - 1) > 0;
    }
  }

  // What is there

  /** The site's address, without a slash at the end. */
  public String address() {
    return "http://127.0.0.1:" + server.getLocalPort();
  }

  /** What a process needs in its environment so that its yt-dlp finds the plugin and the site. */
  public Map<String, String> environment() {
    Path plugins;
    try {
      plugins = Path.of(YoutubeSite.class.getResource("/yt-dlp-plugins/loopback").toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
    return Map.of(
        "KINETICS_TEST_SITE", address(),
        // A yt-dlp run by Python looks for plugins here,
        "PYTHONPATH", plugins.toString(),
        // and one in a single file here; this keeps a person's own settings out as well.
        "XDG_CONFIG_HOME", plugins.getParent().getParent().toString(),
        "no_proxy", "127.0.0.1,localhost");
  }

  /** Puts a video there in these formats; the title is the id. */
  public YoutubeSite video(String id, Format... formats) {
    return video(id, format -> {}, formats);
  }

  /** The same, with each format changed in the form in which an extractor describes it. */
  public YoutubeSite video(String id, Consumer<ObjectNode> change, Format... formats) {
    return video(id, Media.SECONDS, change, formats);
  }

  /** Puts a video there of which the site says how long it is, in seconds. */
  public YoutubeSite video(String id, int seconds, Media media) {
    return video(id, seconds, format -> {}, media.format());
  }

  /** The same with all of it. */
  public YoutubeSite video(String id, int seconds, Consumer<ObjectNode> change, Format... formats) {
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    answer.put("title", "video " + id);
    answer.put("duration", seconds);
    ArrayNode list = answer.putArray("formats");
    for (Format format : formats) {
      String path = mediaPath(id, format);
      ObjectNode json = format.json(address() + path);
      change.accept(json);
      list.add(json);
      file(path, format.file());
      if (path.endsWith(".m3u8")) {
        besides(format.file())
            .forEach(
                segment ->
                    file(
                        path.substring(0, path.lastIndexOf('/') + 1) + segment.getFileName(),
                        segment));
      }
    }
    return page("/watch/" + id, "application/json", answer.toString());
  }

  /** Puts a video there in the formats of these test videos. */
  public YoutubeSite video(String id, Media... media) {
    return video(id, Arrays.stream(media).map(Media::format).toArray(Format[]::new));
  }

  /**
   * Lets yt-dlp's extractor fail with this message.
   *
   * @param expected whether it knows the error; else it adds its 'please report this issue'
   */
  public YoutubeSite error(String id, String message, boolean expected) {
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    answer.put("error", message).put("expected", expected);
    return page("/watch/" + id, "application/json", answer.toString());
  }

  /** Where the video's media are: each path, as faults and counts take it, begins with this. */
  public String mediaPath(String id) {
    return "/media/" + id + "/";
  }

  /** Where one format's file is. */
  public String mediaPath(String id, Format format) {
    return mediaPath(id) + format.id() + "/" + format.file().getFileName();
  }

  /** Serves a file at a path. */
  public YoutubeSite file(String path, Path file) {
    resources.put(path, new Resource(contentType(path), file, null));
    return this;
  }

  /** Serves a text at a path. */
  public YoutubeSite page(String path, String contentType, String text) {
    return page(path, contentType, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Serves bytes at a path. */
  public YoutubeSite page(String path, String contentType, byte[] bytes) {
    resources.put(path, new Resource(contentType, null, bytes));
    return this;
  }

  // How it fails

  /** From now on each request for a path that begins so goes wrong; {@code "/"} means all. */
  public YoutubeSite fault(String pathPrefix, Fault fault) {
    return fault(pathPrefix, fault, FOREVER);
  }

  /** As {@link #fault(String, Fault)}, for the next requests only. */
  public YoutubeSite fault(String pathPrefix, Fault fault, long times) {
    rules.add(new Rule(pathPrefix, fault, new AtomicLong(times)));
    return this;
  }

  /** All is well again: no fault, no storm, no slowing down. */
  public YoutubeSite heal() {
    rules.clear();
    stormRequests.set(0);
    stormLength.set(0);
    stormEnds = System.nanoTime();
    slowsDown = false;
    return this;
  }

  /**
   * Slows down as YouTube's media servers do since August 2025: a request for media without an end,
   * or for more than 10 MiB, gets 32 KiB a second; a smaller one runs at full speed.
   */
  public YoutubeSite slowDown() {
    slowsDown = true;
    return this;
  }

  /** Answers 429 to each of the next requests, whatever they ask for. */
  public YoutubeSite storm(long nextRequests) {
    stormRequests.set(nextRequests);
    return this;
  }

  /** Answers 429 to each request for so long, from the next one on. */
  public YoutubeSite storm(Duration length) {
    stormLength.set(length.toNanos());
    return this;
  }

  // What it saw

  /** All requests so far, in the order of their coming. */
  public List<Request> requests() {
    return List.copyOf(requests);
  }

  /** The requests whose path begins so. */
  public List<Request> requests(String pathPrefix) {
    return requests.stream().filter(request -> request.path().startsWith(pathPrefix)).toList();
  }

  /** How many requests came as to a proxy, with a password. */
  public long proxied() {
    return proxied.get();
  }

  /**
   * Bytes of bodies handed to connections, for paths that begin so. What a client gave up on counts
   * up to there, and with it what was in the kernel's buffers (some 100 KiB a connection).
   */
  public long bytesSent(String pathPrefix) {
    return requests(pathPrefix).stream().mapToLong(request -> request.sent().get()).sum();
  }

  @Override
  public void close() {
    threads.shutdownNow();
    try {
      server.close();
      for (Socket connection : connections) {
        connection.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  // How it works

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket connection = server.accept();
        connections.add(connection);
        threads.execute(() -> serve(connection));
      } catch (IOException | RejectedExecutionException e) {
        return; // closed
      }
    }
  }

  private void serve(Socket connection) {
    try (connection) {
      connection.setTcpNoDelay(true);
      connection.setSendBufferSize(64 << 10); // so that the count is near to what arrives
      InputStream in = new BufferedInputStream(connection.getInputStream());
      while (answer(connection, in)) {
        // the next request on the same connection
      }
    } catch (IOException e) {
      // The client went away: what it had is counted.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      connections.remove(connection);
    }
  }

  /** Answers one request; false when the connection ends with it. */
  private boolean answer(Socket connection, InputStream in)
      throws IOException, InterruptedException {
    String[] line = readLine(in).split(" ");
    if (line.length != 3) {
      return false;
    }
    Map<String, String> headers = new HashMap<>();
    for (String header = readLine(in); !header.isEmpty(); header = readLine(in)) {
      int colon = header.indexOf(':');
      headers.put(
          header.substring(0, colon).toLowerCase(Locale.ROOT), header.substring(colon + 1).strip());
    }
    String path = URI.create(line[1]).getPath();
    Request request =
        new Request(
            line[0], path, headers.getOrDefault("range", ""), new AtomicLong(), new AtomicLong());
    requests.add(request);
    if (line[1].startsWith("http://") && headers.containsKey("proxy-authorization")) {
      proxied.incrementAndGet();
    }

    long begins = stormLength.getAndSet(0);
    if (begins > 0) {
      stormEnds = System.nanoTime() + begins;
    }
    boolean storm = stormRequests.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
    Resource resource = resources.get(path);
    int status = storm || stormEnds - System.nanoTime() > 0 ? 429 : resource == null ? 404 : 200;
    Fault.Cut cut = null;
    long lengthError = 0;
    boolean ranges = true;
    boolean hangsUp = false;
    long bytesPerSecond = FOREVER;
    for (Rule rule : rules) {
      if (rule.takes(path)) {
        if (rule.fault() instanceof Fault.Status wanted) {
          status = status == 200 ? wanted.status() : status;
        } else if (rule.fault() instanceof Fault.Body body) {
          resource = new Resource(body.contentType(), null, body.bytes());
          ranges = false;
        } else if (rule.fault() instanceof Fault.Cut wanted) {
          cut = wanted;
        } else if (rule.fault() instanceof Fault.WrongLength wrong) {
          lengthError = wrong.by();
        } else if (rule.fault() instanceof Fault.NoRanges) {
          ranges = false;
        } else if (rule.fault() instanceof Fault.Slow slow) {
          bytesPerSecond = slow.bytesPerSecond();
        } else if (rule.fault() instanceof Fault.HangUp) {
          hangsUp = true;
        } else if (rule.fault() instanceof Fault.NoAnswer) {
          TimeUnit.DAYS.sleep(1);
        }
      }
    }

    if (status != 200) {
      resource =
          new Resource(
              "text/plain; charset=utf-8", null, reason(status).getBytes(StandardCharsets.UTF_8));
      ranges = false;
    }
    long size = resource.size();
    ByteRange part = new ByteRange(0, size - 1);
    String contentRange = "";
    if (ranges && !request.range().isEmpty()) {
      Optional<ByteRange> wanted = ByteRange.parse(request.range(), size);
      status = wanted.isPresent() ? 206 : 416;
      part = wanted.orElse(new ByteRange(0, -1));
      contentRange =
          "Content-Range: bytes "
              + wanted.map(range -> range.first() + "-" + range.last()).orElse("*")
              + "/"
              + size
              + "\r\n";
    }
    if (slowsDown && path.startsWith("/media/") && !isSmall(request.range(), part)) {
      bytesPerSecond = Math.min(bytesPerSecond, SLOWED_BYTES_PER_SECOND);
    }

    boolean keep =
        line[2].equals("HTTP/1.1") && !"close".equalsIgnoreCase(headers.get("connection"));
    request.status().set(status);
    OutputStream out = connection.getOutputStream();
    out.write(
        ("HTTP/1.1 "
                + status
                + " "
                + reason(status)
                + "\r\nContent-Type: "
                + resource.contentType()
                + "\r\nContent-Length: "
                + (part.length() + lengthError)
                + "\r\n"
                + contentRange
                + (ranges ? "Accept-Ranges: bytes\r\n" : "")
                + (status < 300 ? "ETag: \"" + path.hashCode() + "-" + size + "\"\r\n" : "")
                + "Connection: "
                + (keep ? "keep-alive" : "close")
                + "\r\n\r\n")
            .getBytes(StandardCharsets.ISO_8859_1));
    if (line[0].equals("HEAD")) {
      return keep;
    }
    long toSend = cut == null ? part.length() : Math.min(part.length(), cut.afterBytes());
    try (InputStream body = resource.open()) {
      body.skipNBytes(part.first());
      send(body, toSend, out, bytesPerSecond, request.sent());
    }
    if (cut != null && cut.reset() && toSend < part.length()) {
      connection.setSoLinger(true, 0);
    }
    return keep && !hangsUp && lengthError == 0 && toSend == part.length();
  }

  private static boolean isSmall(String range, ByteRange part) {
    return range.matches("bytes=\\d+-\\d+") && part.length() <= LARGEST_UNSLOWED_REQUEST;
  }

  private static void send(
      InputStream body, long length, OutputStream out, long bytesPerSecond, AtomicLong sent)
      throws IOException, InterruptedException {
    byte[] buffer = new byte[(int) Math.max(1, Math.min(32 << 10, bytesPerSecond / 8))];
    long start = System.nanoTime();
    for (long done = 0; done < length; ) {
      int count = body.readNBytes(buffer, 0, (int) Math.min(buffer.length, length - done));
      out.write(buffer, 0, count);
      done += count;
      sent.addAndGet(count);
      if (bytesPerSecond != FOREVER) {
        long due = start + (long) (1e9 * done / bytesPerSecond);
        TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
      }
    }
    out.flush();
  }

  private static String readLine(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
      line.write(b);
    }
    return line.toString(StandardCharsets.ISO_8859_1).strip();
  }

  private static List<Path> besides(Path playlist) {
    try (var files = Files.list(playlist.getParent())) {
      return new ArrayList<>(files.filter(file -> !file.equals(playlist)).toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String contentType(String path) {
    return switch (path.substring(path.lastIndexOf('.') + 1)) {
      case "mp4" -> "video/mp4";
      case "webm" -> "video/webm";
      case "m4a" -> "audio/mp4";
      case "m3u8" -> "application/vnd.apple.mpegurl";
      case "ts" -> "video/mp2t";
      case "csv", "txt" -> "text/plain; charset=utf-8";
      case "json" -> "application/json";
      default -> "application/octet-stream";
    };
  }

  private static String reason(int status) {
    return switch (status) {
      case 200 -> "OK";
      case 206 -> "Partial Content";
      case 403 -> "Forbidden";
      case 404 -> "Not Found";
      case 410 -> "Gone";
      case 416 -> "Range Not Satisfiable";
      case 429 -> "Too Many Requests";
      case 500 -> "Internal Server Error";
      case 503 -> "Service Unavailable";
      default -> "Status " + status;
    };
  }
}
