/**
 * What became of each clip: outcomes, one line of JSON an attempt, reading the lines of all runs
 * and folding them.
 */
package dev.kinetics.journal;
