/**
 * The Kinetics annotations: releases, splits, clips, classes and categories, and the reading of the
 * CSV and JSON lists. Depends on nothing of ours but {@code error}.
 */
package dev.kinetics.annotations;
