/**
 * The job {@code download}: from selected clips to files on the disk. How a clip is got is the
 * business of the sources; frames and sound alone are {@code extract}.
 */
package dev.kinetics.download;
