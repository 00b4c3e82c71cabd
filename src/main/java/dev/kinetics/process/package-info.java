/**
 * Starts, watches and ends programs, whatever they are: {@link dev.kinetics.process.ProcessRunner}.
 * Which programs there are is {@code tool}.
 */
package dev.kinetics.process;
