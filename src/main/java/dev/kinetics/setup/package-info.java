/**
 * Gets the tools that are missing: package managers, yt-dlp's releases, JavaScript runtimes ({@link
 * dev.kinetics.setup.Setup}).
 */
package dev.kinetics.setup;
