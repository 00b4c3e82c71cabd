/**
 * What every long job shares: the worker pool, the block gate, progress, the summary, and stopping
 * on a signal. What a job does with one clip is the room above.
 */
package dev.kinetics.run;
