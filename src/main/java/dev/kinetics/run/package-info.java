/**
 * A job from its plan to its summary: what is booked, shown and logged, and stopping on a signal.
 * How the work is shared out among threads or machines is {@code engine}; what is done with one
 * clip is the room of the job.
 */
package dev.kinetics.run;
