package dev.kinetics.ffmpeg;

/**
 * The first moving picture of a file.
 *
 * @param width in pixels, as stored: before any rotation
 * @param height in pixels, as stored
 * @param codec as ffmpeg calls it, for example {@code h264}
 * @param frameRate frames a second, on average; 0 where unknown
 * @param frames how many frames it has; 0 where the container does not say
 * @param seconds how long it is; the file's length where the container does not say, 0 where
 *     neither is known
 * @param rotation by how many degrees players turn it, counter-clockwise: 0, 90, -90, 180…
 * @param hasSquarePixels whether a pixel is as wide as it is high, or nothing is said
 * @param startSeconds the time of its first frame
 * @param transfer its transfer curve as ffmpeg calls it, for example {@code smpte2084}; empty where
 *     unknown
 */
public record VideoStream(
    int width,
    int height,
    String codec,
    double frameRate,
    long frames,
    double seconds,
    int rotation,
    boolean hasSquarePixels,
    double startSeconds,
    String transfer) {}
