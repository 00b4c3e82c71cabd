/**
 * The options that several subcommands share, in groups, and how their values are read. What a
 * subcommand does with them is its own, in {@code cli}.
 */
package dev.kinetics.cli.option;
