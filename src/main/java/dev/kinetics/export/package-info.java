/**
 * What training code reads: each format of {@code kinetics export} with its writer behind one small
 * interface ({@link dev.kinetics.export.ExportFormat}), the plan that says which clip stands where
 * ({@link dev.kinetics.export.ExportPlan}), and the TFRecords of sound tracks that metadata names
 * ({@link dev.kinetics.export.TfRecords}). Metadata itself is not made here.
 */
package dev.kinetics.export;
