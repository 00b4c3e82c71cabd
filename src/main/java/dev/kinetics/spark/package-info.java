/**
 * Work on the machines of a cluster that Apache Spark runs: the one place that knows Spark. The
 * driver plans, books and sums up as on one machine; executors open the job's recipe, put whole
 * files into the shared folder, and tell the driver of each clip. What goes between them are bytes
 * of {@link dev.kinetics.spark.Wire}, through a plugin's messages: a task brings back nothing.
 */
package dev.kinetics.spark;
