package dev.kinetics.engine;

import dev.kinetics.tool.Tools;

/**
 * What a recipe finds where it is opened.
 *
 * @param tools the tools of this machine
 * @param node this machine's name where it is one of several; empty where it is the only one
 * @param workers how many clips one call works on at once; 0 for as many as the recipe says
 * @param threads how many threads one tool may use; 0 for as many as the recipe says
 */
public record Surroundings(Tools tools, String node, int workers, int threads) {
  /** This machine, which is the only one. */
  public static Surroundings here(Tools tools) {
    return new Surroundings(tools, "", 0, 0);
  }
}
