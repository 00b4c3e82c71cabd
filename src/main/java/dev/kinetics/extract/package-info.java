/**
 * The jobs {@code frames}, {@code sound} and {@code resize}: what is made of clips that are on the
 * disk. Getting clips is {@code download}; the one ffmpeg of it is {@code pass}.
 */
package dev.kinetics.extract;
