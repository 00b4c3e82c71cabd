/**
 * Looking and mending: whether a run would work ({@code doctor}), whether what is on the disk is
 * whole ({@code verify}), what there is ({@code stats}), and what nobody needs ({@code clean}).
 */
package dev.kinetics.inspect;
