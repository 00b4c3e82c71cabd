package dev.kinetics.net;

import java.time.Duration;

/**
 * How long a server is waited for.
 *
 * @param answer until a connection stands, and again until the server answers a request
 * @param silence how long no byte may come in the middle of a file. A file of which less than a KiB
 *     a second comes in twice that time is given up
 * @param firstWait before the second try; it doubles with each further one
 * @param tries in a row that bring nothing of worth
 * @param triesWithoutAnswer as many at most when there is no connection or no answer
 * @param worthwhile a try that brought this many bytes counts as no failed one
 */
public record Patience(
    Duration answer,
    Duration silence,
    Duration firstWait,
    int tries,
    int triesWithoutAnswer,
    long worthwhile) {
  /**
   * For a small file that another host may have: two tries at one that does not answer take half a
   * minute, and one that trickles takes a minute.
   */
  public static final Patience SHORT =
      new Patience(
          Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofSeconds(1), 4, 2, 1 << 20);

  /** For a file that nobody else has, and of which much may be here already. */
  public static final Patience LONG =
      new Patience(Duration.ofSeconds(40), Duration.ofSeconds(60), Duration.ofSeconds(1), 8, 8, 1);
}
