/** The jobs {@code frames} and {@code sound}: what is taken out of clips that are on the disk. */
package dev.kinetics.extract;
