package dev.kinetics.tool;

import java.util.Optional;

/**
 * What ffprobe says of a file.
 *
 * @param video the first stream with a moving picture; a cover picture is none
 * @param audio the first sound track
 * @param seconds how long the file is; 0 where it does not say
 * @param format the container, in ffprobe's words
 */
public record Probe(
    Optional<VideoStream> video, Optional<AudioStream> audio, double seconds, String format) {}
