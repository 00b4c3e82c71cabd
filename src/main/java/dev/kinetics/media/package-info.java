/**
 * What a media file is and when it is whole: clips, folders of frames, sound tracks. Making one is
 * {@code pass}; which clips are worked on is {@code download} and {@code extract}.
 */
package dev.kinetics.media;
