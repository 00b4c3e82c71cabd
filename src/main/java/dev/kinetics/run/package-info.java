/**
 * What every long job shares: the worker pool, progress, outcomes, the journal, the summary, and
 * stopping on a signal.
 */
package dev.kinetics.run;
