package dev.kinetics.tool;

import java.nio.file.Path;
import java.util.Map;

/**
 * A program that was found and tried.
 *
 * @param name what it is, such as {@code ffmpeg}
 * @param path where it is
 * @param environment what has to stand in the environment for it to run
 * @param version its version, in its own words
 * @param origin how it was found, such as {@code --ffmpeg}, {@code bundled} or {@code PATH}
 */
public record Tool(
    String name, Path path, Map<String, String> environment, String version, String origin) {}
