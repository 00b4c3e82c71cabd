/**
 * Finds ffmpeg, ffprobe and yt-dlp ({@link dev.kinetics.tool.Tools}) and runs them. Getting what is
 * missing is {@code setup}.
 */
package dev.kinetics.tool;
