/**
 * Looking and mending: whether a run would work ({@code doctor}), whether what is on the disk is
 * whole ({@code verify}), leftovers ({@code clean}), other names ({@code rename}), what others made
 * ({@code adopt}). Nothing is made here, and figures are {@code statistics}.
 */
package dev.kinetics.inspect;
