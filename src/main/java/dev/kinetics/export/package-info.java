/**
 * What training code reads, whatever its form: the clips that go in ({@link
 * dev.kinetics.export.ClipTable}), the plan that says which clip stands where ({@link
 * dev.kinetics.export.ExportPlan}), and the run that has each shard made, behind one small
 * interface ({@link dev.kinetics.export.ExportFormat}, {@link dev.kinetics.export.ExportWriter}).
 * The forms themselves stand in {@code format} and {@code tfrecord}.
 */
package dev.kinetics.export;
