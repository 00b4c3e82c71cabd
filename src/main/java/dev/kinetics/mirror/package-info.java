/**
 * Clips of the mirror: which archives it has, reading each once from its start to its end, and what
 * of it is kept meanwhile. The lists of the releases are {@code release}.
 */
package dev.kinetics.mirror;
