package dev.kinetics.net;

import java.time.Duration;

/**
 * How long a server is waited for, and how much is taken from it.
 *
 * @param answer until a connection stands, and again until the server answers a request
 * @param stall how long no byte may come in the middle of a file
 * @param firstWait before the second try; it doubles with each further one
 * @param bytes the longest file
 */
public record FetchLimits(Duration answer, Duration stall, Duration firstWait, long bytes) {
  /**
   * Two tries at a host that is silent take half a minute. The largest list, that of 700, has some
   * 30 MB.
   */
  public static final FetchLimits STANDARD =
      new FetchLimits(
          Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofSeconds(1), 1L << 30);
}
