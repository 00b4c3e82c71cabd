/**
 * TFRecords: the sound tracks that metadata names, decoded and packed into files that TensorFlow
 * reads ({@link dev.kinetics.tfrecord.TfRecords}).
 */
package dev.kinetics.tfrecord;
