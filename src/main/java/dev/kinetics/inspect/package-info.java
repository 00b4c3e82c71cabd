/**
 * Looking and mending: whether a run would work ({@code doctor}), whether what is on the disk is
 * whole ({@code verify}), what nobody needs ({@code clean}), other names ({@code rename}), what
 * others made ({@code adopt}).
 */
package dev.kinetics.inspect;
