package dev.kinetics.support;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.kinetics.demo.ByteRange;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * YouTube as yt-dlp's own extractor meets it: watch pages, the player's answers and JavaScript, and
 * media. The plugin that {@link #environment()} points to sends the extractor's requests here;
 * {@link YoutubeSite}, which has a made-up extractor, can fail in more ways, this one as YouTube
 * does.
 */
public final class FakeYoutube implements AutoCloseable {
  /** What may go wrong, and when it shows. */
  public enum Trouble {
    NONE,
    /** Too many requests, whatever is asked for. */
    RATE_LIMIT,
    /** The same, but the watch pages are served. */
    RATE_LIMIT_OF_PLAYER,
    /** The site does not take a request of this form. */
    BAD_REQUEST,
    /** Each page is that of a network where one has to log in. */
    CAPTIVE_PORTAL,
    /** The media servers refuse what they had given addresses for. */
    MEDIA_FORBIDDEN,
    /** Addresses of media hold a challenge, and the player's JavaScript is not understood. */
    CHALLENGE
  }

  /** One request that is not for media. */
  public record Request(String path, String video) {}

  private static final String PLAYER = "/s/player/0a1b2c3d/player_ias.vflset/en_US/base.js";

  /** yt-dlp keeps what it learns of a player, so that another one has another address. */
  private static final String KNOWN_PLAYER = "/s/player/4e5f6a7b/player_ias.vflset/en_US/base.js";

  private static final String CHALLENGE = "challenge";
  private static final String ANSWER = new StringBuilder(CHALLENGE).reverse().toString();

  /**
   * In the form in which yt-dlp's solver (https://github.com/yt-dlp/ejs) finds the functions that
   * answer a challenge and a signature.
   */
  private static final String KNOWN_SCRIPT =
      """
      var _yt_player={};(function(g){var window=this;var u={signatureTimestamp:20400};
      function turned(a){var b=["kept"];
      try{return a.split("").reverse().join("")}catch(c){return b[0]+a}
      return a}
      function same(a){return a}
      function signed(a,b,c){var d;a&&(d=same(decodeURIComponent(a)),c(d));return d}
      g.turned=turned;g.signed=signed})(_yt_player);
      """;

  private static final String VERSION = "2.20251101.00.00";
  private static final int SIGNATURE_TIMESTAMP = 20_400;

  private final HttpServer server;
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "youtube");
            thread.setDaemon(true);
            return thread;
          });
  private final ObjectMapper json = new ObjectMapper();
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final Map<String, ObjectNode> refusals = new ConcurrentHashMap<>();
  private final Map<String, Long> servedFrom = new ConcurrentHashMap<>();
  private volatile Trouble trouble = Trouble.NONE;
  private volatile Duration troubleLasts = Duration.ZERO;
  private volatile long troubleEnds;
  private volatile Duration advertisement = Duration.ZERO;
  private volatile boolean challenges;
  private final Set<String> live = ConcurrentHashMap.newKeySet();

  /** On a free port of 127.0.0.1; each video is there until something else is said. */
  public FakeYoutube() {
    // Otherwise each answer on a kept connection waits 40 ms for the client's acknowledgement.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 64);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  /** What a process needs in its environment so that its yt-dlp comes here. */
  public Map<String, String> environment() {
    try {
      Path plugins = Path.of(FakeYoutube.class.getResource("/real-extractor").toURI());
      return Map.of(
          "KINETICS_TEST_YOUTUBE", address(),
          "PYTHONPATH", plugins.toString(),
          "PYTHONDONTWRITEBYTECODE", "1",
          "XDG_CONFIG_HOME", plugins.toString(),
          "no_proxy", "127.0.0.1,localhost");
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  private String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Something goes wrong from the next request on that meets it, for so long. */
  public FakeYoutube trouble(Trouble what, Duration lasts) {
    troubleLasts = lasts;
    troubleEnds = 0;
    trouble = what;
    return this;
  }

  /** An advertisement of this length, in whole seconds, stands before each video. */
  public FakeYoutube advertisement(Duration length) {
    advertisement = length;
    return this;
  }

  /** What went wrong does so no longer. */
  public void heal() {
    trouble = Trouble.NONE;
    advertisement = Duration.ZERO;
  }

  /** Media are given to those only who have the player's JavaScript answer a challenge. */
  public FakeYoutube challenges() {
    challenges = true;
    return this;
  }

  /** This video is being streamed right now. */
  public FakeYoutube live(String id) {
    live.add(id);
    return this;
  }

  /** This video is refused, in the words of the player's answer; an empty reason for none. */
  public FakeYoutube refuse(String id, String status, String words, String reason) {
    ObjectNode refusal = JsonNodeFactory.instance.objectNode();
    refusal.put("status", status).put("reason", words);
    ObjectNode screen = refusal.putObject("errorScreen").putObject("playerErrorMessageRenderer");
    screen.putObject("reason").put("simpleText", words);
    if (!reason.isEmpty()) {
      screen.putObject("subreason").put("simpleText", reason);
    }
    refusals.put(id, refusal);
    return this;
  }

  /** All requests so far but those for media. */
  public List<Request> requests() {
    return List.copyOf(requests);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      if (path.startsWith("/videoplayback/")) {
        answerMedia(exchange, path.split("/")[2], path.substring(path.lastIndexOf('/') + 1));
        return;
      }
      byte[] body = exchange.getRequestBody().readAllBytes();
      String video =
          exchange.getRequestMethod().equals("POST")
              ? json.readTree(body).path("videoId").asText("")
              : parameters(exchange).getOrDefault("v", "");
      requests.add(new Request(path, video));
      switch (path) {
        case "/watch" -> page(exchange, video);
        case "/youtubei/v1/player" -> player(exchange, video);
        case PLAYER, KNOWN_PLAYER -> script(exchange);
        default -> other(exchange, path);
      }
    }
  }

  /** Whether this trouble holds now; its time runs from the first who asks. */
  private synchronized boolean isIn(Trouble... which) {
    if (!List.of(which).contains(trouble)) {
      return false;
    }
    long now = System.nanoTime();
    if (troubleEnds == 0) {
      troubleEnds = now + troubleLasts.toNanos();
    }
    return now < troubleEnds;
  }

  private boolean goesWrong(HttpExchange exchange, boolean isPlayer) throws IOException {
    if (isIn(Trouble.RATE_LIMIT) || isPlayer && isIn(Trouble.RATE_LIMIT_OF_PLAYER)) {
      send(exchange, 429, "text/html", "<html><body>Sorry, too many requests</body></html>");
    } else if (isIn(Trouble.BAD_REQUEST)) {
      send(
          exchange,
          400,
          "application/json",
          "{\"error\": {\"code\": 400, \"message\": \"Precondition check failed.\"}}");
    } else if (isIn(Trouble.CAPTIVE_PORTAL)) {
      send(
          exchange,
          200,
          "text/html",
          "<html><head><title>Log in to this network</title></head><body>Room?</body></html>");
    } else {
      return false;
    }
    return true;
  }

  private void page(HttpExchange exchange, String video) throws IOException {
    if (goesWrong(exchange, false)) {
      return;
    }
    ObjectNode settings = JsonNodeFactory.instance.objectNode();
    settings.put("INNERTUBE_API_KEY", "key");
    settings.put("INNERTUBE_CONTEXT_CLIENT_NAME", 1);
    settings.put("INNERTUBE_CLIENT_VERSION", VERSION);
    settings.put("VISITOR_DATA", "visitor");
    settings.put("STS", SIGNATURE_TIMESTAMP);
    settings.put("PLAYER_JS_URL", playersAddress());
    settings
        .putObject("INNERTUBE_CONTEXT")
        .putObject("client")
        .put("clientName", "WEB")
        .put("clientVersion", VERSION)
        .put("visitorData", "visitor");
    send(
        exchange,
        200,
        "text/html",
        "<html><head><title>video</title></head><body><script>ytcfg.set("
            + settings
            + ");</script><script>var ytInitialPlayerResponse = "
            + response(video, "WEB")
            + ";</script><script>var ytInitialData = {\"contents\": {\"a\": 1}};</script>"
            + "</body></html>");
  }

  private void player(HttpExchange exchange, String video) throws IOException {
    if (!goesWrong(exchange, true)) {
      send(exchange, 200, "application/json", response(video, "APP").toString());
    }
  }

  private void script(HttpExchange exchange) throws IOException {
    if (!goesWrong(exchange, false)) {
      String strange = "var _yt_player={};(function(g){signatureTimestamp:20400;})(_yt_player);";
      send(exchange, 200, "text/javascript", challenges ? KNOWN_SCRIPT : strange);
    }
  }

  private String playersAddress() {
    return challenges ? KNOWN_PLAYER : PLAYER;
  }

  private void other(HttpExchange exchange, String path) throws IOException {
    if (goesWrong(exchange, path.startsWith("/youtubei/v1/player"))) {
      return;
    }
    if (path.startsWith("/youtubei/")) {
      send(exchange, 200, "application/json", "{\"contents\": {\"a\": 1}}");
    } else if (path.equals("/iframe_api")) {
      String address = "https://www.youtube.com" + playersAddress();
      String text = "var scriptUrl = '" + address.replace("/", "\\/") + "';";
      send(exchange, 200, "text/javascript", text);
    } else {
      ObjectNode settings = JsonNodeFactory.instance.objectNode();
      settings.put("PLAYER_JS_URL", playersAddress()).put("STS", SIGNATURE_TIMESTAMP);
      send(
          exchange, 200, "text/html", "<html><script>ytcfg.set(" + settings + ");</script></html>");
    }
  }

  /** What the player is told of a video; a browser gets formats without addresses. */
  private ObjectNode response(String video, String client) {
    ObjectNode response = JsonNodeFactory.instance.objectNode();
    response.putObject("responseContext").put("visitorData", "visitor");
    ObjectNode details = response.putObject("videoDetails");
    details.put("videoId", video).put("title", "video " + video);
    details.put("lengthSeconds", Integer.toString(Media.SECONDS));
    details.put("author", "somebody").put("channelId", "UC" + "a".repeat(22));
    details.put("isLive", live.contains(video)).put("isLiveContent", live.contains(video));
    ObjectNode refusal = refusals.get(video);
    if (refusal != null) {
      response.set("playabilityStatus", refusal);
      return response;
    }
    response.putObject("playabilityStatus").put("status", "OK").put("playableInEmbed", true);
    boolean addresses = !client.equals("WEB");
    ObjectNode streams = response.putObject("streamingData");
    streams.put("expiresInSeconds", "21540");
    ArrayNode both = streams.putArray("formats");
    both.add(format(18, video, Media.MP4, addresses).put("qualityLabel", "360p"));
    ArrayNode apart = streams.putArray("adaptiveFormats");
    apart.add(format(136, video, Media.VIDEO_ONLY_720P, addresses).put("qualityLabel", "720p"));
    apart.add(
        format(140, video, Media.AUDIO_ONLY, addresses)
            .put("audioQuality", "AUDIO_QUALITY_MEDIUM"));
    if (!advertisement.isZero()) {
      // Media are there about two seconds before the advertisement would have ended.
      servedFrom.put(
          video, System.nanoTime() + advertisement.minus(Duration.ofSeconds(2)).toNanos());
      response
          .putArray("adPlacements")
          .addObject()
          .putObject("adPlacementRenderer")
          .set(
              "renderer",
              JsonNodeFactory.instance
                  .objectNode()
                  .set(
                      "instreamVideoAdRenderer",
                      JsonNodeFactory.instance
                          .objectNode()
                          .put("playerVars", "length_seconds=" + advertisement.toSeconds())));
      ((ObjectNode) response.path("adPlacements").path(0).path("adPlacementRenderer"))
          .putObject("config")
          .putObject("adPlacementConfig")
          .put("kind", "AD_PLACEMENT_KIND_START");
    }
    return response;
  }

  private ObjectNode format(int tag, String video, Media media, boolean address) {
    Format format = media.format();
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("itag", tag);
    String codecs =
        List.of(format.videoCodec(), format.audioCodec()).stream()
            .filter(codec -> !codec.equals("none"))
            .reduce((picture, sound) -> picture + ", " + sound)
            .orElseThrow();
    node.put(
        "mimeType", (format.width() > 0 ? "video" : "audio") + "/mp4; codecs=\"" + codecs + "\"");
    node.put("bitrate", 1000 * (int) format.kilobitsPerSecond());
    if (format.width() > 0) {
      node.put("width", format.width()).put("height", format.height()).put("fps", Media.FRAME_RATE);
    }
    node.put("approxDurationMs", Integer.toString(1000 * Media.SECONDS));
    if (address) {
      node.put(
          "url",
          address()
              + "/videoplayback/"
              + video
              + "/"
              + media.name()
              + "?expire=4102444800"
              + (challenges || isIn(Trouble.CHALLENGE) ? "&n=" + CHALLENGE : ""));
    }
    return node;
  }

  private void answerMedia(HttpExchange exchange, String video, String name) throws IOException {
    Long from = servedFrom.get(video);
    boolean early = from != null && System.nanoTime() - from < 0;
    boolean unanswered = challenges && !parameters(exchange).getOrDefault("n", "").equals(ANSWER);
    if (early || unanswered || isIn(Trouble.MEDIA_FORBIDDEN)) {
      send(exchange, 403, "text/plain", "");
      return;
    }
    Path file = Media.valueOf(name).file();
    long size = Files.size(file);
    String wanted = exchange.getRequestHeaders().getFirst("Range");
    ByteRange range = ByteRange.parse(wanted, size).orElse(new ByteRange(0, -1));
    exchange.getResponseHeaders().set("Content-Type", "video/mp4");
    exchange.getResponseHeaders().set("Accept-Ranges", "bytes");
    if (range.length() == 0) {
      exchange.sendResponseHeaders(416, -1);
      return;
    }
    if (wanted != null) {
      exchange
          .getResponseHeaders()
          .set("Content-Range", "bytes " + range.first() + "-" + range.last() + "/" + size);
    }
    try (InputStream in = Files.newInputStream(file)) {
      in.skipNBytes(range.first());
      send(exchange, wanted == null ? 200 : 206, in, range.length());
    }
  }

  private static void send(HttpExchange exchange, int status, String type, String text)
      throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type);
    send(exchange, status, new ByteArrayInputStream(bytes), bytes.length);
  }

  private static void send(HttpExchange exchange, int status, InputStream body, long length)
      throws IOException {
    boolean none = length == 0 || exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(status, none ? -1 : length);
    if (!none) {
      try (OutputStream out = exchange.getResponseBody()) {
        byte[] buffer = new byte[64 << 10];
        for (long left = length; left > 0; ) {
          int count = body.read(buffer, 0, (int) Math.min(buffer.length, left));
          if (count < 0) {
            throw new IOException("the file ends early");
          }
          out.write(buffer, 0, count);
          left -= count;
        }
      }
    }
  }

  private static Map<String, String> parameters(HttpExchange exchange) {
    Map<String, String> parameters = new HashMap<>();
    String query = exchange.getRequestURI().getQuery();
    for (String parameter : new ArrayList<>(List.of((query == null ? "" : query).split("&")))) {
      int equals = parameter.indexOf('=');
      if (equals > 0) {
        parameters.put(parameter.substring(0, equals), parameter.substring(equals + 1));
      }
    }
    return parameters;
  }
}
