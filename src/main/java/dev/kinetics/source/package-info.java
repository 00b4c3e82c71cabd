/**
 * What any source of clips is ({@link dev.kinetics.source.ClipSource}), how a section is cut out of
 * a video's streams, and what a failure's words mean. The sources themselves are {@code youtube}
 * and {@code mirror}.
 */
package dev.kinetics.source;
