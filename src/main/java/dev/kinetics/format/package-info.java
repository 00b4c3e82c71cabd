/**
 * The formats of {@code kinetics export}: lists, folder trees, tar files, and TFRecords of pictures
 * and sound. Which clips go in, and where each stands, is {@code export}.
 */
package dev.kinetics.format;
