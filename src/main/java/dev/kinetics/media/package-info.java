/**
 * What a media file is and when it is whole: clips, folders of frames, sound tracks. Which clips
 * are worked on is {@code download} and {@code extract}.
 */
package dev.kinetics.media;
