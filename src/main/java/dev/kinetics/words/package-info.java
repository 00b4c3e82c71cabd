/**
 * How figures are read and written for people: durations, sizes, counts. What a failure says is
 * {@code error}.
 */
package dev.kinetics.words;
