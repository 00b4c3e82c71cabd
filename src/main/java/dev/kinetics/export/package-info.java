/**
 * What training code reads: TFRecords of the sound tracks that metadata names ({@link
 * dev.kinetics.export.TfRecords}).
 */
package dev.kinetics.export;
