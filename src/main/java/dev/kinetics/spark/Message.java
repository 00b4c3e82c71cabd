package dev.kinetics.spark;

import dev.kinetics.engine.Answer;
import dev.kinetics.engine.Recipe;
import dev.kinetics.journal.Block;
import dev.kinetics.tool.ToolOptions;
import java.io.Serializable;
import java.util.List;

/** What an executor says to the driver. Each may come twice, when an answer was lost. */
sealed interface Message extends Serializable {
  /** A task begins with a batch of a call; the answer is {@link Batch}. */
  record Take(int call, int batch) implements Message {}

  /** An executor wants to know how to work; the answer is {@link Terms}. */
  record Ask(int recipe, String executor) implements Message {}

  /** What came of some items. */
  record Book(int call, List<Answer<?>> answers) implements Message {}

  /** A line that a person should see now. */
  record Say(String executor, String line) implements Message {}

  /** A line about the whole run, which others may say as well. */
  record Hint(String executor, String line) implements Message {}

  /** A line of a tool. */
  record ToolLine(String executor, String line) implements Message {}

  /** The site blocks an executor's address. */
  record Blocked(String executor, Block block) implements Message {}

  /** The run can't go on. */
  record Fault(int call, String executor, int exitCode, String line) implements Message {}

  /**
   * What a task is to do.
   *
   * @param recipe the number of the recipe by which
   * @param items those of the batch that nobody has booked yet
   */
  record Batch(int recipe, List<Object> items) implements Serializable {}

  /**
   * How to work.
   *
   * @param host the executor's machine; empty when that is not known yet
   * @param slots how many tasks the executor has at once
   */
  record Terms(Recipe<?, ?> recipe, ToolOptions tools, String host, int slots)
      implements Serializable {}
}
