/**
 * Reads annotation lists of all forms, CSV and JSON, plain, gzipped, in folders or in a tar, into
 * clips. Where lists come from is {@code release}.
 */
package dev.kinetics.lists;
