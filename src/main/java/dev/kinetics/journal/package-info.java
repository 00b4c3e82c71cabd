/**
 * What became of each clip: outcomes, one line of JSON an attempt, and what runs say of themselves,
 * written and read. The form of the files stands in {@code docs/journal.md}; what all of them say
 * together is {@code history}.
 */
package dev.kinetics.journal;
