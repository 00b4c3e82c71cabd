/** The job {@code download}: from selected clips to files on the disk. */
package dev.kinetics.download;
