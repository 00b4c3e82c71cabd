/**
 * The programs that we run: {@link dev.kinetics.tool.ProcessRunner} starts and ends them, {@link
 * dev.kinetics.tool.Tools} finds {@link dev.kinetics.tool.Ffmpeg}, {@link
 * dev.kinetics.tool.Ffprobe} and {@link dev.kinetics.tool.YtDlp}, and {@link
 * dev.kinetics.tool.Setup} puts in place what is missing.
 */
package dev.kinetics.tool;
