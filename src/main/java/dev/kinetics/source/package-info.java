/**
 * Where a clip's video comes from: YouTube and other sites through yt-dlp, the mirror's archives.
 * Each answers 'get me this section' with a file or an outcome.
 */
package dev.kinetics.source;
