package dev.kinetics.ffmpeg;

/**
 * The first sound track of a file.
 *
 * @param codec as ffmpeg calls it, for example {@code aac}
 * @param samplingRate in samples a second
 * @param channels how many
 * @param seconds how long it is; the file's length where the container does not say, 0 where
 *     neither is known
 * @param startSeconds its first stamp
 */
public record AudioStream(
    String codec, int samplingRate, int channels, double seconds, double startSeconds) {}
