/**
 * The one way to HTTP: the environment's proxies, streams that go on where a connection broke,
 * bounds and guards. What is fetched is the business of the rooms above.
 */
package dev.kinetics.net;
