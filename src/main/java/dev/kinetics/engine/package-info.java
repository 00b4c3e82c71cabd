/**
 * Working on many clips at once: what a job's work is, told in plain data, the pool of threads that
 * does it, and the pace and the waits that a site imposes. Booking and showing what came out is
 * {@code run}; Apache Spark's way of it is {@code spark}.
 */
package dev.kinetics.engine;
