/**
 * The built-in demo release: a tiny annotation list, its videos, and the site on the loopback
 * interface that serves them. The subcommand that walks through it is in {@code cli}.
 */
package dev.kinetics.demo;
