package dev.kinetics.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kinetics.dataset.AtomicFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;

/**
 * How many videos an hour a site is asked for, by all workers of a run together. It is found as TCP
 * finds how much a line takes: a fifth more after each 200 videos without a block; after a block
 * half of it, and for some hours no more than a fifth less. YouTube is said to let a guest have
 * about 300 videos an hour and an account 2,000
 * (https://github.com/yt-dlp/yt-dlp/wiki/Extractors#this-content-isnt-available-try-again-later).
 *
 * <p>What was found is kept in a file, so that the next run starts there. Safe to use from many
 * threads.
 */
public final class Pace {
  /** Videos an hour to begin with, for a guest. */
  public static final double GUEST = 600;

  /** The same for somebody with an account's cookies. */
  public static final double ACCOUNT = 2000;

  /** So many videos of an hour go at full speed, as long as no block is known. */
  static final int FREE_AN_HOUR = 300;

  private static final int MORE_AFTER = 200;
  private static final double MORE = 1.2;
  private static final double CEILING = 0.8;
  private static final double LEAST = 30;
  private static final Duration CEILING_LASTS = Duration.ofHours(6);
  private static final Duration LONGEST_CEILING = Duration.ofHours(48);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration KEPT_EVERY = Duration.ofMinutes(1);

  /** Videos that were asked for at a time. */
  private record Asked(Instant at, int videos) {}

  private final Clock clock;
  private final Path file;
  private final boolean isFound;
  private double perHour;
  private double ceiling = Double.POSITIVE_INFINITY;
  private Instant ceilingUntil = Instant.EPOCH;
  private Duration ceilingLasts = CEILING_LASTS;
  private final Deque<Asked> lastHour = new ArrayDeque<>();
  private Instant next = Instant.EPOCH;
  private int sinceChange;
  private boolean answeredSinceBlock = true;
  private Instant keptAt = Instant.EPOCH;

  private Pace(double perHour, boolean isFound, Path file, Clock clock) {
    this.perHour = perHour;
    this.isFound = isFound;
    this.file = file;
    this.clock = clock;
  }

  /** As fast as it goes. */
  public static Pace none() {
    return new Pace(Double.POSITIVE_INFINITY, false, null, new SteadyClock());
  }

  /** Always the same; 0 is none. */
  public static Pace fixed(double perHour, Clock clock) {
    return new Pace(perHour == 0 ? Double.POSITIVE_INFINITY : perHour, false, null, clock);
  }

  /**
   * One that is found.
   *
   * @param first videos an hour to begin with, where the file has nothing newer to say
   * @param file where it is kept; null for nowhere
   */
  public static Pace found(double first, Path file, Clock clock) {
    Pace pace = new Pace(first, true, file, clock);
    pace.read();
    return pace;
  }

  /** The time by the clock of {@link #turn}. */
  Instant now() {
    return clock.instant();
  }

  /** How many videos it pays to ask for at once: those that may go now, or a minute's worth. */
  synchronized int atOnce() {
    return perHour == Double.POSITIVE_INFINITY
        ? Integer.MAX_VALUE
        : Math.max(1, Math.max(free(), (int) (perHour / 60)));
  }

  /** Takes a turn for so many videos; answers when it begins. */
  public synchronized Instant turn(int videos) {
    Instant now = clock.instant();
    if (perHour == Double.POSITIVE_INFINITY) {
      return now;
    }
    Instant begin = now;
    if (free() == 0) {
      begin = next.isAfter(now) ? next : now;
      next = begin.plusMillis(Math.round(videos * 3_600_000.0 / perHour));
    }
    lastHour.add(new Asked(begin, videos));
    if (isFound && (sinceChange += videos) >= MORE_AFTER) {
      perHour *= MORE;
      sinceChange = 0;
      if (now.isBefore(ceilingUntil)) {
        perHour = Math.min(perHour, ceiling);
      }
    }
    if (Duration.between(keptAt, now).compareTo(KEPT_EVERY) > 0) {
      keep();
    }
    return begin;
  }

  /** How many videos may go at full speed now. */
  private int free() {
    Instant now = clock.instant();
    Instant hourAgo = now.minus(HOUR);
    while (!lastHour.isEmpty() && lastHour.peek().at().isBefore(hourAgo)) {
      lastHour.remove();
    }
    int asked = lastHour.stream().mapToInt(Asked::videos).sum();
    boolean mayBurst = isFound && !now.isBefore(ceilingUntil);
    return mayBurst ? Math.max(0, FREE_AN_HOUR - asked) : 0;
  }

  /** Tells that the site answers. */
  public synchronized void answered() {
    answeredSinceBlock = true;
  }

  /** Tells that the site has blocked this address. */
  public synchronized void blocked() {
    if (isFound && answeredSinceBlock) {
      answeredSinceBlock = false;
      boolean held = ceiling != Double.POSITIVE_INFINITY && perHour > ceiling;
      if (held) {
        // What came through for hours is known better than what a fifth less would be, and is not
        // left again so soon.
        Duration twice = ceilingLasts.multipliedBy(2);
        ceilingLasts = twice.compareTo(LONGEST_CEILING) < 0 ? twice : LONGEST_CEILING;
        ceiling = Math.max(ceiling, CEILING * perHour);
      } else {
        ceilingLasts = CEILING_LASTS;
        ceiling = CEILING * perHour;
      }
      ceilingUntil = clock.instant().plus(ceilingLasts);
      perHour = Math.max(LEAST, perHour / 2);
      sinceChange = 0;
    }
    next = Instant.EPOCH;
    keep();
  }

  /** How long so many videos take at it, as it is now; zero where it has no bound. */
  public synchronized Duration timeFor(long videos) {
    return perHour == Double.POSITIVE_INFINITY
        ? Duration.ZERO
        : Duration.ofSeconds(Math.round(Math.max(0, videos - free()) * 3600 / perHour));
  }

  /** In words: so many videos an hour; empty where it has no bound. */
  @Override
  public synchronized String toString() {
    return perHour == Double.POSITIVE_INFINITY
        ? ""
        : String.format(Locale.ROOT, "%,.0f videos an hour", perHour);
  }

  private void read() {
    if (file == null || !Files.isRegularFile(file)) {
      return;
    }
    try {
      JsonNode kept = new ObjectMapper().readTree(file.toFile());
      double was = kept.path("perHour").asDouble(0);
      double ceilingWas = kept.path("ceiling").asDouble(0);
      Instant until = Instant.parse(kept.path("ceilingUntil").asText(""));
      Duration lasts = Duration.parse(kept.path("ceilingLasts").asText(""));
      for (JsonNode asked : kept.path("lastHour")) {
        lastHour.add(new Asked(Instant.parse(asked.path(0).asText()), asked.path(1).asInt()));
      }
      if (was >= LEAST && was < 1e6 && ceilingWas >= 0 && !lasts.isNegative()) {
        ceiling = ceilingWas == 0 ? Double.POSITIVE_INFINITY : ceilingWas;
        ceilingUntil = until;
        ceilingLasts = lasts;
        // Without a block what was found is not what the site takes, but how far a run had come.
        perHour = ceilingWas == 0 ? Math.max(perHour, was) : was;
      }
    } catch (IOException | DateTimeException e) {
      // It is found anew.
      lastHour.clear();
    }
  }

  private void keep() {
    keptAt = clock.instant();
    if (file == null) {
      return;
    }
    ObjectNode json = new ObjectMapper().createObjectNode();
    json.put("perHour", perHour);
    json.put("ceiling", ceiling == Double.POSITIVE_INFINITY ? 0 : ceiling);
    json.put("ceilingUntil", ceilingUntil.toString());
    json.put("ceilingLasts", ceilingLasts.toString());
    ArrayNode asked = json.putArray("lastHour");
    lastHour.forEach(a -> asked.addArray().add(a.at().toString()).add(a.videos()));
    byte[] text = json.toString().getBytes(StandardCharsets.UTF_8);
    try {
      AtomicFile.write(file, out -> out.write(text));
    } catch (IOException e) {
      // The next run finds it anew; a full disk ends this one elsewhere.
    }
  }

  /** Keeps what was found, at the end of a run. */
  public synchronized void close() {
    if (!lastHour.isEmpty()) {
      keep();
    }
  }
}
