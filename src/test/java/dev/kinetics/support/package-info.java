/**
 * What the end-to-end tests stand on: a site that behaves, and misbehaves, as YouTube does; videos
 * that carry their own time; and the program run as a process.
 */
package dev.kinetics.support;
