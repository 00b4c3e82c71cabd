package dev.kinetics.engine;

import dev.kinetics.journal.Block;
import java.util.function.Consumer;

/**
 * Where those who work say what is no result. Safe for many threads.
 *
 * @param say lines that a person should see now
 * @param blocked blocks of this address, for the journal
 * @param tools what the tools say
 */
public record Notes(Consumer<String> say, Consumer<Block> blocked, Consumer<String> tools) {
  /** The same, with the tools' words going there. */
  public Notes withTools(Consumer<String> there) {
    return new Notes(say, blocked, there);
  }
}
