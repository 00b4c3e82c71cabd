package dev.kinetics.release;

import dev.kinetics.annotations.Split;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;

/**
 * A release's annotation list in the cache; it was checked when it was fetched.
 *
 * @param path the publisher's archive as it came, or a folder of the mirror's CSV lists
 * @param address where it came from: the archive, or the mirror's folder
 * @param fetched when it was fetched
 * @param bytes how much room it takes
 * @param clips rows that hold a clip, a split
 */
public record CachedList(
    Path path, URI address, Instant fetched, long bytes, Map<Split, Long> clips) {
  public CachedList {
    clips = Map.copyOf(clips);
  }
}
