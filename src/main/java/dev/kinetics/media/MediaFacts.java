package dev.kinetics.media;

import java.io.Serializable;

/**
 * What a video file is, as ffprobe reads it.
 *
 * @param width in pixels, as stored
 * @param height in pixels, as stored
 * @param frameRate frames a second, on average
 * @param seconds how long it is
 * @param frames how many frames it has; 0 where the container does not say
 * @param audio whether it has a sound track
 */
public record MediaFacts(
    int width, int height, double frameRate, double seconds, long frames, boolean audio)
    implements Serializable {}
