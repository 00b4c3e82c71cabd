/** What is there, as figures: {@code stats}. What is whole is {@code inspect}. */
package dev.kinetics.statistics;
