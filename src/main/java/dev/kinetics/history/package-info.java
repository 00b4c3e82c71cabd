/**
 * What the journals of all runs say together: each clip's last result, what is known of each file's
 * section, and the folding of many files into one. The lines themselves are {@code journal}.
 */
package dev.kinetics.history;
