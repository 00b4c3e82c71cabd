package dev.kinetics.engine;

import dev.kinetics.journal.Block;
import java.util.function.Consumer;

/**
 * Where those who work say what is no result. Safe for many threads.
 *
 * @param say lines that a person should see now
 * @param hint what is true of the whole run, and said once, however many machines tell it
 * @param blocked blocks of this address, for the journal
 * @param tools what the tools say
 */
public record Notes(
    Consumer<String> say, Consumer<String> hint, Consumer<Block> blocked, Consumer<String> tools) {

  /** Those of a process that works alone: a hint is a line like any other. */
  public Notes(Consumer<String> say, Consumer<Block> blocked, Consumer<String> tools) {
    this(say, say, blocked, tools);
  }

  /** The same, with the tools' words going there. */
  public Notes withTools(Consumer<String> there) {
    return new Notes(say, hint, blocked, there);
  }
}
