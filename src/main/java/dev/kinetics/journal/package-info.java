/**
 * What became of each clip: outcomes, one line of JSON an attempt, what runs say of themselves,
 * reading the lines of all runs and folding them. The form of the files stands in {@code
 * docs/journal.md}.
 */
package dev.kinetics.journal;
