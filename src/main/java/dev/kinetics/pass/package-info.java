/**
 * One ffmpeg that reads one input once and makes all outputs that are wanted of it: a clip, its
 * frames, its sound, and how each is encoded. Whether what came out is whole says {@code media}.
 */
package dev.kinetics.pass;
