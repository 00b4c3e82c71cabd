package dev.kinetics.journal;

import java.io.Serializable;
import java.time.Instant;

/**
 * The site refused to answer this address any more.
 *
 * @param time when
 * @param until until when the run waits; the same as {@code time} where it gave up
 * @param words what the site said
 */
public record Block(Instant time, Instant until, String words) implements Serializable {}
