/**
 * Metadata for training: which clips of a dataset are there, and the class of each ({@link
 * dev.kinetics.meta.Metadata}).
 */
package dev.kinetics.meta;
