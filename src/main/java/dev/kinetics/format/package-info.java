/**
 * The formats of {@code kinetics export}: lists, folder trees, tar files, and TFRecords of pictures
 * and sound.
 */
package dev.kinetics.format;
