/**
 * The command line: one class a subcommand, named after it, and the option groups they share.
 * Parses, calls one job, prints its summary; no work is done here.
 */
package dev.kinetics.cli;
