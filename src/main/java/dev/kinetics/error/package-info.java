/**
 * The one exception that a user can cause, and the exit codes of the program. Depends on nothing of
 * ours.
 */
package dev.kinetics.error;
