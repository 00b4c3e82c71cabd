/**
 * Clips of YouTube and other sites: yt-dlp resolves a video to addresses, of which the section is
 * read; where that can't be done, yt-dlp fetches the whole video. Pace and waiting for a block to
 * end are {@code engine}.
 */
package dev.kinetics.youtube;
