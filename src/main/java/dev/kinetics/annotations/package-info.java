/**
 * What Kinetics is made of: releases, splits, clips, classes and categories, and which clips are
 * selected or sampled. Reads no list (that is {@code lists}) and depends on nothing of ours but
 * {@code error}.
 */
package dev.kinetics.annotations;
