/**
 * Where each file of a dataset lies ({@link dev.kinetics.dataset.DatasetLayout}), and how a file
 * appears there only when it is whole ({@link dev.kinetics.dataset.AtomicFile}).
 */
package dev.kinetics.dataset;
