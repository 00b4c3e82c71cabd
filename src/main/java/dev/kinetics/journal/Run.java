package dev.kinetics.journal;

import java.util.List;

/**
 * A run that has booked something.
 *
 * @param name a name that no other run has
 * @param header what it said of itself
 * @param blocks when the site refused to answer it, by time
 */
public record Run(String name, RunHeader header, List<Block> blocks) {}
