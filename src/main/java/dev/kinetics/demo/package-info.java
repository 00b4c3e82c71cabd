/**
 * The built-in demo release: a tiny annotation list, its videos, and the site on the loopback
 * interface that serves them.
 */
package dev.kinetics.demo;
