/**
 * The annotation lists of the published releases: where they are, how they are fetched, checked and
 * kept in the user's cache. {@link dev.kinetics.release.ReleaseLists} is the one door.
 */
package dev.kinetics.release;
