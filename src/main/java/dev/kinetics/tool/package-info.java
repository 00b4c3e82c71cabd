/**
 * The programs we run: one {@link dev.kinetics.tool.ProcessRunner} under ffmpeg, ffprobe and
 * yt-dlp; where each is found, which version it is, and how what is missing is put in place.
 */
package dev.kinetics.tool;
