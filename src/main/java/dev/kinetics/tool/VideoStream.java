package dev.kinetics.tool;

/**
 * A stream with a moving picture.
 *
 * @param width in pixels, as stored
 * @param height in pixels, as stored
 * @param codec ffmpeg's name, such as {@code h264}
 * @param frameRate frames a second on average; 0 where unknown
 * @param frames how many; 0 where the container does not say
 * @param seconds how long; 0 where the container does not say
 * @param rotation degrees by which a player turns it: 0, 90, 180 or 270
 */
public record VideoStream(
    int width,
    int height,
    String codec,
    double frameRate,
    long frames,
    double seconds,
    int rotation) {}
