/**
 * Where each file of a dataset lies ({@link dev.kinetics.dataset.DatasetLayout}), how files are
 * called and how that is found out ({@link dev.kinetics.dataset.NamingDetection}), what is there
 * ({@link dev.kinetics.dataset.Inventory}), and how a file appears there only when it is whole
 * ({@link dev.kinetics.dataset.AtomicFile}). Not what is inside the files.
 */
package dev.kinetics.dataset;
