/**
 * Where each run stands: a small file that it keeps while it goes on ({@link
 * dev.kinetics.standing.RunState}), which clips it has taken on, and whether it lives ({@link
 * dev.kinetics.standing.RunFiles}). What became of each clip is the journal's.
 */
package dev.kinetics.standing;
