/**
 * Finds ffmpeg, ffprobe, yt-dlp and a JavaScript runtime ({@link dev.kinetics.tool.Tools}). Running
 * ffmpeg is {@code ffmpeg}; getting what is missing is {@code setup}.
 */
package dev.kinetics.tool;
