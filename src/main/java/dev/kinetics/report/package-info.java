/** The page about a dataset: what stands on it, its pictures, and how it is written. */
package dev.kinetics.report;
