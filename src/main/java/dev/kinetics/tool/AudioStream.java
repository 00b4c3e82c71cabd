package dev.kinetics.tool;

/**
 * A sound track.
 *
 * @param codec ffmpeg's name, such as {@code aac}
 * @param samplingRate samples a second
 * @param channels how many
 * @param seconds how long; 0 where the container does not say
 */
public record AudioStream(String codec, int samplingRate, int channels, double seconds) {}
