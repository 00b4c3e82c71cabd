/**
 * What a user is told when something fails: the one exception, the exit codes, a full disk, and
 * text from outside made safe to print. Depends on nothing of ours.
 */
package dev.kinetics.error;
