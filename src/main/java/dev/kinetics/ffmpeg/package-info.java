/**
 * Running ffmpeg and ffprobe, and what ffprobe says of a file. Which ones are run is {@code tool}.
 */
package dev.kinetics.ffmpeg;
