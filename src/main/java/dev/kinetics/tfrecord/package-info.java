/**
 * TensorFlow's record files, and the command {@code tfrecords}: the sound tracks that metadata
 * names, an {@code Example} each. Metadata itself is not made here.
 */
package dev.kinetics.tfrecord;
