/**
 * Metadata for training: which clips of a dataset are there, and the class of each ({@link
 * dev.kinetics.meta.Metadata}). Records and lists for loaders are {@code tfrecord} and {@code
 * export}.
 */
package dev.kinetics.meta;
